import type { Retention } from '#platform/jobs'
import { deleteSettled } from './store-messages.ts'

/**
 * How long messages are kept after they were done or given up. A message deleted is a message forgotten: sent again
 * under the same id it would be taken again, so that it is kept at least as long as anybody sends again.
 */
export const messageRetention: Retention = {
  code: 'exchange.messages',
  name: { 'zh-CN': '外部系统消息记录', en: 'Messages of outside systems' },
  about: {
    'zh-CN': '含消息内容与应答；删除后不能再查看或重放。等待中的消息不会删除。',
    en: 'With what they said and what was answered; once deleted they can be neither read nor replayed. What still waits is never deleted.',
  },
  days: 180,
  least: 30,
  most: 3650,
  clean: deleteSettled,
}
