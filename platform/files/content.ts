import { randomBytes } from 'node:crypto'
import { BlobMissing } from '#lib/blobs'
import {
  chunkSeal,
  chunkSize,
  newKey,
  open,
  openChunks,
  seal,
  sealChunks,
  sealedRange,
  sealedSize,
  sm3,
} from '#lib/crypto'
import { createReader, runTransaction, type Pool, type Settings, type Transaction } from '#lib/db'
import { newId } from '#lib/kernel'
import type { FileDesk } from './desk.ts'
import { claimBlob, insertBlob, isStored, lockDigest, markStored, type BlobRow, type PartRow } from './store.ts'

/** A content on its way into the store. */
export interface SealedContent {
  readonly sm3: Buffer
  /** bytes in clear */
  readonly size: number
  readonly wrappedKey: Buffer
  /** the sealed bytes, from the beginning each time */
  readonly sealed: () => AsyncIterable<Uint8Array>
}

/** A content that lies in the store, not yet referred to by anything. */
export interface PreparedContent {
  readonly sm3: Buffer
  readonly own: string | undefined
}

/** Seals bytes under a key of their own. */
export function sealContent(desk: FileDesk, bytes: Uint8Array): SealedContent {
  const key = newKey()
  const sealed = sealChunks(chunkSeal(key, bytes.length), 0, bytes)
  return {
    sm3: sm3(bytes),
    size: bytes.length,
    wrappedKey: seal(desk.masterKey, key),
    sealed: async function* () {
      yield sealed
    },
  }
}

/**
 * Brings a content into the store unless it is there. Its row is committed first: should this process die, the row
 * says what to clear away. Takes no transaction, since a large content takes its time.
 */
export async function prepareContent(
  desk: FileDesk,
  pool: Pool,
  content: SealedContent,
  settings?: Settings,
): Promise<PreparedContent> {
  const [[known]] = await createReader(pool).read(isStored(content.sm3))
  if (known!.stored) return { sm3: content.sm3, own: undefined }
  const id = newId()
  const digest = content.sm3.toString('hex')
  const object = `${digest.slice(0, 2)}/${digest.slice(2, 4)}/${digest}-${randomBytes(6).toString('hex')}`
  const row: BlobRow = { id, sm3: content.sm3, size: content.size, object, wrapped_key: content.wrappedKey }
  await runTransaction(pool, async (tx) => tx.write(insertBlob(row)), settings)
  await desk.store.put(object, content.sealed(), sealedSize(content.size))
  return { sm3: content.sm3, own: id }
}

/**
 * Gives the content to refer to from this transaction on: the one that was there, or else the one just brought in.
 * Throws BlobMissing in the rare case that the former was collected a moment ago.
 */
export async function claimContent(tx: Transaction, { sm3: digest, own }: PreparedContent): Promise<string> {
  const [, [known]] = await tx.read(lockDigest(digest), claimBlob(digest))
  if (known?.id != null) return known.id
  if (own === undefined) throw new BlobMissing(digest.toString('hex'))
  const [[stored]] = await tx.read(markStored(own))
  if (stored?.id == null) throw new BlobMissing(digest.toString('hex'))
  return own
}

/** Reads bytes `start`…`end` of a content in clear; every chunk is checked before it is given out. */
export async function* readContent(
  desk: FileDesk,
  blob: BlobRow,
  start = 0,
  end: number = blob.size - 1,
): AsyncGenerator<Buffer> {
  const chunks = chunkSeal(open(desk.masterKey, blob.wrapped_key), blob.size)
  const range = sealedRange(chunks, start, end)
  const stored = await desk.store.read(blob.object, { start: range.start, end: range.end })
  let at = range.first * chunkSize
  for await (const chunk of openChunks(chunks, stored, range.first, range.last)) {
    yield chunk.subarray(Math.max(0, start - at), end + 1 - at)
    at += chunk.length
  }
}

/** The sealed bytes of an upload's parts, one after the other. */
export async function* readParts(desk: FileDesk, parts: readonly PartRow[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield* await desk.store.read(part.object)
}
