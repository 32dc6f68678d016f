import { defineAudit } from '#platform/audit'

defineAudit('dictionary.entry_added', { 'zh-CN': '新增字典条目 {code}', en: 'added dictionary entry {code}' })
defineAudit('dictionary.entry_changed', { 'zh-CN': '修改字典条目 {code}', en: 'changed dictionary entry {code}' })
defineAudit('dictionary.entry_retired', { 'zh-CN': '停用字典条目 {code}', en: 'retired dictionary entry {code}' })
defineAudit('dictionary.entry_revived', { 'zh-CN': '恢复字典条目 {code}', en: 'brought dictionary entry {code} back' })
defineAudit('dictionary.change_withdrawn', {
  'zh-CN': '撤回字典条目 {code} 的计划修改',
  en: 'withdrew the planned change of {code}',
})
defineAudit('dictionary.delivered_taken', { 'zh-CN': '采用交付值：{code}', en: 'took the delivered value of {code}' })
defineAudit('dictionary.entries_imported', { 'zh-CN': '导入字典 {subject}', en: 'imported dictionary {subject}' })
