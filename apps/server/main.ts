import { join } from 'node:path'
import { readSettings } from '#lib/kernel'
import { startServer } from './start-server.ts'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

try {
  const began = performance.now()
  const settings = readSettings(process.env, join(import.meta.dirname, '../..'))
  const server = await startServer(settings, say)
  say(`一网 Yiwang 已就绪 is ready: ${server.url}  (${((performance.now() - began) / 1000).toFixed(1)} s)`)
  if (settings.demo) say('演示账号与密码见登录页。Demonstration accounts and their password are on the log-in page.')
  let stopping = false
  const stop = (why: string, code: number): void => {
    if (stopping) return
    stopping = true
    say(why)
    server.stop().then(
      () => process.exit(code),
      (error: unknown) => {
        process.stderr.write(`${String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', () => stop('正在停止 Stopping …', 0))
  process.on('SIGTERM', () => stop('正在停止 Stopping …', 0))
  void server.lost.then((error) => stop(error.message, 1))
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  if (process.env['YIWANG_LOG'] === 'debug' && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  process.exit(1)
}
