// Builds the front ends: every apps/<app> with a vite.config.ts into dist/<app>, when its sources have changed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listFiles } from './check/files.ts'
import { installed, repository, runNode } from './program.ts'

/** The apps that Vite builds. */
export function listFrontEnds(root = repository): string[] {
  const apps = join(root, 'apps')
  if (!existsSync(apps)) return []
  return readdirSync(apps).filter((app) => existsSync(join(apps, app, 'vite.config.ts')))
}

/** Digest of every file that can end up in the built app, or changes how it is built. */
function digestSources(root: string, app: string): string {
  const digest = createHash('sha256')
  for (const file of listFiles(root)) {
    const isSource = /^(?:lib|platform|core|middle|office|checkup|topics|cities)\/.*\.(?:tsx?|css|json|html)$/.test(
      file,
    )
    const counts =
      isSource || file.startsWith(`apps/${app}/`) || file === 'package-lock.json' || file === 'package.json'
    if (!counts || /\.(?:test|prove|e2e)\.tsx?$/.test(file)) continue
    digest
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  }
  return digest.digest('hex')
}

/** Builds one app when stale; returns whether dist/<app> now fits the sources. */
export async function buildFrontEnd(app: string, root = repository): Promise<boolean> {
  const started = performance.now()
  const target = join(root, 'dist', app)
  const stampFile = join(target, '.stamp')
  const stamp = digestSources(root, app)
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
  // Built beside its place and then moved there whole: another run, or a server at work, never sees half of it.
  const fresh = join(root, 'dist', `.${app}-${process.pid}`)
  const old = `${fresh}-old`
  await mkdir(fresh, { recursive: true })
  try {
    const { code, output } = await runNode(
      [
        installed('vite/bin/vite.js'),
        'build',
        join(root, 'apps', app),
        '--outDir',
        fresh,
        '--emptyOutDir',
        '--logLevel',
        'warn',
      ],
      { cwd: join(root, 'apps', app), capture: true },
    )
    if (code !== 0) {
      console.error(`${output.trimEnd()}\nBuilding ${app} failed.`)
      return false
    }
    await writeFile(join(fresh, '.stamp'), stamp)
    await moveInto(fresh, target, old)
  } finally {
    await rm(fresh, { recursive: true, force: true })
    await rm(old, { recursive: true, force: true })
  }
  console.log(`Built ${app} in ${((performance.now() - started) / 1000).toFixed(1)} s.`)
  return true
}

/** Puts a folder in the place of another; whoever of several does it last wins. */
async function moveInto(fresh: string, target: string, old: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await rename(target, old).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
    try {
      return await rename(fresh, target)
    } catch (error) {
      // Between our two moves another run has put its own there.
      if (attempt === 5) throw error
      await rm(old, { recursive: true, force: true })
    }
  }
}

/** Builds all front ends that are stale; returns whether all of them are built now. */
export async function buildFrontEnds(root = repository): Promise<boolean> {
  let built = true
  for (const app of listFrontEnds(root)) built = (await buildFrontEnd(app, root)) && built
  return built
}

if (import.meta.main) process.exitCode = (await buildFrontEnds()) ? 0 : 1
