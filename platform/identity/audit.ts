import { defineAudit } from '#platform/audit'

defineAudit('identity.log_in', { 'zh-CN': '登录', en: 'logged in' })
defineAudit('identity.log_out', { 'zh-CN': '退出登录', en: 'logged out' })
defineAudit(
  'identity.log_in_failed',
  { 'zh-CN': '登录失败：密码不正确（账号 {subject}）', en: 'wrong password at log-in (account {subject})' },
  { sensitive: true },
)
