import { type ChildProcess, spawn } from 'node:child_process'
import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { readText } from './check/files.ts'
import { add, plant } from './plant.ts'
import { repository } from './program.ts'

const lock = JSON.stringify({
  packages: {
    '': { name: 'planted' },
    'node_modules/a': { version: '1.0.0', integrity: 'x' },
    'node_modules/b': { version: '1.0.0', integrity: 'y', dev: true },
    'node_modules/c': { version: '1.0.0', integrity: 'z', optional: true, os: ['plan9'] },
  },
})

/** A server that says when it is there, counts the signals it gets, and takes a while to drain. */
const server = `
let signals = 0
const drain = () => {
  if (signals++ === 0) setTimeout(() => { console.log('drained after ' + signals); process.exit(7) }, 700)
}
process.on('SIGINT', drain).on('SIGTERM', drain)
console.log('ready ' + process.pid)
setTimeout(() => {}, 60_000)
`

/** A tree with the entry under test, a server, a command line, and an npm that only notes that it was called. */
function plantTree(): string {
  const root = plant({
    'tools/run.mjs': readText(repository, 'tools/run.mjs'),
    'tools/leash.mjs': readText(repository, 'tools/leash.mjs'),
    'tools/build.ts': `console.log('built')\n`,
    'apps/server/main.ts': server,
    'apps/server/cli.ts': `console.log(JSON.stringify(process.argv.slice(2)))\nprocess.exitCode = 3 as number\n`,
    'package-lock.json': lock,
    'bin/npm': `#!/bin/sh\necho "$@" >> npm.log\nsleep 0.4\nmkdir -p node_modules\ncp package-lock.json node_modules/.package-lock.json\n`,
  })
  chmodSync(join(root, 'bin/npm'), 0o755)
  return root
}

const installByHand = (root: string, packages = lock): void =>
  add(root, { 'node_modules/.package-lock.json': packages })

type Running = { child: ChildProcess; output: () => string; ended: Promise<number | null> }

function start(root: string, args: string[]): Running {
  const child = spawn(process.execPath, [join(root, 'tools/run.mjs'), ...args], {
    cwd: root,
    env: { ...process.env, PATH: [join(root, 'bin'), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  const ended = new Promise<number | null>((done) => child.on('close', (code) => done(code)))
  return { child, output: () => output, ended }
}

async function seen(running: Running, pattern: RegExp): Promise<RegExpExecArray> {
  for (let tries = 0; tries < 600; tries++) {
    const match = pattern.exec(running.output())
    if (match) return match
    await sleep(50)
  }
  throw new Error(`Not seen: ${pattern} in ${running.output()}`)
}

const npmCalls = (root: string): string[] =>
  existsSync(join(root, 'npm.log')) ? readFileSync(join(root, 'npm.log'), 'utf8').trim().split('\n') : []

test('hands arguments and the exit code through', async () => {
  const root = plantTree()
  installByHand(root)
  const run = start(root, ['yiwang', 'case', '--id', '案件 1'])
  expect(await run.ended).toBe(3)
  expect(run.output()).toBe('["case","--id","案件 1"]\n')
  expect(npmCalls(root)).toEqual([])
})

test('names the commands when it knows none of that name', async () => {
  const run = start(plantTree(), ['constructor'])
  expect(await run.ended).toBe(2)
  expect(run.output()).toMatch(/start\|dev\|test/)
})

test('installs once when two runs find nothing installed', async () => {
  const root = plantTree()
  const runs = [start(root, ['yiwang']), start(root, ['yiwang'])]
  expect(await Promise.all(runs.map((run) => run.ended))).toEqual([3, 3])
  expect(npmCalls(root)).toEqual(['ci --no-audit --no-fund'])
  const again = start(root, ['yiwang'])
  await again.ended
  expect(again.output()).toBe('[]\n')
})

test('installs anew when the lock file has changed, and for the server leaves out what only developers need', async () => {
  const root = plantTree()
  installByHand(root, lock.replace('"version":"1.0.0","integrity":"y"', '"version":"0.9.0","integrity":"o"'))
  await start(root, ['yiwang']).ended
  expect(npmCalls(root)).toHaveLength(0)
  add(root, { 'tools/check.ts': '' })
  await start(root, ['check']).ended
  expect(npmCalls(root)).toHaveLength(1)
})

test('shows what npm says when it fails, and lets the next run try again', async () => {
  const root = plantTree()
  add(root, { 'bin/npm': '#!/bin/sh\necho tried >> npm.log\necho no network\nexit 1\n' })
  const run = start(root, ['yiwang'])
  expect(await run.ended).toBe(1)
  expect(run.output()).toContain('no network')
  expect(existsSync(join(root, '.tmp/install.lock'))).toBe(false)
  await start(root, ['yiwang']).ended
  expect(npmCalls(root)).toHaveLength(2)
})

test('installs by the lock file as well where the registry lacks packages for other platforms', async () => {
  const root = plantTree()
  const refuse = `if [ "$1" = ci ]; then echo "npm error Missing: @x/darwin@ from lock file"; exit 1; fi\n`
  add(root, { 'bin/npm': readText(root, 'bin/npm').replace('sleep 0.4\n', refuse) })
  const run = start(root, ['yiwang'])
  expect(await run.ended).toBe(3)
  expect(npmCalls(root)).toEqual(['ci --no-audit --no-fund', 'install --no-save --no-audit --no-fund'])
})

test('builds the desk before the server, which gets one signal and may drain', async () => {
  const root = plantTree()
  installByHand(root)
  const run = start(root, ['start'])
  await seen(run, /built\n[^]*ready/)
  // As npm and the terminal do it: to the group, and once more to us.
  process.kill(-(run.child.pid ?? 0), 'SIGINT')
  run.child.kill('SIGINT')
  expect(await run.ended).toBe(7)
  expect(run.output()).toMatch(/drained after 1\n$/)
})

test('a program whose starter was killed outright stops by itself', async () => {
  const root = plantTree()
  installByHand(root)
  const run = start(root, ['start'])
  await seen(run, /ready/)
  process.kill(-(run.child.pid ?? 0), 'SIGKILL')
  await seen(run, /drained after 1/)
})
