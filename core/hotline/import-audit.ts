import { defineAudit } from '#platform/audit'

defineAudit('hotline.import_upload', {
  'zh-CN': '提交导入文件 {subject}',
  en: 'handed in the file {subject} for import',
})
defineAudit('hotline.import_map', {
  'zh-CN': '确定导入 {subject} 的列对应',
  en: 'matched the columns of import {subject}',
})
defineAudit('hotline.import_start', { 'zh-CN': '开始导入 {subject}', en: 'started import {subject}' })
defineAudit('hotline.import_stop', { 'zh-CN': '停止导入 {subject}', en: 'stopped import {subject}' })
defineAudit('hotline.import_resume', { 'zh-CN': '继续导入 {subject}', en: 'went on with import {subject}' })
defineAudit('hotline.import_discard', { 'zh-CN': '放弃导入 {subject}', en: 'gave import {subject} up' })
defineAudit('hotline.import_save_mapping', { 'zh-CN': '保存列对应方案 {subject}', en: 'kept the matching {subject}' })
defineAudit('hotline.import_remove_mapping', {
  'zh-CN': '删除列对应方案 {subject}',
  en: 'removed the matching {subject}',
})
defineAudit(
  'hotline.import_report',
  { 'zh-CN': '下载导入 {subject} 的检查报告', en: 'downloaded the report of import {subject}' },
  { sensitive: true },
)
