import { seal, chunkSeal, chunkSize, newKey, open, sealChunks, sm3 } from '#lib/crypto'
import { randomBytes } from 'node:crypto'
import { ProblemError, readerFor, type Actor, type Handler } from '#lib/http'
import type { Transaction } from '#lib/db'
import { cleanName } from './clean-name.ts'
import {
  datumMissing,
  outOfOrder,
  partRefused,
  partSize,
  tooLarge,
  tooManyUploads,
  typeNotAllowed,
  uploadEnded,
  uploadNotFound,
  type cancelUpload,
  type createUpload,
  type getUpload,
  type putPart,
  type Sort,
  type Upload,
} from './contract.ts'
import { withStore, type FileDesk } from './desk.ts'
import { placeSaid } from './place.ts'
import { limitOf, type FileRules } from './rules.ts'
import { nameTypes, nameUnknown, sniff, typeNamed, type Sniffed } from './sniff.ts'
import {
  countOpenUploads,
  deleteParts,
  endUpload,
  insertPart,
  insertUpload,
  lockAccount,
  lockUpload,
  selectParts,
  selectUpload,
  touchUpload,
  type PartRow,
  type UploadRow,
} from './store.ts'

/** Folder of an upload's parts in the store. */
export const uploadsFolder = 'uploads/'

/** Begins an upload, within what one account may have under way. */
export function createUploadHandler(desk: FileDesk): Handler<typeof createUpload> {
  return async ({ tx, body, actor }) => {
    const largest = Math.max(...Object.values(desk.rules.maxMegabytes))
    if (body.size > largest * 1024 * 1024) throw new ProblemError(tooLarge, { limit: largest })
    const [, [count]] = await tx.read(lockAccount(actor.accountId), countOpenUploads(actor.accountId))
    if (count!.open >= desk.rules.openUploads) throw new ProblemError(tooManyUploads, { limit: desk.rules.openUploads })
    if (body.place !== undefined && body.datum === undefined) throw new ProblemError(datumMissing)
    const upload = {
      id: body.id,
      accountId: actor.accountId,
      name: cleanName(body.name),
      size: body.size,
      sm3: body.sm3 === undefined ? null : Buffer.from(body.sm3, 'hex'),
      wrappedKey: seal(desk.masterKey, newKey()),
      place: body.place === undefined ? undefined : placeSaid(body.place, body.datum!),
      datum: body.datum,
    }
    tx.write(insertUpload(upload))
    return { id: upload.id, name: upload.name, size: upload.size, offset: 0, partSize, fileId: null }
  }
}

/** Serves how far an upload is. */
export function getUploadHandler(): Handler<typeof getUpload> {
  return async ({ tx, params, actor }) => {
    const [[upload], parts] = await tx.read(selectUpload(params.id), selectParts(params.id))
    return toUpload(own(upload, actor), parts)
  }
}

/**
 * Takes the next part: sealed and stored first, then counted, under the upload's lock. A part that was counted already
 * is told so by its digest; anything else out of order is refused with the place to continue.
 */
export function putPartHandler(desk: FileDesk): Handler<typeof putPart> {
  return async ({ tx, params, query, body, actor }) => {
    const [[row], before] = await readerFor(desk.app, actor).read(selectUpload(params.id), selectParts(params.id))
    const upload = own(row, actor)
    const digest = sm3(body)
    const known = nextOrKnown(upload, before, query.offset, body, digest)
    if (known) return toUpload(upload, before)
    const ends = query.offset + body.length === upload.size
    if (body.length === 0 || query.offset + body.length > upload.size || (!ends && body.length % chunkSize !== 0))
      throw new ProblemError(partRefused, { unit: chunkSize })
    if (query.offset === 0)
      checkType(
        desk.rules,
        sniff(Buffer.from(body.subarray(0, 4096))),
        Buffer.from(body.subarray(0, 4096)),
        upload.size,
      )

    const chunks = chunkSeal(open(desk.masterKey, upload.wrapped_key), upload.size)
    const sealed = sealChunks(chunks, query.offset / chunkSize, body)
    // A name of its own: of two sendings of one part at once, neither may write over the other.
    const object = `${uploadsFolder}${upload.id}/${query.offset}-${randomBytes(6).toString('hex')}`
    await withStore(desk, () => desk.store.put(object, sealed, sealed.length))
    let counted = false
    try {
      const [[locked], parts] = await tx.read(lockUpload(upload.id), selectParts(upload.id))
      if (nextOrKnown(own(locked, actor), parts, query.offset, body, digest)) return toUpload(locked!, parts)
      const part: PartRow = { start_at: query.offset, size: body.length, sm3: digest, object }
      tx.write(insertPart(upload.id, part))
      tx.write(touchUpload(upload.id))
      counted = true
      return toUpload(locked!, [...parts, part])
    } finally {
      // What is not removed here is swept up later.
      if (!counted) await desk.store.remove(object).catch(() => undefined)
    }
  }
}

/** Gives an upload up. */
export function cancelUploadHandler(desk: FileDesk): Handler<typeof cancelUpload> {
  return async ({ tx, params, actor }) => {
    const [[row], parts] = await tx.read(lockUpload(params.id), selectParts(params.id))
    const upload = own(row, actor)
    if (upload.ended_at !== null) throw new ProblemError(uploadEnded)
    closeUpload(desk, tx, upload.id, null, parts)
    return {}
  }
}

/** Ends an upload; its parts go when that is committed. */
export function closeUpload(
  desk: FileDesk,
  tx: Transaction,
  id: string,
  fileId: string | null,
  parts: readonly PartRow[],
): void {
  tx.write(endUpload(id, fileId))
  tx.write(deleteParts(id))
  tx.afterCommit(() => {
    for (const { object } of parts) void desk.store.remove(object).catch(() => undefined)
  })
}

/** The upload, if it is this person's. */
export function own(upload: UploadRow | undefined, actor: Actor): UploadRow {
  if (upload === undefined || upload.account_id !== actor.accountId) throw new ProblemError(uploadNotFound)
  return upload
}

/** How many bytes have arrived. */
export function arrived(parts: readonly PartRow[]): number {
  return parts.reduce((sum, part) => sum + part.size, 0)
}

/** Refuses what a city does not accept, by what it is and how large. A ZIP may yet turn out to be a document. */
export function checkType(
  rules: FileRules,
  found: Sniffed | undefined,
  head: Buffer,
  size: number,
  whole = false,
): Sniffed {
  const mayBe =
    found?.type === 'application/zip' && !whole ? rules.types.some(isZip) : rules.types.includes(found?.type ?? '')
  if (found === undefined || !mayBe)
    throw new ProblemError(typeNotAllowed, {
      found: found === undefined ? nameUnknown(head) : found.ending.toUpperCase(),
      allowed: nameTypes(rules.types),
    })
  checkSize(rules, found.sort, size)
  return found
}

function isZip(type: string): boolean {
  return ['zip', 'docx', 'xlsx'].includes(typeNamed(type).ending)
}

function checkSize(rules: FileRules, sort: Sort, size: number): void {
  if (size > limitOf(rules, sort)) throw new ProblemError(tooLarge, { limit: rules.maxMegabytes[sort] })
}

/** Whether the part is one that is here already (true) or the next one (false); refuses any other. */
function nextOrKnown(
  upload: UploadRow,
  parts: readonly PartRow[],
  offset: number,
  body: Uint8Array,
  digest: Buffer,
): boolean {
  if (upload.ended_at !== null) throw new ProblemError(uploadEnded)
  if (offset === arrived(parts)) return false
  const same = parts.find((part) => part.start_at === offset)
  if (same?.size === body.length && same.sm3.equals(digest)) return true
  throw new ProblemError(outOfOrder, { offset: arrived(parts) })
}

function toUpload(upload: UploadRow, parts: readonly PartRow[]): Upload {
  return {
    id: upload.id,
    name: upload.name,
    size: upload.size,
    offset: upload.file_id === null ? arrived(parts) : upload.size,
    partSize,
    fileId: upload.file_id,
  }
}
