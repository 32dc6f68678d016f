import './audit.ts'
import type { Streams } from '#lib/events'
import { serve, type App } from '#lib/http'
import { getSettingHandler, listTemplatesHandler, setSettingHandler, writeTemplateHandler } from './configure.ts'
import {
  countUnread,
  getMessagingSetting,
  getPreference,
  getReceipts,
  InboxChanged,
  listMessages,
  listTemplates,
  markAllRead,
  markMessagesRead,
  MessageArrived,
  setMessagingSetting,
  setPreference,
  writeTemplate,
} from './contract.ts'
import { markAllReadHandler, markMessagesReadHandler } from './mark-read.ts'
import type { Messaging } from './messaging.ts'
import { getPreferenceHandler, setPreferenceHandler } from './preferences.ts'
import { mayConfigure } from './policy.ts'
import { countUnreadHandler, getReceiptsHandler, listMessagesHandler } from './read-inbox.ts'

export { messagingConfiguration } from './configuration.ts'
export { jobFailedNotice } from './job-failed.ts'
export { Messaging, type CityMessaging } from './messaging.ts'
export { notice, type Notice, type Telling } from './notice.ts'
export { clockMinute } from './quiet-hours.ts'

/** Serves inbox, preferences, settings and templates. */
export function serveMessaging(app: App, messaging: Messaging): void {
  app.allow((actor) => (mayConfigure(actor) ? ['messaging.configure'] : []))
  serve(app, listMessages, listMessagesHandler)
  serve(app, countUnread, countUnreadHandler)
  serve(app, getReceipts, getReceiptsHandler)
  serve(app, markMessagesRead, markMessagesReadHandler(messaging))
  serve(app, markAllRead, markAllReadHandler(messaging))
  serve(app, getPreference, getPreferenceHandler(messaging))
  serve(app, setPreference, setPreferenceHandler(messaging))
  serve(app, getMessagingSetting, getSettingHandler(messaging))
  serve(app, setMessagingSetting, setSettingHandler(messaging))
  serve(app, listTemplates, listTemplatesHandler(messaging))
  serve(app, writeTemplate, writeTemplateHandler(messaging))
}

/** Lets each person know of their own inbox, and nobody else. */
export function streamMessaging(streams: Streams): void {
  streams.hear(MessageArrived, (actor, data) => actor.accountId === data.accountId)
  streams.hear(InboxChanged, (actor, data) => actor.accountId === data.accountId)
}
