import './audit.ts'
import type { Streams } from '#lib/events'
import { serve } from '#lib/http'
import {
  changeSystem,
  createKey,
  ExchangeChanged,
  listMessages,
  listSystems,
  pingSystem,
  readMessage,
  receiveMessage,
  registerSystem,
  replayMessage,
  revokeKey,
  showSecret,
  switchSystem,
} from './contract.ts'
import type { ExchangeDesk } from './desk.ts'
import { createKeyHandler, revokeKeyHandler, showSecretHandler } from './manage-keys.ts'
import { changeSystemHandler, pingSystemHandler, registerSystemHandler, switchSystemHandler } from './manage-systems.ts'
import { mayManage } from './policy.ts'
import { listMessagesHandler, listSystemsHandler, readMessageHandler } from './read-exchange.ts'
import { receiveMessageHandler } from './receive-message.ts'
import { replayMessageHandler } from './replay-message.ts'

export { exchangeConfiguration } from './configuration.ts'
export { consume, createExchange, type Consumer, type ExchangeDesk, type InMessage } from './desk.ts'
export { messageRetention } from './keep-messages.ts'
export { send } from './send-message.ts'
export { startExchangeWork } from './work.ts'

/** Serves the registry, the log and the door for outside systems. */
export function serveExchange(desk: ExchangeDesk): void {
  const { app } = desk
  app.allow((actor) => (mayManage(actor) ? ['exchange.manage'] : []))
  serve(app, listSystems, listSystemsHandler(desk))
  serve(app, registerSystem, registerSystemHandler())
  serve(app, changeSystem, changeSystemHandler(desk))
  serve(app, switchSystem, switchSystemHandler(desk))
  serve(app, pingSystem, pingSystemHandler(desk))
  serve(app, createKey, createKeyHandler(desk))
  serve(app, showSecret, showSecretHandler(desk))
  serve(app, revokeKey, revokeKeyHandler())
  serve(app, listMessages, listMessagesHandler())
  serve(app, readMessage, readMessageHandler(desk))
  serve(app, replayMessage, replayMessageHandler(desk))
  // A signature is over bytes as they came: at this one door JSON is not read before it is checked.
  void app.fastify.register(async (fastify) => {
    fastify.removeContentTypeParser('application/json')
    fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
    serve({ ...app, fastify }, receiveMessage, receiveMessageHandler(desk))
  })
}

/** Tells administrators' open pages that there is something new. */
export function streamExchange(streams: Streams): void {
  streams.hear(ExchangeChanged, (actor) => mayManage(actor))
}
