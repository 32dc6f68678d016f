import { execFile, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { inflateSync } from 'node:zlib'
import { type Browser, chromium } from 'playwright-core'

/** Draws in software and leaves the network alone: maps by WebGL, pages without it, which takes a tenth of the time. */
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-gpu-compositing',
]

const require = createRequire(import.meta.url)

/** Folder of an installed package, whatever its exports let through. */
function packageFolder(name: string): string {
  const base = require.resolve.paths(name)?.find((folder) => existsSync(join(folder, name, 'package.json')))
  if (!base) throw new Error(`The package ${name} is not installed`)
  return join(base, name)
}

/**
 * Path of a Chromium: the one named by YIWANG_CHROMIUM, the machine's own, or the one that comes packed in the package
 * @sparticuz/chromium, unpacked (210 MB) once per version into the folder for temporary files.
 */
export async function findChromium(): Promise<string> {
  const named = process.env.YIWANG_CHROMIUM
  if (named) {
    if (!existsSync(named)) throw new Error(`YIWANG_CHROMIUM names ${named}, which does not exist`)
    return named
  }
  const own = ['/usr/bin/chromium'].find((path) => existsSync(path))
  return own ?? (await unpackChromium())
}

/** Starts a browser for tests. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = await findChromium()
  return await chromium.launch({ executablePath, args: flags, env: await environmentFor(executablePath) })
}

async function unpackChromium(): Promise<string> {
  const source = packageFolder('@sparticuz/chromium')
  const { version } = require(join(source, 'package.json')) as { version: string }
  const user = process.getuid?.() ?? 'all'
  const target = join(tmpdir(), `yiwang-chromium-${version}-${user}`)
  const executable = join(target, 'chromium')
  if (existsSync(executable)) return executable
  // Unpacked beside its place and moved there whole, so that of several runs at once none sees half of it.
  const fresh = await mkdtemp(`${target}-`)
  try {
    await inflate(join(source, 'bin'), fresh)
    await addFonts(fresh, target)
    await rename(fresh, target).catch((error: NodeJS.ErrnoException) => {
      // Another run was quicker; its browser is as good.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
  return executable
}

/**
 * Unpacks the archives of the package into a folder. The package always unpacks into the folder for temporary files,
 * under fixed names and without regard to others doing the same, so it does so in a process for which that is `folder`.
 */
async function inflate(archives: string, folder: string): Promise<void> {
  const files = (await readdir(archives)).map((file) => join(archives, file))
  const program = `
    import { inflate } from '@sparticuz/chromium'
    await Promise.all(process.argv.slice(1).map((file) => inflate(file)))`
  await new Promise<void>((done, fail) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', program, ...files], {
      cwd: import.meta.dirname,
      env: { ...process.env, TMPDIR: folder },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let output = ''
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
    child.on('error', fail)
    child.on('close', (code) => (code === 0 ? done() : fail(new Error(`Unpacking Chromium failed: ${output}`))))
  })
}

/** Adds our Chinese font to the fonts of the browser: a bare machine has none, and shows boxes instead. */
async function addFonts(folder: string, target: string): Promise<void> {
  const chinese = join(
    packageFolder('@fontsource/noto-sans-sc'),
    'files/noto-sans-sc-chinese-simplified-400-normal.woff',
  )
  await writeFile(join(folder, 'fonts/noto-sans-sc.ttf'), unpackWoff(await readFile(chinese)))
  await mkdir(join(folder, 'font-cache'))
  await writeFile(
    join(folder, 'fonts.conf'),
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(target, 'fonts')}</dir>
  <cachedir>${join(target, 'font-cache')}</cachedir>
</fontconfig>
`,
  )
}

/**
 * Turns a WOFF file into the TrueType file it was made from: Chromium reads WOFF from pages, but not from the system.
 * https://www.w3.org/TR/WOFF/
 */
function unpackWoff(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const header = Buffer.alloc(12 + 16 * count)
  woff.copy(header, 0, 4, 8)
  const power = Math.floor(Math.log2(count))
  header.writeUInt16BE(count, 4)
  header.writeUInt16BE(16 * 2 ** power, 6)
  header.writeUInt16BE(power, 8)
  header.writeUInt16BE(16 * count - 16 * 2 ** power, 10)
  const parts: Uint8Array[] = [header]
  let offset = header.length
  for (let table = 0; table < count; table++) {
    const entry = 44 + 20 * table
    const [start, packed, length] = [4, 8, 12].map((at) => woff.readUInt32BE(entry + at)) as [number, number, number]
    const content = woff.subarray(start, start + packed)
    woff.copy(header, 12 + 16 * table, entry, entry + 4)
    woff.copy(header, 16 + 16 * table, entry + 16, entry + 20)
    header.writeUInt32BE(offset, 20 + 16 * table)
    header.writeUInt32BE(length, 24 + 16 * table)
    const padding = Buffer.alloc((4 - (length % 4)) % 4)
    parts.push(packed < length ? inflateSync(content) : content, padding)
    offset += length + padding.length
  }
  return Buffer.concat(parts)
}

/** What the unpacked browser needs to find its fonts and, on a bare machine, the libraries it was not linked with. */
async function environmentFor(executable: string): Promise<Record<string, string>> {
  const environment: Record<string, string> = {}
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) environment[name] = value
  const folder = dirname(executable)
  if (existsSync(join(folder, 'fonts.conf'))) environment.FONTCONFIG_FILE ??= join(folder, 'fonts.conf')
  const libraries = join(folder, 'al2023/lib')
  // Those of the package are used only where the machine lacks some (libnss3), for the machine's own are patched.
  if (existsSync(libraries)) {
    const { stdout } = await promisify(execFile)('ldd', [executable]).catch(() => ({ stdout: '' }))
    if (stdout.includes('not found'))
      environment.LD_LIBRARY_PATH = [environment.LD_LIBRARY_PATH, libraries].filter(Boolean).join(':')
  }
  return environment
}
