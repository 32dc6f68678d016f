import { defineAudit } from '#platform/audit'

defineAudit(
  'configuration.export',
  { 'zh-CN': '导出系统配置（{parts}）', en: 'exported the configuration ({parts})' },
  { sensitive: true },
)
defineAudit(
  'configuration.import',
  { 'zh-CN': '导入系统配置，共 {changes} 处变更', en: 'imported a configuration with {changes} changes' },
  { sensitive: true },
)
