import { defineAudit } from '#platform/audit'

defineAudit('jobs.retry', { 'zh-CN': '重试后台任务 {subject}', en: 'retried the job {subject}' })
defineAudit('jobs.cancel', { 'zh-CN': '取消后台任务 {subject}', en: 'cancelled the job {subject}' })
defineAudit('jobs.set_retention', {
  'zh-CN': '设定保存期限 {subject}：{days} 天',
  en: 'set how long {subject} is kept: {days} days',
})
defineAudit('jobs.retry_failed', { 'zh-CN': '重试全部失败任务 {subject}', en: 'retried all failed jobs {subject}' })
