import { createHmac } from 'node:crypto'
import { ProblemError, type BytesHandler, type BytesReply, type Handler } from '#lib/http'
import type { Reader } from '#lib/db'
import { record } from '#platform/audit'
import { cleanName } from './clean-name.ts'
import { readContent } from './content.ts'
import {
  fileNotFound,
  infected,
  mayNotReadOriginal,
  notReady,
  noVariant,
  unreadable,
  type getContent,
  type getFile,
  type getOriginal,
  type listFiles,
} from './contract.ts'
import { withStore, type FileDesk } from './desk.ts'
import { mayReadOriginal, maySee } from './policy.ts'
import { typeNamed } from './sniff.ts'
import { selectBlob, selectFile, selectFilesOf, selectVariantBlob, type BlobRow, type FileRow } from './store.ts'
import { toView } from './view.ts'

/** Serves what a file is. */
export function getFileHandler(desk: FileDesk): Handler<typeof getFile> {
  return async ({ tx, params, actor }) => toView(await visible(desk, params.id, actor, tx))
}

/** Serves the files of something to whoever may see that. */
export function listFilesHandler(desk: FileDesk): Handler<typeof listFiles> {
  return async ({ tx, query, actor }) => {
    const policy = desk.policies.get(query.module)
    if ((await policy?.mayRead(actor, query.subject, tx)) !== true) throw new ProblemError(fileNotFound)
    const [rows] = await tx.read(selectFilesOf(query.module, query.subject))
    return { items: rows.map(toView) }
  }
}

/** Serves a file to look at: of a picture a copy that was made here, of anything else the file itself. */
export function getContentHandler(desk: FileDesk): BytesHandler<typeof getContent> {
  return async ({ tx, params, query, actor }) => {
    const file = await visible(desk, params.id, actor, tx)
    refuseUnready(file)
    const picture = file.sort === 'picture'
    if (!picture && query.variant !== undefined) throw new ProblemError(noVariant)
    const [variant, blob] = picture
      ? await tx.read(selectVariantBlob(file.id, query.variant ?? 'show')).then(([[row]]) => [row, row] as const)
      : await tx.read(selectBlob(file.blob_id)).then(([[row]]) => [undefined, row] as const)
    if (blob === undefined) throw new ProblemError(noVariant)
    const type = variant?.type ?? file.type
    const name = variant === undefined ? file.name : cleanName(file.name, typeNamed(type))
    return bytesOf(desk, blob, { type, name, download: query.download === true })
  }
}

/** Serves a picture as it came, to whoever may and says why; who and why is on record before the first byte leaves. */
export function getOriginalHandler(desk: FileDesk): BytesHandler<typeof getOriginal> {
  return async ({ tx, params, body, actor, requestId }) => {
    const file = await visible(desk, params.id, actor, tx)
    if (!(await mayReadOriginal(desk, file, actor, tx))) throw new ProblemError(mayNotReadOriginal)
    // A broken picture's original may still be wanted; an infected one's never.
    if (file.state !== 'broken') refuseUnready(file)
    const [[blob]] = await tx.read(selectBlob(file.blob_id))
    record(tx, { what: 'files.original', actor, subject: file.id, detail: { reason: body.reason }, requestId })
    return bytesOf(desk, blob!, { type: file.type, name: file.name, download: true })
  }
}

async function visible(
  desk: FileDesk,
  id: string,
  actor: Parameters<typeof maySee>[2],
  reader: Reader,
): Promise<FileRow> {
  const [[file]] = await reader.read(selectFile(id))
  if (file === undefined || !(await maySee(desk, file, actor, reader))) throw new ProblemError(fileNotFound)
  return file
}

function refuseUnready(file: FileRow): void {
  if (file.state === 'infected') throw new ProblemError(infected, { finding: file.finding ?? '' })
  if (file.state === 'broken') throw new ProblemError(unreadable)
  if (file.state !== 'ready') throw new ProblemError(notReady)
}

function bytesOf(
  desk: FileDesk,
  blob: BlobRow,
  { type, name, download }: { type: string; name: string; download: boolean },
): BytesReply {
  return {
    size: blob.size,
    type,
    // Not the digest itself, by which whoever has a file could ask whether it is this one.
    tag: createHmac('sm3', desk.masterKey).update('etag').update(blob.sm3).digest('base64url').slice(0, 22),
    name,
    ...(download ? { attachment: name } : {}),
    read: (start, end) => readSafely(desk, blob, start, end),
  }
}

async function* readSafely(desk: FileDesk, blob: BlobRow, start: number, end: number): AsyncGenerator<Buffer> {
  const content = readContent(desk, blob, start, end)
  const first = await withStore(desk, () => content.next())
  if (first.done !== true) yield first.value
  yield* content
}
