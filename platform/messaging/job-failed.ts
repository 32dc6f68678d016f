import { JobFailed } from '#platform/jobs/contract'
import { notice } from './notice.ts'

const administrators = ['admin']

/** Tells system administrators of background jobs that failed for good. */
export const jobFailedNotice = notice({
  code: 'jobs.failed',
  on: JobFailed,
  name: { 'zh-CN': '后台任务失败', en: 'Background job failed' },
  variables: {
    queue: { name: { 'zh-CN': '队列', en: 'Queue' }, example: { 'zh-CN': 'exchange.send', en: 'exchange.send' } },
  },
  template: {
    title: { 'zh-CN': '后台任务失败：{queue}', en: 'Background job failed: {queue}' },
    body: {
      'zh-CN': '已用完重试次数，请查看原因后重试或取消。',
      en: 'All tries are used up. Look at the cause, then retry or cancel it.',
    },
  },
  // A message about messages that cannot be delivered would make more of them.
  when: (data) => !data.queue.startsWith('messaging.'),
  concerns: administrators,
  tell: async (data) => ({
    audience: { roles: administrators },
    values: { queue: data.queue },
    link: `/jobs?queue=${encodeURIComponent(data.queue)}&state=failed`,
    key: data.id,
  }),
})
