import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'

/** The root of the tree these tools lie in. */
export const repository = resolve(import.meta.dirname, '..')

/** Path of a file of an installed package, e.g. `installed('vite/bin/vite.js')`. */
export function installed(path: string): string {
  return join(repository, 'node_modules', path)
}

/** How a program ended. */
export type Ended = {
  /** Exit code; 1 when a signal ended it or it could not be started. */
  code: number
  /** What it wrote to both outputs, when captured. */
  output: string
}

/** How a program is run. */
export type RunOptions = {
  cwd?: string
  env?: Record<string, string | undefined>
  /** Keep what it writes instead of letting it through. */
  capture?: boolean
}

/**
 * Runs a program under the Node we run on and waits for its end. While it runs, a SIGINT or SIGTERM is passed on to it
 * and does not end us, so that it can clean up.
 */
export function runNode(
  args: string[],
  { cwd = repository, env = {}, capture = false }: RunOptions = {},
): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: capture ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    })
    let output = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    const pass = (signal: NodeJS.Signals): void => void child.kill(signal)
    process.on('SIGINT', pass).on('SIGTERM', pass)
    const end = (code: number): void => {
      process.off('SIGINT', pass).off('SIGTERM', pass)
      done({ code, output })
    }
    child.on('error', (error) => {
      output += String(error)
      end(1)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}
