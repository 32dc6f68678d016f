import type { Words } from '#lib/kernel'

/** What a channel outside is given: text only, one receiver. */
export interface OutboundMessage {
  readonly accountId: string
  readonly title: string
  readonly body: string
  /** the same for the same message: a gateway that knows the key sends it once */
  readonly key: string
}

/** A way by which a message leaves the house. `send` is called by a job and may be called twice. */
export interface Channel {
  readonly code: string
  readonly name: Words
  /** undefined: nothing is connected, the channel is off */
  readonly send: ((message: OutboundMessage) => Promise<void>) | undefined
}

const notConnected: Words = {
  'zh-CN': '未接入：需要网关地址和账号',
  en: 'Not connected: it needs a gateway and an account',
}

/** The channels there are. The inbox is no adapter: messages are in it as soon as they are written. */
const channels: readonly Channel[] = [
  { code: 'sms', name: { 'zh-CN': '短信', en: 'Text message' }, send: undefined },
  { code: 'wecom', name: { 'zh-CN': '企业微信（政务微信）', en: 'WeCom' }, send: undefined },
]

/** What the page of settings says of each channel. */
export function describeChannels(): { code: string; name: Words; on: boolean; why: Words | null }[] {
  return [
    { code: 'inbox', name: { 'zh-CN': '站内消息', en: 'Inbox' }, on: true, why: null },
    ...channels.map(({ code, name, send }) => ({
      code,
      name,
      on: send !== undefined,
      why: send === undefined ? notConnected : null,
    })),
  ]
}
