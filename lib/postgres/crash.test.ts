import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { becomesTrue } from './poll.ts'
import { readPidFile } from './postmaster.ts'
import { folderWithCluster, nodeProcess, processesOf, query, start, startingIn, temporaryFolder, type Started } from './testing.ts'

async function postmasterPid(folder: string): Promise<number> {
  const file = await readPidFile(join(folder, 'postgres'))
  if (!file) throw new Error('no server runs')
  return file.pid
}

test('adopts the server of a killed Node process, and stops it', async () => {
  const folder = await folderWithCluster()
  const first = await nodeProcess<Started>(startingIn(folder))
  const { url, how, port } = await first.told
  expect(how).toBe('started')
  await query(url, 'create table adopted as select 42 as answer')
  const pid = await postmasterPid(folder)
  await first.end('SIGKILL')

  const server = await start(folder)
  expect(server).toMatchObject({ how: 'adopted', port })
  expect(await postmasterPid(folder)).toBe(pid)
  expect(await query(server.url(), 'select answer from adopted')).toEqual([{ answer: 42 }])
  await server.stop()
  expect(await processesOf(join(folder, 'postgres'))).toEqual([])
})

test('Ctrl-C in the terminal does not reach the server', async () => {
  const folder = await folderWithCluster()
  const first = await nodeProcess<Started>(startingIn(folder), { detached: true })
  const { url } = await first.told
  const pid = await postmasterPid(folder)
  const gone = once(first.child, 'exit')
  process.kill(-(first.child.pid ?? 0), 'SIGINT')
  expect(await gone).toEqual([null, 'SIGINT'])
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect(await readFile(join(folder, 'postgres', 'server.log'), 'utf8')).not.toContain(`[${pid}] LOG:  received`)
})

test('an adopted server that another live Yiwang server has claimed stays up', async () => {
  const folder = await folderWithCluster()
  const first = await nodeProcess<Started>(startingIn(folder, 'await claimServer(server.url())'))
  const { url } = await first.told

  const second = await start(folder)
  await second.stop()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])

  await first.end('SIGKILL')
  await (await start(folder)).stop()
  expect(await processesOf(join(folder, 'postgres'))).toEqual([])
})

test('a killed postmaster comes back at once with every committed row', async () => {
  const folder = await folderWithCluster()
  const durable = { settings: { shared_buffers: '32MB' } }
  const server = await start(folder, durable)
  await query(server.url(), 'create table kept (answer int)')
  await query(server.url(), 'insert into kept select generate_series(1, 1000)')
  process.kill(await postmasterPid(folder), 'SIGKILL')

  const again = await start(folder, durable)
  expect(again.how).toBe('started')
  expect(await query(again.url(), 'select count(*)::int as rows from kept')).toEqual([{ rows: 1000 }])
  await server.stop() // its own process is gone: must not touch the new one
  expect(await query(again.url(), 'select 1 as one')).toEqual([{ one: 1 }])
  await again.stop()
  expect(await processesOf(join(folder, 'postgres'))).toEqual([])
})

test('waits for a backend that outlives its killed postmaster', async () => {
  const folder = await folderWithCluster()
  const server = await start(folder)
  // Holds the old shared memory: it computes and does not look whether its postmaster lives.
  const busy = query(server.url(), `select count(*) from generate_series(1, 2000000) n where md5(n::text) = ''`)
  const active = `select 1 from pg_stat_activity where query like '%md5%' and state = 'active' and pid <> pg_backend_pid()`
  expect(await becomesTrue(async () => (await query(server.url(), active)).length === 1, 5_000)).toBe(true)
  process.kill(await postmasterPid(folder), 'SIGKILL')
  const again = await start(folder)
  expect(again.how).toBe('started')
  expect(await busy).toEqual([{ count: '0' }]) // it even brought its work to an end
  expect(await readFile(join(folder, 'postgres', 'server.log'), 'utf8')).toContain('is still in use')
  await again.stop()
})

test.each([
  ['of a dead process', false],
  ['of an unrelated live process', true],
])('a stale pid file %s does not prevent the start', async (_words, alive) => {
  const folder = await folderWithCluster()
  const path = join(folder, 'postgres', 'cluster', 'postmaster.pid')
  const before = await start(folder)
  const text = await readFile(path, 'utf8')
  await before.stop()

  const unrelated = spawn('sleep', ['600'])
  onTestFinished(() => void unrelated.kill('SIGKILL'))
  await once(unrelated, 'spawn')
  if (!alive) {
    unrelated.kill('SIGKILL')
    await once(unrelated, 'exit')
  }
  await writeFile(path, text.replace(/^\d+/, String(unrelated.pid)))

  const server = await start(folder)
  expect(server.how).toBe('started')
  expect(unrelated.signalCode).toBe(alive ? null : 'SIGKILL')
  await server.stop()
})

test('a kill during initdb leaves nothing half made', async () => {
  const folder = await temporaryFolder()
  const first = await nodeProcess<Started>(startingIn(folder))
  const names = (): Promise<string[]> => readdir(join(folder, 'postgres')).catch(() => [])
  const begun = async (): Promise<boolean> => (await names()).some((name) => name.startsWith('cluster.new-'))
  expect(await becomesTrue(begun, 20_000, 5)).toBe(true)
  await first.end('SIGKILL')
  expect(await begun()).toBe(true)

  const server = await start(folder)
  expect(server.how).toBe('started')
  expect((await names()).sort()).toEqual(['cluster', 'secret', 'server.log'])
  await server.stop()
})
