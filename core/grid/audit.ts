import { defineAudit } from '#platform/audit'

defineAudit('grid.standard_added', { 'zh-CN': '新增立案标准 {subject}', en: 'added filing standard {subject}' })
defineAudit('grid.standard_changed', { 'zh-CN': '修改立案标准 {subject}', en: 'changed filing standard {subject}' })
defineAudit('grid.standard_retired', { 'zh-CN': '停用立案标准 {subject}', en: 'retired filing standard {subject}' })
defineAudit('grid.change_withdrawn', {
  'zh-CN': '撤回立案标准 {subject} 的计划变更',
  en: 'took back the planned change of filing standard {subject}',
})
defineAudit('grid.standards_imported', { 'zh-CN': '导入立案标准 {subject}', en: 'imported filing standards {subject}' })
defineAudit('grid.stage_changed', { 'zh-CN': '修改阶段时限 {subject}', en: 'changed stage limit {subject}' })
defineAudit('grid.stage_withdrawn', {
  'zh-CN': '撤回阶段时限 {subject} 的计划变更',
  en: 'took back the planned change of stage limit {subject}',
})
