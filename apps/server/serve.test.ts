import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServer, type RunningServer } from './start-server.ts'
import { cloneDatabase, TestClient, type ClonedDatabase } from '#lib/testing'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { testSettings } from './testing/index.ts'

let server: RunningServer
let database: ClonedDatabase
let dataFolder: string
let stranger: TestClient

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
  dataFolder = await mkdtemp(join(tmpdir(), 'yiwang-data-'))
  const settings = { ...testSettings(database, dataFolder), metricsToken: 'a token of ours' }
  server = await startServer(settings, () => undefined)
  stranger = new TestClient(server.url)
})
afterAll(async () => {
  await server.stop()
  await database.drop()
  await rm(dataFolder, { recursive: true, force: true })
})

test('health says ok to anybody', async () => {
  const response = await stranger.fetch('/api/health')
  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ status: 'ok' })
})

test('metrics are for whoever has the token', async () => {
  expect((await stranger.fetch('/metrics')).status).toBe(403)
  expect((await stranger.fetch('/metrics', { headers: { authorization: 'Bearer another' } })).status).toBe(403)
  const response = await stranger.fetch('/metrics', { headers: { authorization: 'Bearer a token of ours' } })
  expect(response.status).toBe(200)
  expect(await response.text()).toContain('yiwang_http_seconds_count')
})

test('a second live server on the same database is told apart', async () => {
  await expect(startServer(testSettings(database, dataFolder), () => undefined)).rejects.toThrow(/another|Another|另/i)
}, 60_000)
