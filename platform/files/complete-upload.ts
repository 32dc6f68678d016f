import { createHash } from 'node:crypto'
import { chunkSeal, open, openChunks } from '#lib/crypto'
import { runTransaction } from '#lib/db'
import { ProblemError, readerFor, type Actor, type Context, type Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import { cleanName } from './clean-name.ts'
import { claimContent, prepareContent, readParts } from './content.ts'
import {
  archiveBomb,
  digestDiffers,
  incomplete,
  tooManyPixels,
  unreadable,
  uploadEnded,
  type completeUpload,
  type FileView,
} from './contract.ts'
import { withStore, type FileDesk } from './desk.ts'
import { measurePicture, PictureBroken } from './make-pictures.ts'
import { readZip, sniff, typeNamed, type Sniffed } from './sniff.ts'
import { insertFile, lockUpload, selectFile, selectParts, selectUpload, type PartRow, type UploadRow } from './store.ts'
import { arrived, checkType, closeUpload, own } from './upload.ts'
import { toView } from './view.ts'

// A ZIP's directory stands at its end; ten thousand entries need about this much.
const tailLength = 1024 * 1024
const maxEntries = 10_000

/**
 * Makes the file of an upload. Reading, checking and storing happen before the transaction, which then only refers to
 * what is stored: however often and at once this is called, one file comes of it.
 */
export function completeUploadHandler(desk: FileDesk): Handler<typeof completeUpload> {
  return async (context) => {
    try {
      return await complete(desk, context)
    } catch (error) {
      // Whatever went wrong: when the upload has become a file meanwhile, that is the answer. Its parts went with it.
      const [[upload]] = await readerFor(desk.app, context.actor).read(selectUpload(context.params.id))
      if (upload?.file_id == null || upload.account_id !== context.actor.accountId) throw error
      return viewOf(desk, upload.file_id, context.actor)
    }
  }
}

async function complete(
  desk: FileDesk,
  { tx, params, actor, requestId }: Context<typeof completeUpload>,
): Promise<FileView> {
  const settings = desk.app.settingsOf(actor)
  const [[row], parts] = await readerFor(desk.app, actor).read(selectUpload(params.id), selectParts(params.id))
  const upload = own(row, actor)
  if (upload.file_id !== null) return viewOf(desk, upload.file_id, actor)
  if (upload.ended_at !== null) throw new ProblemError(uploadEnded)
  if (arrived(parts) !== upload.size) throw new ProblemError(incomplete, { offset: arrived(parts), size: upload.size })

  const checked = await check(desk, upload, parts).catch(async (error: unknown) => {
    // What was refused for its content will not become better: the upload is over, whatever this request's
    // transaction does.
    if (error instanceof ProblemError && error.kind.status < 500)
      await runTransaction(desk.app.pool, async (ending) => closeUpload(desk, ending, upload.id, null, parts), settings)
    throw error
  })
  const prepared = await withStore(desk, () =>
    prepareContent(
      desk,
      desk.app.pool,
      {
        sm3: checked.sm3,
        size: upload.size,
        wrappedKey: upload.wrapped_key,
        sealed: () => readParts(desk, parts),
      },
      settings,
    ),
  )
  const [[locked]] = await tx.read(lockUpload(upload.id))
  if (locked?.file_id != null) return viewOf(desk, locked.file_id, actor)
  if (locked?.ended_at !== null) throw new ProblemError(uploadEnded)
  const id = newId()
  const blobId = await withStore(desk, () => claimContent(tx, prepared))
  const name = cleanName(upload.name, checked.found)
  const { type, sort } = checked.found
  tx.write(insertFile({ id, blobId, name, sort, type, size: upload.size, actor, place: upload }))
  closeUpload(desk, tx, upload.id, id, parts)
  record(tx, {
    what: 'files.upload',
    actor,
    subject: id,
    detail: { sm3: checked.sm3.toString('hex'), size: upload.size, type },
    requestId,
  })
  tx.afterCommit(() => desk.wake.forEach((wake) => wake()))
  return freshView(id, name, checked.found, upload, actor)
}

interface Checked {
  readonly sm3: Buffer
  readonly found: Sniffed
}

/** Reads an upload through once: its digest, and what it is. */
async function check(desk: FileDesk, upload: UploadRow, parts: readonly PartRow[]): Promise<Checked> {
  const hash = createHash('sm3')
  const chunks = chunkSeal(open(desk.masterKey, upload.wrapped_key), upload.size)
  let head: Buffer | undefined
  let found: Sniffed | undefined
  // A picture is looked at whole (its limit keeps it small), of a ZIP the end, of anything else nothing more.
  const kept: Buffer[] = []
  let keptLength = 0
  await withStore(desk, async () => {
    for await (const chunk of openChunks(chunks, readParts(desk, parts))) {
      hash.update(chunk)
      if (head === undefined) {
        head = chunk
        found = checkType(desk.rules, sniff(chunk), chunk, upload.size)
      }
      if (found?.sort !== 'picture' && found?.type !== 'application/zip') continue
      kept.push(chunk)
      keptLength += chunk.length
      while (found.sort !== 'picture' && keptLength - kept[0]!.length >= tailLength) keptLength -= kept.shift()!.length
    }
  })
  const sm3 = hash.digest()
  if (upload.sm3 !== null && !upload.sm3.equals(sm3)) throw new ProblemError(digestDiffers)
  if (found!.type === 'application/zip') {
    const whole = checkZip(desk, Buffer.concat(kept), upload.size)
    return { sm3, found: checkType(desk.rules, whole, head!, upload.size, true) }
  }
  if (found!.sort === 'picture') await checkPicture(desk, Buffer.concat(kept))
  return { sm3, found: found! }
}

function checkZip(desk: FileDesk, tail: Buffer, size: number): Sniffed {
  const zip = readZip(tail, size)
  if (zip === undefined) throw new ProblemError(unreadable)
  if (zip.unpacked > desk.rules.maxUnpackedMegabytes * 1024 * 1024 || zip.entries > maxEntries)
    throw new ProblemError(archiveBomb)
  return typeNamed(zip.type)
}

async function checkPicture(desk: FileDesk, bytes: Buffer): Promise<void> {
  const { width, height } = await measurePicture(bytes).catch((error: unknown) => {
    throw error instanceof PictureBroken ? new ProblemError(unreadable) : error
  })
  const limit = desk.rules.maxMegapixels
  if (width * height > limit * 1_000_000) throw new ProblemError(tooManyPixels, { width, height, limit })
}

async function viewOf(desk: FileDesk, id: string, actor: Actor): Promise<FileView> {
  const [[row]] = await readerFor(desk.app, actor).read(selectFile(id))
  if (row === undefined) throw new ProblemError(uploadEnded)
  return toView(row)
}

function freshView(id: string, name: string, { type, sort }: Sniffed, upload: UploadRow, actor: Actor): FileView {
  return toView({
    id,
    blob_id: '',
    name,
    sort,
    type,
    size: upload.size,
    state: 'processing',
    finding: null,
    account_id: actor.accountId,
    account_name: actor.name,
    unit_name: actor.unitName,
    created_at: new Date(),
    module: null,
    subject_id: null,
    width: null,
    height: null,
    taken_at: null,
    lon: upload.lon,
    lat: upload.lat,
    datum: upload.datum,
    declared_datum: upload.datum,
    variants: [],
  })
}
