import { problem } from '#lib/http/contract'

export const wrongCredentials = problem('identity.wrong_credentials', 401, {
  'zh-CN': '用户名或密码不正确',
  en: 'User name or password is not correct',
})
export const locked = problem('identity.locked', 429, {
  'zh-CN': '密码错误次数过多，请 {minutes} 分钟后再试',
  en: 'Too many wrong passwords; try again in {minutes} minutes',
})
export const disabled = problem('identity.disabled', 403, {
  'zh-CN': '账号已停用，请联系系统管理员',
  en: 'This account is disabled; ask a system administrator',
})
export const noPost = problem('identity.no_post', 403, {
  'zh-CN': '账号还没有在任的岗位，请联系安全管理员',
  en: 'This account has no post in force; ask a security administrator',
})
export const notAllowed = problem('identity.not_allowed', 403, {
  'zh-CN': '不能这样做：{reason}',
  en: 'This is not allowed: {reason}',
})
export const wrongPassword = problem('identity.wrong_password', 403, {
  'zh-CN': '当前密码不正确',
  en: 'The present password is not correct',
})
export const passwordRefused = problem('identity.password_refused', 422, {
  'zh-CN': '新密码不可用：{reason}',
  en: 'The new password cannot be used: {reason}',
})
export const accountNotFound = problem('identity.account_not_found', 404, {
  'zh-CN': '没有这个账号',
  en: 'There is no such account',
})
export const postNotFound = problem('identity.post_not_found', 404, {
  'zh-CN': '没有这个岗位，或已不在任',
  en: 'There is no such post, or it is no longer in force',
})
export const sessionNotFound = problem('identity.session_not_found', 404, {
  'zh-CN': '没有这个登录，或已结束',
  en: 'There is no such session, or it is over',
})
export const usernameTaken = problem('identity.username_taken', 409, {
  'zh-CN': '用户名 {username} 已有人使用',
  en: 'The user name {username} is taken',
})
export const postExists = problem('identity.post_exists', 409, {
  'zh-CN': '这个人在该单位已任此岗位',
  en: 'This person already has this post in this unit',
})
export const scopeInvalid = problem('identity.scope_invalid', 422, {
  'zh-CN': '岗位内容有误：{reason}',
  en: 'The post is not valid: {reason}',
})
export const secondFactorNeeded = problem('identity.second_factor_needed', 401, {
  'zh-CN': '请输入动态码或恢复码',
  en: 'Please enter the code of your authenticator app',
})
export const wrongCode = problem('identity.wrong_code', 403, {
  'zh-CN': '动态码或恢复码不正确，或已经用过',
  en: 'The code is not correct, or was used already',
})
export const secondFactorOn = problem('identity.second_factor_on', 409, {
  'zh-CN': '已经启用两步验证',
  en: 'Two-step log-in is on already',
})
export const secondFactorNotBegun = problem('identity.second_factor_not_begun', 409, {
  'zh-CN': '还没有设置两步验证',
  en: 'Two-step log-in is not set up',
})
export const phoneInvalid = problem('identity.phone_invalid', 422, {
  'zh-CN': '号码应为 11 位手机号，或带区号的固定电话',
  en: 'The number is a mobile of 11 digits, or a landline with its area code',
})
export const wrongSetUpCode = problem('identity.wrong_set_up_code', 403, {
  'zh-CN': '初始化口令不正确，或系统已经初始化',
  en: 'The set-up code is not correct, or the system is set up already',
})
export const fileUnreadable = problem('identity.file_unreadable', 422, {
  'zh-CN': '无法读取文件：{why}',
  en: 'The file cannot be read: {why}',
})
export const columnsMissing = problem('identity.columns_missing', 422, {
  'zh-CN': '文件缺少列：{columns}',
  en: 'The file lacks the columns {columns}',
})
export const tooManyRows = problem('identity.too_many_rows', 422, {
  'zh-CN': '一次最多导入 {limit} 行',
  en: 'At most {limit} rows are taken at a time',
})
