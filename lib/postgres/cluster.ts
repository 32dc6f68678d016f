import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, link, mkdir, open, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Binaries } from './binaries.ts'
import { PostgresFailed } from './failures.ts'
import { processLives } from './postmaster.ts'
import type { RunAs } from './run-as.ts'

/** name of the superuser of every cluster made here */
export const SUPERUSER = 'yiwang_super'

const LEFTOVER = /^(?:cluster|secret)\.new-(\d+)$/
const LEFTOVER_AGE = 10 * 60_000

/** Makes the folder (0700) when it is missing; the real path, because PostgreSQL reports real paths. */
export async function makeFolder(folder: string): Promise<string> {
  const path = resolve(folder)
  await mkdir(dirname(path), { recursive: true })
  await mkdir(path, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  return realpath(path)
}

/** The superuser's password, or undefined when the folder has none. */
export async function readSecret(folder: string): Promise<string | undefined> {
  const text = await readFile(join(folder, 'secret'), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined
    throw new PostgresFailed(`The password in ${join(folder, 'secret')} cannot be read.`, String(error), { cause: error })
  })
  return text?.trim()
}

/** Whether the folder holds a cluster. */
export async function clusterExists(folder: string): Promise<boolean> {
  return (await clusterMajor(folder)) !== undefined
}

/**
 * Checks that the cluster in the folder can be run by these programs.
 *
 * @throws PostgresFailed when it is of another major version, or when its password is lost
 */
export async function checkCluster(folder: string, binaries: Binaries): Promise<void> {
  const major = await clusterMajor(folder)
  if (major !== binaries.major) {
    throw new PostgresFailed(
      `${join(folder, 'cluster')} was made by PostgreSQL ${major ?? '?'}, but the programs are PostgreSQL ${binaries.major}. ` +
        'Take a snapshot with the old programs and restore it into a new folder.',
    )
  }
  if (!(await readSecret(folder))) {
    throw new PostgresFailed(`${join(folder, 'cluster')} exists, but its password in ${join(folder, 'secret')} is lost.`)
  }
}

async function clusterMajor(folder: string): Promise<number | undefined> {
  const text = await readFile(join(folder, 'cluster', 'PG_VERSION'), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : Number.parseInt(text, 10)
}

/**
 * Makes a new cluster under a temporary name and renames it when it is complete and on disk:
 * a kill on the way leaves nothing that looks like a cluster. Two processes may do this at once; the first rename wins.
 *
 * @param durable false leaves syncing out (tests)
 * @throws PostgresFailed with what initdb said
 */
export async function makeCluster(folder: string, binaries: Binaries, runAs: RunAs, durable: boolean): Promise<void> {
  if ((await readdir(join(folder, 'cluster')).catch(() => [])).length > 0) {
    if (await clusterExists(folder)) return // another process was faster
    throw inTheWay(folder)
  }
  await makeSecret(folder, runAs)
  const temporary = join(folder, `cluster.new-${process.pid}`)
  let said = ''
  for (const locale of locales(binaries.major)) {
    await remove(temporary)
    const args = [
      `--pgdata=${temporary}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${join(folder, 'secret')}`,
      '--encoding=UTF8',
      ...locale,
      '--auth-host=scram-sha-256',
      '--auth-local=scram-sha-256',
      '--data-checksums',
      '--no-instructions',
      ...(durable ? [] : ['--no-sync']),
    ]
    const { code, output } = await runToEnd(binaries.initdb, args, runAs, folder)
    if (code === 0) return keep(temporary, folder)
    said = output
    if (!/locale/i.test(output)) break
  }
  await remove(temporary)
  throw new PostgresFailed('PostgreSQL could not make its data folder (initdb failed).', said.trim().split('\n').slice(-20).join('\n'))
}

/**
 * Removes what a killed `makeCluster` left behind. A name carries its maker's process id, so a sibling at work is spared;
 * the id may be reused, so an old leftover goes in any case.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const maker = Number(LEFTOVER.exec(name)?.[1] ?? 0)
    if (maker === 0) continue
    const path = join(folder, name)
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? 0)
    if (maker === process.pid || age > LEFTOVER_AGE || !(await processLives(maker))) {
      await remove(path)
    }
  }
}

/** The initdb of a killed maker may still be writing, hence the retries. */
async function remove(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 })
}

/** Code-point order everywhere, so an index means the same on every machine; best first, the last works without any locale. */
function locales(major: number): string[][] {
  const builtin = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8']
  return [
    ...(major >= 17 ? [['--locale=C.UTF-8', ...builtin], ['--no-locale', ...builtin]] : []),
    ['--locale=C.UTF-8'],
    ['--no-locale'],
  ]
}

/** `link` instead of `rename`: of two processes the first one's password stays, and it is never seen half written. */
async function makeSecret(folder: string, runAs: RunAs): Promise<void> {
  if (await readSecret(folder)) return
  const path = join(folder, 'secret')
  const temporary = `${path}.new-${process.pid}`
  await rm(path, { force: true }) // an empty one
  await writeFile(temporary, `${randomBytes(24).toString('base64url')}\n`, { mode: 0o600, flush: true })
  const { uid, gid } = runAs.user
  // initdb reads it as the user it runs as.
  if (uid !== undefined && gid !== undefined) await chown(temporary, uid, gid)
  await link(temporary, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(temporary)
}

async function keep(temporary: string, folder: string): Promise<void> {
  try {
    await rename(temporary, join(folder, 'cluster'))
  } catch (cause) {
    await remove(temporary)
    if (await clusterExists(folder)) return // another process was faster
    throw inTheWay(folder, cause)
  }
  // The name itself must survive a power cut; Windows cannot open folders.
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

function inTheWay(folder: string, cause?: unknown): PostgresFailed {
  const path = join(folder, 'cluster')
  return new PostgresFailed(`${path} is in the way: it is not empty and not a PostgreSQL data folder. Move it away.`, '', { cause })
}

/** PostgreSQL's programs get no PG… variables of ours, and speak English, because their words are read here. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG|TZ$)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C' }
}

async function runToEnd(
  program: string,
  args: string[],
  runAs: RunAs,
  cwd: string,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(...runAs.command(program, args), {
    ...runAs.user,
    cwd,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text))
  return new Promise((done, failed) => {
    child.once('error', (cause) => failed(new PostgresFailed(`${basename(program)} could not be started.`, String(cause), { cause })))
    child.once('close', (code) => done({ code, output }))
  })
}
