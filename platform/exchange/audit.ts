import { defineAudit } from '#platform/audit'

defineAudit(
  'exchange.create_key',
  { 'zh-CN': '为外部系统 {subject} 创建密钥', en: 'made a key for the outside system {subject}' },
  { sensitive: true },
)
defineAudit(
  'exchange.show_secret',
  { 'zh-CN': '取用密钥 {subject}', en: 'read the secret of key {subject}' },
  { sensitive: true },
)
defineAudit(
  'exchange.revoke_key',
  { 'zh-CN': '吊销密钥 {subject}', en: 'revoked the key {subject}' },
  { sensitive: true },
)
defineAudit('exchange.register_system', {
  'zh-CN': '登记外部系统 {subject}',
  en: 'registered the outside system {subject}',
})
defineAudit('exchange.change_system', { 'zh-CN': '修改外部系统 {subject}', en: 'changed the outside system {subject}' })
defineAudit('exchange.ping', { 'zh-CN': '测试外部系统 {subject}', en: 'tested the outside system {subject}' })
defineAudit(
  'exchange.read_message',
  { 'zh-CN': '查看往来报文 {subject}', en: 'read the message {subject}' },
  { sensitive: true },
)
defineAudit('exchange.replay_message', { 'zh-CN': '重放往来报文 {subject}', en: 'replayed the message {subject}' })
