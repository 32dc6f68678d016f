import { hostname } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { claimServer, ServerAlreadyRunning, type PostgresServer } from './index.ts'
import { nodeProcess, query, start } from './testing.ts'

let folder: string
let server: PostgresServer

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'yiwang-postgres-')))
  server = await start(folder)
  for (const name of ['release', 'kill', 'lost', 'one', 'two']) await query(server.url(), `create database ${name}`)
})

afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

test('a second claim fails in plain words, and succeeds after release', async () => {
  const url = server.url('release')
  const first = await claimServer(url)
  const failure = await claimServer(url, { patience: 300 }).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ServerAlreadyRunning)
  const { message } = failure as Error
  expect(message).toContain('Another live Yiwang server uses the database "release"')
  expect(message).toContain(`"yiwang server ${process.pid}@${hostname()}"`)
  expect(message).toContain('from 127.0.0.1, since 20')

  await first.release()
  await first.release()
  const second = await claimServer(url, { patience: 0 })
  await second.release()
})

test('a waiting claim is served when the holder is killed', async () => {
  const url = server.url('kill')
  const holder = await nodeProcess<string>(`await claimServer(${JSON.stringify(url)}); tell('held')`)
  expect(await holder.told).toBe('held')
  await expect(claimServer(url, { patience: 0 })).rejects.toThrow(`yiwang server ${holder.child.pid}@`)
  const waiting = claimServer(url)
  await holder.end('SIGKILL')
  await (await waiting).release()
})

test('a cut connection is told as lost, a released one is not', async () => {
  const url = server.url('lost')
  const released = await claimServer(url)
  let told = false
  void released.lost.then(() => (told = true))
  await released.release()

  const claim = await claimServer(url)
  await query(url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = 'lost' and application_name like 'yiwang server%'`)
  expect((await claim.lost).message).toMatch(/terminating connection/)
  await claim.release()
  expect(told).toBe(false)
})

test('claims of different databases do not touch each other', async () => {
  const claims = await Promise.all([claimServer(server.url('one')), claimServer(server.url('two'), { patience: 0 })])
  for (const claim of claims) await claim.release()
})

test('a database that cannot be reached is not said to be in use', async () => {
  const failure = await claimServer(server.url('missing')).catch((error: unknown) => error)
  expect(failure).not.toBeInstanceOf(ServerAlreadyRunning)
  expect(failure).toMatchObject({ code: '3D000' })
})
