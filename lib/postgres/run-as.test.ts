import { chmod, chown, mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findBinaries } from './binaries.ts'
import { makeCluster } from './cluster.ts'
import { readPidFile } from './postmaster.ts'
import { asOrdinaryUser, chooseRunAs } from './run-as.ts'
import { nodeProcess, processesOf, query, start, startingIn, temporaryFolder, type Started } from './testing.ts'

const NOBODY = 65534

describe.runIf(process.getuid?.() === 0)('as root', () => {
  test('an ordinary user starts it; root adopts it, and later starts it as that user', async () => {
    const folder = await temporaryFolder()
    await chown(folder, NOBODY, NOBODY)
    const first = await nodeProcess<Started>(startingIn(folder), { uid: NOBODY })
    const { how, url } = await first.told
    expect(how).toBe('started')
    await query(url, 'create table kept as select 42 as answer')
    await first.end('SIGKILL')

    const adopted = await start(folder)
    expect(adopted.how).toBe('adopted')
    await adopted.stop()
    expect(await processesOf(join(folder, 'postgres'))).toEqual([])

    const server = await start(folder)
    expect(server.how).toBe('started')
    expect(await query(server.url(), 'select answer from kept')).toEqual([{ answer: 42 }])
    const { pid } = (await readPidFile(join(folder, 'postgres'))) ?? { pid: 0 }
    expect((await stat(`/proc/${pid}`)).uid).toBe(NOBODY)
    await server.stop()
  })

  test('without user namespaces it makes and gives the folder to an ordinary user', async () => {
    const folder = await temporaryFolder()
    await chmod(folder, 0o755)
    const inside = join(folder, 'postgres')
    await mkdir(inside, { mode: 0o700 })
    const binaries = await findBinaries()
    const runAs = await asOrdinaryUser(inside, binaries.postgres, { uid: NOBODY, gid: NOBODY })
    await makeCluster(inside, binaries, runAs, false)
    expect((await stat(join(inside, 'cluster', 'PG_VERSION'))).uid).toBe(NOBODY)
    expect((await stat(join(inside, 'secret'))).mode & 0o777).toBe(0o600)
    expect((await chooseRunAs(inside, binaries.postgres)).user).toEqual({ uid: NOBODY, gid: NOBODY })
    const server = await start(folder)
    expect(await query(server.url(), 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
  })

  test('says what to do when an ordinary user cannot reach the folder', async () => {
    const folder = await temporaryFolder()
    await chmod(folder, 0o700)
    await mkdir(join(folder, 'postgres'))
    const { postgres } = await findBinaries()
    await expect(asOrdinaryUser(join(folder, 'postgres'), postgres, { uid: NOBODY, gid: NOBODY })).rejects.toThrow(
      'choose a folder that every user may enter',
    )
    expect((await stat(join(folder, 'postgres'))).uid).toBe(0)
  })
})
