import { parentPort, workerData } from 'node:worker_threads'
import { settingsOf } from '#core/cases'
import { createPool } from '#lib/db'
import { createApp, createMetrics } from '#lib/http'
import { createLogger, type Settings } from '#lib/kernel'
import { readCity } from '../city.ts'
import { openDesk } from '../desk.ts'
import { fillYear } from './fill-year.ts'

/** What the thread that fills is given. */
export interface FillingOrder {
  readonly settings: Settings
  readonly webUrl: string
  readonly migrationUrl: string
}

const { settings, webUrl, migrationUrl } = workerData as FillingOrder
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
try {
  parentPort!.postMessage(await fillYear({ app, city, migrationUrl, ...opened }, settings.demoCases))
} finally {
  opened.close()
  await pool.end()
}
