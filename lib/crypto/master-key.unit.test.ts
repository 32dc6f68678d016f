import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readMasterKey } from './master-key.ts'

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'yiwang-key-'))
  onTestFinished(() => rm(made, { recursive: true }))
  return made
}

test('is made once, also by many first starts at once, and read again by the next', async () => {
  for (let time = 0; time < 20; time++) {
    const data = await folder()
    const keys = await Promise.all(Array.from({ length: 8 }, () => readMasterKey(undefined, data)))
    expect(new Set(keys.map((key) => key.toString('hex'))).size).toBe(1)
    expect(keys[0]).toHaveLength(32)
    expect(await readMasterKey(undefined, data)).toEqual(keys[0])
    expect(await readdir(join(data, 'keys'))).toEqual(['master.key'])
  }
})

test('is for its owner alone', async () => {
  const data = await folder()
  await readMasterKey(undefined, data)
  expect((await stat(join(data, 'keys/master.key'))).mode & 0o777).toBe(0o600)
  expect((await stat(join(data, 'keys'))).mode & 0o777).toBe(0o700)
})

test('that was given is used, and nothing is written', async () => {
  const data = await folder()
  expect((await readMasterKey('ab'.repeat(32), data)).toString('hex')).toBe('ab'.repeat(32))
  expect(await readdir(data)).toEqual([])
})

test('a spoiled key file is said, not replaced', async () => {
  const data = await folder()
  await readMasterKey(undefined, data)
  const file = join(data, 'keys/master.key')
  await writeFile(file, 'short')
  await expect(readMasterKey(undefined, data)).rejects.toThrow(`${file} does not hold a master key`)
})
