import { parentPort, workerData } from 'node:worker_threads'
import { settingsOf } from '#core/cases'
import { createPool } from '#lib/db'
import { createApp, createMetrics } from '#lib/http'
import { createLogger, type Settings } from '#lib/kernel'
import { readCity } from '../city.ts'
import { openDesk } from '../desk.ts'
import { YearMaker, type YearOrder } from './maker.ts'

/** What a thread that makes cases is given. */
export interface MakerOrder {
  readonly settings: Settings
  readonly webUrl: string
  readonly migrationUrl: string
}

/** What it is asked, one after the other. */
export type MakerRequest =
  | { readonly make: readonly [order: YearOrder, from: number, count: number] }
  | { readonly verify: { readonly index: number; readonly of: number } }

const { settings, webUrl, migrationUrl } = workerData as MakerOrder
const log = createLogger()
const pool = createPool(webUrl, 'yiwang_serving', log, 2)
const city = await readCity(settings.city)
const app = createApp({
  pool,
  log,
  metrics: createMetrics(),
  authenticate: async () => undefined,
  settingsOf: (actor) => settingsOf(opened.desk, actor),
})
const opened = await openDesk(app, settings, city)
const maker = new YearMaker({ app, city, migrationUrl, ...opened })

let turn = Promise.resolve()
parentPort!.on('message', (request: MakerRequest) => {
  turn = turn.then(async () => {
    if ('verify' in request) return parentPort!.postMessage(await maker.verify(request.verify))
    const made = await maker.make(...request.make)
    parentPort!.postMessage(
      made,
      made.lines.map((one) => one.buffer as ArrayBuffer),
    )
  })
})
