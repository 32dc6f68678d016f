import { Type } from 'typebox'
import { event } from '#lib/events/contract'
import { notice, type Notice } from './notice.ts'

/** What gathers what could not be told at once. It is made by `release.ts`; no event tells it. */
export const digestNotice: Notice = notice({
  code: 'messaging.digest',
  on: event('messaging.digest', Type.Object({})),
  name: { 'zh-CN': '离开期间的通知', en: 'While you were away' },
  variables: {
    count: { name: { 'zh-CN': '条数', en: 'How many' }, example: { 'zh-CN': '12', en: '12' } },
  },
  template: {
    title: { 'zh-CN': '您离开期间有 {count} 条通知', en: 'While you were away: {count} notices' },
    body: { 'zh-CN': '展开可逐条查看。', en: 'Open it to see them one by one.' },
  },
  tell: async () => undefined,
}) as unknown as Notice
