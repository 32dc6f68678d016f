import { createReader, runTransaction, type Pool, type Reader } from '#lib/db'
import { incoming } from '#lib/blobs'
import type { FileDesk } from './desk.ts'
import { createPictureMaker } from './make-pictures.ts'
import { processFile, type FileTools } from './process-file.ts'
import {
  deleteGarbage,
  deleteLoose,
  deleteStaleUpload,
  putBack,
  selectGarbage,
  selectOpenUploads,
  selectStaleUploads,
  takeUp,
} from './store.ts'
import { uploadsFolder } from './upload.ts'

const idleMs = 5_000
const tidyEveryMs = 600_000
const longestRetrySeconds = 600

/** How long things nobody needs are kept. */
export interface Ages {
  /** an upload that nobody goes on with, and what lies about in the store without a row */
  readonly uploadHours: number
  /** a content nothing refers to */
  readonly contentHours: number
  /** a file that was never attached to anything */
  readonly looseDays: number
}

const ages: Ages = { uploadHours: 24, contentHours: 24, looseDays: 7 }

/** Prepares files and tidies up, until it is stopped. Any number of processes may do so beside each other. */
export function startFileWork(desk: FileDesk, pool: Pool): () => Promise<void> {
  const tools: FileTools = { pool, maker: createPictureMaker() }
  let stopped = false
  let woken: () => void = () => undefined
  let work = true
  const wake = (): void => {
    work = true
    woken()
  }
  desk.wake.add(wake)
  const running = run()

  async function run(): Promise<void> {
    let tidyAt = Date.now() + tidyEveryMs
    while (!stopped) {
      work = false
      try {
        if (await processNext(desk, tools)) work = true
        else if (Date.now() > tidyAt) {
          tidyAt = Date.now() + tidyEveryMs
          await tidyFiles(desk, pool, ages)
        }
      } catch (error) {
        if (!stopped) desk.app.log.warn({ err: error }, 'the work on files was interrupted')
      }
      if (!work && !stopped) await pause()
    }
  }

  function pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, idleMs)
      woken = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return async () => {
    stopped = true
    desk.wake.delete(wake)
    woken()
    await tools.maker.stop()
    await running
  }
}

/** Works on the file that has waited longest; false when none waits. */
async function processNext(desk: FileDesk, tools: FileTools): Promise<boolean> {
  const taken = await runTransaction(tools.pool, async (tx) => (await tx.read(takeUp()))[0][0])
  if (taken === undefined) return false
  try {
    await processFile(desk, tools, taken.id)
  } catch (error) {
    const seconds = Math.min(5 * 2 ** Math.min(taken.tries, 20), longestRetrySeconds)
    desk.app.log.warn({ err: error, fileId: taken.id, seconds }, 'a file could not be prepared; trying again')
    await runTransaction(tools.pool, async (tx) => tx.write(putBack(taken.id, seconds)))
  }
  return true
}

/** What was cleared away. */
export interface Tidied {
  uploads: number
  files: number
  contents: number
  strays: number
}

/** Clears away what nobody needs: rows first where they are the claim to something, the store first where not. */
export async function tidyFiles(
  desk: FileDesk,
  pool: Pool,
  { uploadHours, contentHours, looseDays }: Ages,
): Promise<Tidied> {
  const tidied: Tidied = { uploads: 0, files: 0, contents: 0, strays: 0 }
  const read = createReader(pool)
  const [stale] = await read.read(selectStaleUploads(uploadHours))
  for (const { id } of stale) {
    await runTransaction(pool, async (tx) => tx.write(deleteStaleUpload(id, uploadHours)))
    tidied.uploads += 1
  }
  const [loose] = await runTransaction(pool, (tx) => tx.read(deleteLoose(looseDays)))
  tidied.files = loose.length
  const [garbage] = await read.read(selectGarbage(contentHours))
  for (const { id } of garbage) {
    const [[gone]] = await runTransaction(pool, (tx) => tx.read(deleteGarbage(id, contentHours)))
    if (gone === undefined) continue
    await desk.store.remove(gone.object)
    tidied.contents += 1
  }
  tidied.strays = await sweep(desk, read, uploadHours)
  return tidied
}

/** Removes from the store what belongs to no upload any more: its process died before it could. */
async function sweep(desk: FileDesk, reader: Reader, hours: number): Promise<number> {
  const before = Date.now() - hours * 3_600_000
  const old: { name: string; uploadId: string | undefined }[] = []
  for (const folder of [uploadsFolder, incoming])
    for await (const { name, changedAt } of desk.store.list(folder))
      // What does not look like ours is somebody else's, and stays.
      if (changedAt.getTime() <= before && (folder === incoming || /^uploads\/[0-9a-f-]{36}\//.test(name)))
        old.push({ name, uploadId: folder === uploadsFolder ? name.split('/')[1] : undefined })
  const ids = [...new Set(old.map(({ uploadId }) => uploadId))].filter((id) => id !== undefined)
  const [open] = ids.length === 0 ? [[]] : await reader.read(selectOpenUploads(ids))
  const kept = new Set(open.map(({ id }) => id))
  const strays = old.filter(({ uploadId }) => uploadId === undefined || !kept.has(uploadId))
  for (const { name } of strays) await desk.store.remove(name)
  return strays.length
}
