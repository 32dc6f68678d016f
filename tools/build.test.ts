import { existsSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildFrontEnd, buildFrontEnds, listFrontEnds } from './build.ts'
import { readText } from './check/files.ts'
import { add, plant } from './plant.ts'
import { installed, runNode } from './program.ts'

const app = {
  'package.json': '{}\n',
  'package-lock.json': '{}\n',
  'apps/desk/vite.config.ts': 'export default {}\n',
  'apps/desk/index.html': '<script type="module" src="/main.ts"></script>\n',
  'apps/desk/main.ts': `document.title = 'one'\n`,
  'apps/server/main.ts': '',
}

function plantApp(): string {
  const root = plant(app)
  symlinkSync(installed(''), join(root, 'node_modules'))
  return root
}

const script = (root: string): string => {
  const [file = ''] = readdirSync(join(root, 'dist/desk/assets'))
  return readText(root, `dist/desk/assets/${file}`)
}

test('a tree without a front end is built', async () => {
  expect(await buildFrontEnds(plant({ 'package.json': '{}\n' }))).toBe(true)
})

test('builds when a source has changed, and only then', async () => {
  const root = plantApp()
  expect(listFrontEnds(root)).toEqual(['desk'])
  expect(await buildFrontEnds(root)).toBe(true)
  expect(script(root)).toContain('one')
  const stamp = readText(root, 'dist/desk/.stamp')
  add(root, { 'apps/desk/main.test.ts': 'syntax error', 'apps/server/main.ts': 'x' })
  expect(await buildFrontEnds(root)).toBe(true)
  expect(readText(root, 'dist/desk/.stamp')).toBe(stamp)
  add(root, { 'apps/desk/main.ts': `document.title = 'two'\n` })
  expect(await buildFrontEnds(root)).toBe(true)
  expect(script(root)).toContain('two')
})

test('a build that fails leaves the last one in place', async () => {
  const root = plantApp()
  expect(await buildFrontEnd('desk', root)).toBe(true)
  add(root, { 'apps/desk/main.ts': `import './nothing.ts'\n` })
  expect(await buildFrontEnd('desk', root)).toBe(false)
  expect(script(root)).toContain('one')
  expect(readdirSync(join(root, 'dist'))).toEqual(['desk'])
  expect(existsSync(join(root, 'dist/desk/index.html'))).toBe(true)
})

test('two runs at once leave one whole build', async () => {
  const root = plantApp()
  const program = `import { buildFrontEnds } from ${JSON.stringify(import.meta.resolve('./build.ts'))}
process.exitCode = (await buildFrontEnds(${JSON.stringify(root)})) ? 0 : 1`
  const ended = await Promise.all([1, 2].map(() => runNode(['--input-type=module', '-e', program], { capture: true })))
  expect(ended.map(({ code }) => code)).toEqual([0, 0])
  expect(script(root)).toContain('one')
  expect(readdirSync(join(root, 'dist'))).toEqual(['desk'])
})
