import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { once } from 'node:events'
import { BlobMissing, checkName, StoreFailed, type BlobEntry, type BlobStore } from './store.ts'

/** Folder in which blobs are written before they get their name. */
export const incoming = 'incoming/'

/**
 * Keeps blobs as files below a folder. A blob is written under a passing name, synced, renamed, and its folder synced:
 * after a loss of power it is there whole or not at all. What was being written then lies in `incoming/`.
 */
export function folderStore(root: string): BlobStore {
  const pathOf = (name: string): string => join(root, checkName(name))
  return {
    kind: 'folder',
    place: root,
    async put(name, content, size) {
      const target = pathOf(name)
      const passing = join(root, incoming, randomBytes(12).toString('hex'))
      try {
        await mkdir(dirname(passing), { recursive: true, mode: 0o700 })
        const made = await mkdir(dirname(target), { recursive: true, mode: 0o700 })
        await write(passing, content, size)
        await rename(passing, target)
        await syncFolder(dirname(target))
        // New folders are entries of the folders above them.
        if (made !== undefined)
          for (let folder = dirname(target); folder !== dirname(made);) await syncFolder((folder = dirname(folder)))
      } catch (error) {
        await rm(passing, { force: true }).catch(() => undefined)
        throw failure(error)
      }
    },
    async read(name, range) {
      const stream = createReadStream(pathOf(name), { highWaterMark: 256 * 1024, ...range })
      await once(stream, 'open').catch((error: unknown) => {
        throw missing(error) ? new BlobMissing(name, { cause: error }) : failure(error)
      })
      return stream
    },
    async remove(name) {
      await rm(pathOf(name), { force: true })
    },
    async *list(prefix) {
      checkName(prefix.slice(0, -1))
      yield* walk(root, prefix)
    },
  }
}

async function write(path: string, content: Uint8Array | AsyncIterable<Uint8Array>, size: number): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    let written = 0
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      await file.writeFile(piece)
      written += piece.length
    }
    if (written !== size) throw new StoreFailed(`${written} bytes came instead of ${size}`)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

async function* walk(root: string, prefix: string): AsyncGenerator<BlobEntry> {
  const entries = await readdir(join(root, prefix), { withFileTypes: true }).catch((error: unknown) => {
    if (missing(error)) return []
    throw failure(error)
  })
  for (const entry of entries) {
    if (entry.isDirectory()) yield* walk(root, `${prefix}${entry.name}/`)
    else {
      // A file may go between being named and being looked at.
      const found = await stat(join(root, prefix, entry.name)).catch(() => undefined)
      if (found !== undefined) yield { name: `${prefix}${entry.name}`, size: found.size, changedAt: found.mtime }
    }
  }
}

function missing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ENOENT'
}

function failure(error: unknown): Error {
  if (error instanceof StoreFailed || (error as NodeJS.ErrnoException).code === undefined) return error as Error
  return new StoreFailed((error as Error).message, { cause: error })
}
