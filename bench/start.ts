import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hashPassword, verifyPassword } from '#lib/crypto'
import { startPostgres } from '#lib/postgres'
import type { Bench } from './bench.ts'
import { BenchClient } from './client.ts'
import { end, readyUrl, spawnServer } from './cluster.ts'
import { figure, repeat, timed, type Figure, type Line } from './measure.ts'

const rounds = 3

/**
 * (d) From the command to a server that says it is ready: in an empty data folder, and in one it has used before. Floor:
 * a bare PostgreSQL made and started, and only started. Log-in; floor: the password's hash alone.
 */
export const benchStart: Bench = async () => {
  const times = { first: [] as number[], later: [] as number[], bareFirst: [] as number[], bareLater: [] as number[] }
  let logIn: Figure | undefined
  for (let round = 0; round < rounds; round += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'yiwang-start-'))
    try {
      times.first.push((await startAndStop(folder, (url) => BenchClient.logIn(url, 'auditor'))).ms)
      times.later.push(
        (
          await startAndStop(
            folder,
            async (url) => (logIn ??= await repeat(() => BenchClient.logIn(url, 'auditor'), 15)),
          )
        ).ms,
      )
      const bare = { folder: join(folder, 'bare'), port: 0 }
      for (const list of [times.bareFirst, times.bareLater]) {
        const { ms, value } = await timed(() => startPostgres(bare))
        list.push(ms)
        await value.stop()
      }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const stored = await hashPassword('Yiwang-demo-1')
  const hash = await repeat(() => verifyPassword('Yiwang-demo-1', stored), 15)
  const line = (what: string, ours: Figure, floor: Figure, note: string): Line => ({
    bench: 'start',
    what,
    ours,
    floor,
    note,
  })
  const once = (values: number[]): Figure => figure(values, values.reduce((sum, ms) => sum + ms, 0) / 1000)
  return [
    line('first start', once(times.first), once(times.bareFirst), 'floor: a bare PostgreSQL made and started'),
    line('later start', once(times.later), once(times.bareLater), 'floor: a bare PostgreSQL started'),
    line('log-in', logIn!, hash, 'floor: the password’s hash'),
  ]
}

async function startAndStop(dataFolder: string, meanwhile: (url: string) => Promise<unknown>): Promise<{ ms: number }> {
  const { DATABASE_URL: _url, ...environment } = process.env
  const began = performance.now()
  const child = spawnServer([], { ...environment, YIWANG_DATA: dataFolder })
  const url = await readyUrl(child)
  const ms = performance.now() - began
  await meanwhile(url)
  await end(child)
  return { ms }
}
