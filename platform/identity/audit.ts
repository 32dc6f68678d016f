import { defineAudit } from '#platform/audit'

defineAudit('identity.log_in', { 'zh-CN': '登录', en: 'logged in' })
defineAudit('identity.log_out', { 'zh-CN': '退出登录', en: 'logged out' })
defineAudit(
  'identity.log_in_failed',
  { 'zh-CN': '登录失败：密码不正确（账号 {subject}）', en: 'wrong password at log-in (account {subject})' },
  { sensitive: true },
)
defineAudit(
  'identity.post_granted',
  { 'zh-CN': '授予岗位 {subject}', en: 'granted a post {subject}' },
  { sensitive: true },
)
defineAudit(
  'identity.post_edited',
  { 'zh-CN': '修改岗位 {subject}', en: 'changed a post {subject}' },
  { sensitive: true },
)
defineAudit('identity.post_ended', { 'zh-CN': '终止岗位 {subject}', en: 'ended a post {subject}' }, { sensitive: true })
defineAudit('identity.accounts_exported', { 'zh-CN': '导出账号清单', en: 'exported the accounts' }, { sensitive: true })
defineAudit(
  'identity.accounts_imported',
  {
    'zh-CN': '导入账号文件：{rows} 行，新建账号 {accounts} 个，授岗 {posts} 个，有误 {bad} 行',
    en: 'imported a file of {rows} people: {accounts} accounts made, {posts} posts given, {bad} rows bad',
  },
  { sensitive: true },
)
defineAudit(
  'identity.account_created',
  { 'zh-CN': '新建账号 {subject}', en: 'made the account {subject}' },
  { sensitive: true },
)
defineAudit('identity.account_edited', { 'zh-CN': '修改账号 {subject}', en: 'changed the account {subject}' })
defineAudit(
  'identity.account_disabled',
  { 'zh-CN': '停用账号 {subject}', en: 'disabled the account {subject}' },
  { sensitive: true },
)
defineAudit(
  'identity.account_enabled',
  { 'zh-CN': '启用账号 {subject}', en: 'enabled the account {subject}' },
  { sensitive: true },
)
defineAudit('identity.second_factor_on', { 'zh-CN': '启用两步验证', en: 'turned two-step log-in on' })
defineAudit(
  'identity.second_factor_off',
  { 'zh-CN': '停用两步验证', en: 'turned two-step log-in off' },
  { sensitive: true },
)
defineAudit(
  'identity.second_factor_reset',
  { 'zh-CN': '重置账号 {subject} 的两步验证', en: 'reset the two-step log-in of {subject}' },
  { sensitive: true },
)
defineAudit(
  'identity.second_factor_failed',
  { 'zh-CN': '动态码不正确（账号 {subject}）', en: 'wrong code of two-step log-in (account {subject})' },
  { sensitive: true },
)
defineAudit(
  'identity.recovery_code_used',
  { 'zh-CN': '用恢复码登录（账号 {subject}）', en: 'logged in with a recovery code (account {subject})' },
  { sensitive: true },
)
defineAudit('identity.recovery_codes_renewed', { 'zh-CN': '重新生成恢复码', en: 'made new recovery codes' })
defineAudit('identity.phone_set', {
  'zh-CN': '设置账号 {subject} 的电话',
  en: 'set the telephone number of {subject}',
})
defineAudit(
  'identity.phone_revealed',
  { 'zh-CN': '查看账号 {subject} 的电话：{reason}', en: 'read the telephone number of {subject}: {reason}' },
  { sensitive: true },
)
defineAudit('identity.sessions_ended', { 'zh-CN': '结束账号 {subject} 的登录', en: 'ended the sessions of {subject}' })
defineAudit('identity.session_ended', { 'zh-CN': '结束一次登录 {subject}', en: 'ended a session {subject}' })
defineAudit(
  'identity.password_reset',
  { 'zh-CN': '重置账号 {subject} 的密码', en: 'reset the password of {subject}' },
  { sensitive: true },
)
defineAudit('identity.password_changed', { 'zh-CN': '修改自己的密码', en: 'changed own password' })
defineAudit('identity.set_up', { 'zh-CN': '完成首次设置', en: 'did the first set-up' }, { sensitive: true })
defineAudit(
  'identity.stand_in_named',
  { 'zh-CN': '指定代班 {subject}', en: 'named a stand-in {subject}' },
  { sensitive: true },
)
defineAudit('identity.stand_in_withdrawn', { 'zh-CN': '撤回代班 {subject}', en: 'withdrew a stand-in {subject}' })
defineAudit('identity.post_switched', { 'zh-CN': '切换岗位 {subject}', en: 'switched to the post {subject}' })
