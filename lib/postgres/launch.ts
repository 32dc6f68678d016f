import { spawn } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Binaries } from './binaries.ts'
import { cleanEnvironment } from './cluster.ts'
import { ask, readPidFile, RECOVERY, SILENCE, stopPostmaster } from './postmaster.ts'
import type { Access, Answer } from './postmaster.ts'
import type { RunAs } from './run-as.ts'
import type { ServerLog } from './server-log.ts'

const TELL_EVERY = 5_000

/** What became of one attempt to start the server. Only after 'ready' does a process remain. */
export type Attempt =
  | { kind: 'ready'; pid: number }
  | { kind: 'port taken'; log: string }
  | { kind: 'in the way'; log: string } // another postmaster, or the remains of a killed one
  | { kind: 'failed'; log: string }

interface Plan {
  readonly folder: string
  readonly binaries: Binaries
  readonly runAs: RunAs
  readonly access: Access
  readonly log: ServerLog
  readonly settings: Record<string, string>
  readonly say: (line: string) => void
}

/** Of the twenty steps down that there are; enough to go behind, not to starve. */
const LOWERED = 10

const SETTINGS = {
  jit: 'off', // compiling costs more than our short queries take
  max_connections: '200',
  shared_buffers: '256MB',
  // While several transactions are at work, who commits first waits a moment for the others and one write to the disk
  // serves them all. Alone nobody waits.
  commit_delay: '1000', // µs
  commit_siblings: '3',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C', // this folder reads the server's words
  log_line_prefix: '%m [%p] %q%u@%d ',
  log_checkpoints: 'off',
  // The log is for whoever keeps the machine: failures yes, but no citizen's data, which statements and details carry.
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
}

/**
 * Starts `postgres` and waits until it answers a query. It gets a session of its own, so Ctrl-C in the terminal
 * does not reach it before Node has drained, and writes to its log file, so it outlives Node.
 */
export async function launch(plan: Plan): Promise<Attempt> {
  const { folder, access, log, runAs } = plan
  const settings = {
    ...SETTINGS,
    ...plan.settings,
    // Not for callers: nobody but this machine may connect, and a socket's path would have a length limit.
    listen_addresses: '127.0.0.1',
    port: String(access.port),
    unix_socket_directories: '',
  }
  const args = [
    '-D',
    join(folder, 'cluster'),
    ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]
  const before = await log.size()
  const output = log.open()
  const child = spawn(...runAs.command(plan.binaries.postgres, args), {
    ...runAs.user,
    cwd: folder,
    env: cleanEnvironment(),
    detached: true,
    windowsHide: true,
    stdio: ['ignore', output.descriptor, output.descriptor],
  })
  output.close()
  child.unref()
  yieldToNode(child.pid)
  let exited: string | undefined
  const ended = new Promise<Answer>((resolve) => {
    const end = (how: string): void => {
      exited ??= how
      resolve({ kind: 'silent' })
    }
    child.once('error', (error) => end(String(error)))
    child.once('exit', (code, signal) => end(`postgres ended with ${signal ?? `code ${code}`}`))
  })

  const began = Date.now()
  let lastAnswer = began
  let told = began
  while (exited === undefined) {
    // A stranger at the port may keep us waiting for its answer long after ours has given up.
    const answer = await Promise.race([ask(folder, access), ended])
    const now = Date.now()
    // A sibling may have won the race for this folder and answer in its stead; then ours is about to end.
    const pid = answer.kind === 'ready' ? (await readPidFile(folder))?.pid : undefined
    if (pid !== undefined && pid === child.pid && exited === undefined) return { kind: 'ready', pid }
    if (answer.kind === 'busy') lastAnswer = now
    if (now - lastAnswer > SILENCE || now - began > RECOVERY) {
      const why =
        answer.kind === 'stranger' ? `at port ${access.port}: ${answer.why}` : `no answer for ${SILENCE / 1_000} s`
      const tail = await log.tail(before)
      child.kill('SIGINT') // it may hang before it has written its pid file
      if (child.pid !== undefined) await stopPostmaster(folder, child.pid, plan.binaries.pgCtl)
      return { kind: 'failed', log: `${tail}\n(${why})`.trim() }
    }
    if (now - told > TELL_EVERY) {
      told = now
      plan.say(
        `PostgreSQL is ${answer.kind === 'busy' ? 'recovering' : 'starting'}, ${Math.round((now - began) / 1_000)} s so far.`,
      )
    }
    await delay(25)
  }
  return explain(await log.tail(before), exited)
}

/**
 * Lets PostgreSQL step back from the processor where somebody else wants it. All requests pass through the one thread of
 * Node: each packet it sends wakes a process of PostgreSQL, which pushed it aside for as long as the statement took,
 * together with everything that thread would have sent to the others meanwhile. Every process of PostgreSQL inherits this.
 */
function yieldToNode(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    setPriority(pid, LOWERED)
  } catch {
    // It has ended already, or belongs to somebody whom we may not tell: it works as well, only less evenly.
  }
}

function explain(tail: string, exited: string): Attempt {
  if (/could not bind|could not create any TCP\/IP sockets/.test(tail)) return { kind: 'port taken', log: tail }
  if (/lock file "postmaster\.pid" already exists|still in use|is being used by/.test(tail))
    return { kind: 'in the way', log: tail }
  return { kind: 'failed', log: tail === '' ? exited : tail }
}
