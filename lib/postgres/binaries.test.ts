import { mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findBinaries, restoreSymlinks } from './binaries.ts'
import { temporaryFolder } from './testing.ts'

test('makes the library links that an install without scripts leaves out', async () => {
  const root = await temporaryFolder()
  const library = join(root, 'native', 'lib')
  await mkdir(join(library, 'deep'), { recursive: true })
  await writeFile(join(library, 'libpq.so.5.18'), 'library')
  await symlink('libpq.so.5.18', join(library, 'libpq.so.5'))
  const links = ['libpq.so.5', 'libpq.so', 'deep/libpq.so'].map((name) => ({
    source: 'native/lib/libpq.so.5.18',
    target: `native/lib/${name}`,
  }))
  await writeFile(join(root, 'native', 'pg-symlinks.json'), JSON.stringify(links))

  expect(await restoreSymlinks(root)).toBe(2)
  for (const { target } of links) expect(await readFile(join(root, target), 'utf8')).toBe('library')
  expect(await readlink(join(library, 'libpq.so'))).toBe('libpq.so.5.18')
  expect(await restoreSymlinks(root)).toBe(0)
})

test('finds the programs of the npm package', async () => {
  const binaries = await findBinaries()
  expect(binaries.major).toBe(18)
  expect(binaries.postgres).toMatch(/native[\\/]bin[\\/]postgres/)
})

test('says which program is missing', async () => {
  const folder = await temporaryFolder()
  await expect(findBinaries(folder)).rejects.toThrow(`${join(folder, 'initdb')} is missing`)
})
