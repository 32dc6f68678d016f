import { defineAudit } from '#platform/audit'

defineAudit('files.attach', { 'zh-CN': '附上文件 {subject}', en: 'attached file {subject}' })
defineAudit('files.discard', { 'zh-CN': '移除文件 {subject}', en: 'discarded file {subject}' })
defineAudit('files.upload', { 'zh-CN': '上传文件 {subject}', en: 'uploaded file {subject}' })
defineAudit(
  'files.infected',
  { 'zh-CN': '文件 {subject} 查出病毒', en: 'file {subject} is infected' },
  { sensitive: true },
)
defineAudit(
  'files.original',
  { 'zh-CN': '查看文件 {subject} 的原件，理由：{reason}', en: 'saw the original of file {subject}, because: {reason}' },
  { sensitive: true },
)
