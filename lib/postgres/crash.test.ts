import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findBinaries } from './binaries.ts'
import { becomesTrue } from './poll.ts'
import { readPidFile } from './postmaster.ts'
import {
  folderWithCluster,
  nodeProcess,
  processesOf,
  query,
  start,
  startingIn,
  temporaryFolder,
  type Started,
} from './testing.ts'

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
  // Holds the old shared memory: it computes and does not look whether its postmaster lives, until it finds a file.
  const sign = join(folder, 'go-on')
  onTestFinished(() => rm(sign, { force: true }))
  await query(
    server.url(),
    `create or replace function compute() returns int language plpgsql as $$ declare rounds int := 0; begin
       while pg_stat_file('${sign}', true) is null loop rounds := rounds + 1; end loop; return least(rounds, 1); end $$`,
  )
  const busy = query(server.url(), 'select compute() as done')
  const active = `select 1 from pg_stat_activity where query like '%compute%' and state = 'active' and pid <> pg_backend_pid()`
  expect(await becomesTrue(async () => (await query(server.url(), active)).length === 1, 20_000)).toBe(true)
  process.kill(await postmasterPid(folder), 'SIGKILL')
  const starting = start(folder)
  const said = (): Promise<string> => readFile(join(folder, 'postgres', 'server.log'), 'utf8')
  expect(await becomesTrue(async () => (await said()).includes('is still in use'), 20_000)).toBe(true)
  await writeFile(sign, '')
  expect(await busy).toEqual([{ done: 1 }]) // it even brought its work to an end
  const again = await starting
  expect(again.how).toBe('started')
  await again.stop()
}, 90_000)

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
  const programs = await initdbThatLingers(folder)
  const first = await nodeProcess<Started>(startingIn(folder, '', { binaries: programs }))
  const names = (): Promise<string[]> => readdir(join(folder, 'postgres')).catch(() => [])
  const begun = async (): Promise<boolean> => (await names()).some((name) => name.startsWith('cluster.new-'))
  expect(await becomesTrue(begun, 20_000, 5)).toBe(true)
  await first.end('SIGKILL')
  expect(await begun()).toBe(true)

  const server = await start(folder)
  expect(server.how).toBe('started')
  expect((await names()).sort()).toEqual(['cluster', 'secret', 'server.log'])
  await server.stop()
}, 90_000)

/** The programs of PostgreSQL, but with an initdb that has not come to its end when Node is killed, however late that is. */
async function initdbThatLingers(folder: string): Promise<string> {
  const bin = join(folder, 'bin')
  const { initdb, postgres } = await findBinaries()
  await mkdir(bin)
  const program = async (name: string, lines: string): Promise<void> =>
    writeFile(join(bin, name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 })
  // It ends when whoever started it is gone.
  await program('initdb', `maker=$PPID\n${initdb} "$@" || exit 1\nwhile [ -d /proc/$maker ]; do sleep 0.1; done`)
  await program('postgres', `exec ${postgres} "$@"`)
  return bin
}
