import { buffer } from 'node:stream/consumers'
import { ProblemError, type Actor } from '#lib/http'
import type { Reader, Transaction } from '#lib/db'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import { cleanName } from './clean-name.ts'
import { claimContent, prepareContent, readContent, sealContent } from './content.ts'
import { infected, notReady } from './contract.ts'
import { withStore, type FileDesk, type Subject } from './desk.ts'
import { attachFile, insertFile, selectBlob, selectFile } from './store.ts'

/** A file that a module took in by a route of its own, having looked at what it is. */
export interface TakenFile {
  readonly bytes: Uint8Array
  readonly name: string
  /** media type and the ending that goes with it; none of the types people may upload freely is meant */
  readonly type: string
  readonly ending: string
  /** other endings that say the same */
  readonly alsoNamed?: readonly string[]
}

/**
 * Keeps a document that belongs to something from the first moment, in the caller's transaction: sealed, stored once,
 * scanned like any other. Returns its id and cleaned name.
 */
export async function keepFile(
  desk: FileDesk,
  tx: Transaction,
  file: TakenFile,
  { module, id: subjectId }: Subject,
  actor: Actor,
  requestId?: string,
): Promise<{ id: string; name: string }> {
  const content = sealContent(desk, file.bytes)
  const prepared = await withStore(desk, () => prepareContent(desk, desk.app.side, content, desk.app.settingsOf(actor)))
  const blobId = await withStore(desk, () => claimContent(tx, prepared))
  const id = newId()
  const { type, ending, alsoNamed = [] } = file
  const name = cleanName(file.name, { type, sort: 'document', ending, alsoNamed })
  tx.write(
    insertFile({
      id,
      blobId,
      name,
      sort: 'document',
      type: file.type,
      size: file.bytes.length,
      actor,
      place: { lon: null, lat: null, datum: null },
    }),
  )
  tx.write(attachFile(id, module, subjectId))
  record(tx, {
    what: 'files.upload',
    actor,
    subject: id,
    detail: { sm3: content.sm3.toString('hex'), size: file.bytes.length, type: file.type },
    ...(requestId === undefined ? {} : { requestId }),
  })
  tx.afterCommit(() => desk.wake.forEach((wake) => wake()))
  return { id, name }
}

/**
 * A kept file whole. Asks nobody: the caller knows who may see it. Throws files.not_ready while the scanner has not
 * seen it, files.infected.
 */
export async function readKept(desk: FileDesk, reader: Reader, id: string): Promise<Buffer> {
  const [[file]] = await reader.read(selectFile(id))
  if (file === undefined) throw new Error(`There is no file ${id}`)
  if (file.state === 'infected') throw new ProblemError(infected, { finding: file.finding ?? '' })
  // Without a scanner there is nothing to wait for.
  if (file.state !== 'ready' && desk.scanner !== undefined) throw new ProblemError(notReady)
  const [[blob]] = await reader.read(selectBlob(file.blob_id))
  return withStore(desk, async () => buffer(readContent(desk, blob!)))
}
