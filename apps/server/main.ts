import { join } from 'node:path'
import { readSettings } from '#lib/kernel'
import { startServer, type RunningServer } from './start-server.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

let server: RunningServer | undefined
let stopping = false

/** Stops once, also when asked while still starting: then as soon as it has started. */
function stop(why: string, code: number): void {
  if (stopping) return
  stopping = true
  say(why)
  process.exitCode = code
  if (server !== undefined) void end(server)
}

async function end(running: RunningServer): Promise<void> {
  try {
    await running.stop()
    process.exit()
  } catch (error) {
    process.stderr.write(`${String(error)}\n`)
    process.exit(1)
  }
}

// Before anything is started: a signal in between must not leave PostgreSQL behind.
process.on('SIGINT', () => stop('正在停止 Stopping …', 0))
process.on('SIGTERM', () => stop('正在停止 Stopping …', 0))

try {
  const began = performance.now()
  const read = readSettings(process.env, join(import.meta.dirname, '../..'))
  const settings = process.argv.includes('--empty') ? { ...read, demoCases: 0 } : read
  server = await startServer(settings, say)
  if (stopping) await end(server)
  say(`一网 Yiwang 已就绪 is ready: ${server.url}  (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  if (settings.demo) say('演示账号与密码见登录页。Demonstration accounts and their password are on the log-in page.')
  void server.lost.then((error) => stop(error.message, 1))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (process.env['YIWANG_LOG'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  process.exit(1)
}
