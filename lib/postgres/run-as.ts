import { execFile } from 'node:child_process'
import { chown, lstat, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PostgresFailed } from './failures.ts'

const run = promisify(execFile)

/**
 * How to run PostgreSQL's programs, which refuse to run as root. Every way ends in an `exec`,
 * so the process id that Node gets is the postmaster's, in Node's own process id namespace.
 */
export interface RunAs {
  /** in plain words, for the log */
  readonly words: string
  /** puts a prefix before the program where one is needed */
  command(program: string, args: string[]): [program: string, args: string[]]
  /** for `spawn` */
  readonly user: { uid?: number; gid?: number }
}

const asMyself: RunAs = {
  words: 'as the current user',
  command: (program, args) => [program, args],
  user: {},
}

// Any number but 0 and 65534 (the kernel shows unmapped owners as 65534, and PostgreSQL wants to own its folder).
const INSIDE = '1000'

/** Root outside, an ordinary user inside: files stay root's and a folder below /root stays reachable. */
const inUserNamespace: RunAs = {
  words: 'as root in a user namespace',
  command: (program, args) => ['unshare', ['--user', `--map-user=${INSIDE}`, '--', program, ...args]],
  user: {},
}

let namespaceWorks: Promise<boolean> | undefined

/** Asked once per process: containers often forbid it. */
function userNamespaceWorks(): Promise<boolean> {
  namespaceWorks ??= run(...inUserNamespace.command('id', ['-u'])).then(
    ({ stdout }) => stdout.trim() === INSIDE,
    () => false,
  )
  return namespaceWorks
}

/**
 * Chooses how to run PostgreSQL on `folder`, and gives the folder to the user it will run as where that is needed.
 *
 * @param folder the existing PostgreSQL folder; no server runs on it
 * @param program a program that the chosen user must be able to run with `--version`
 * @throws PostgresFailed when this is root and neither a user namespace nor an ordinary user works
 */
export async function chooseRunAs(folder: string, program: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return asMyself
  const owner = await lstat(join(folder, 'cluster'))
    .catch(() => lstat(folder))
    .then(({ uid, gid }) => ({ uid, gid }))
  // A cluster of an ordinary user stays with that user: its owner is unknown inside our namespace.
  if (owner.uid === 0 && (await userNamespaceWorks())) return inUserNamespace
  return asOrdinaryUser(folder, program, owner.uid === 0 ? await nobody() : owner)
}

/** The second choice, exported for its test: the machine at hand may always offer the first. */
export async function asOrdinaryUser(folder: string, program: string, user: { uid: number; gid: number }): Promise<RunAs> {
  const words = `as the user with number ${user.uid}`
  const before = await lstat(folder)
  await giveTo(folder, user)
  try {
    await run(program, ['--version'], user)
    await run('test', ['-w', folder], user) // a parent may be closed to this user
  } catch (cause) {
    await giveTo(folder, before)
    throw new PostgresFailed(
      `PostgreSQL refuses to run as root, and ${words} it cannot reach ${folder} or ${program}. ` +
        'Run Yiwang as an ordinary user, allow user namespaces, or choose a folder that every user may enter.',
      String(cause),
      { cause },
    )
  }
  return { words, command: (path, args) => [path, args], user }
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const [, , uid, gid] = /^nobody:.*$/m.exec(await readFile('/etc/passwd', 'utf8').catch(() => ''))?.[0].split(':') ?? []
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) }
}

async function giveTo(path: string, user: { uid: number; gid: number }): Promise<void> {
  const entry = await lstat(path)
  // A link inside the folder must not hand over a file outside it.
  if (entry.isSymbolicLink()) return
  if (entry.uid !== user.uid) await chown(path, user.uid, user.gid)
  if (entry.isDirectory()) for (const name of await readdir(path)) await giveTo(join(path, name), user)
}
