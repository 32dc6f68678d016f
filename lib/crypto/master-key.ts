import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * The installation's master key (32 bytes): it wraps every case's own key. Given as hex, or kept in
 * `<dataFolder>/keys/master.key` (0600), made at the first start. Whoever loses it loses the personal data, so a
 * backup must hold it, apart from the database.
 */
export async function readMasterKey(given: string | undefined, dataFolder: string): Promise<Buffer> {
  if (given !== undefined) return Buffer.from(given, 'hex')
  const folder = join(dataFolder, 'keys')
  const file = join(folder, 'master.key')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const made = `${file}.${randomBytes(6).toString('hex')}`
  await writeFile(made, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  // A link either takes the name or fails because a key is there: two first starts cannot end with two keys.
  await link(made, file).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  await rm(made, { force: true })
  const text = (await readFile(file, 'utf8')).trim()
  if (!/^[0-9a-f]{64}$/.test(text)) throw new Error(`${file} does not hold a master key (64 hex digits)`)
  return Buffer.from(text, 'hex')
}
