import type { KindDefinition } from '#core/cases'
import type { Transaction } from '#lib/db'
import type { Actor, Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import { keepFile } from '#platform/files'
import { digestOf, fileModule, freshView, readingFile, kindFor, type ImportDesk } from './import-desk.ts'
import type { Mapping, uploadImport } from './import-contract.ts'
import { lookInto, matchColumns, savedMappings } from './import-look.ts'
import { insertRun } from './import-store.ts'

const types = {
  csv: { type: 'text/csv', ending: 'csv', alsoNamed: ['txt', 'tsv'] },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', ending: 'xlsx' },
} as const

/** Takes a file of orders in: kept as it is, its columns guessed. Nothing is imported. */
export function uploadImportHandler(desk: ImportDesk): Handler<typeof uploadImport> {
  return async ({ tx, body, query, actor, language, requestId }) => {
    const kind = kindFor(desk, actor)
    const id = await readingFile(language, () => takeIn(desk, tx, kind, actor, query.fileName, body, requestId))
    return freshView(tx, id, actor)
  }
}

/** Makes a run of a file; its id. Throws FileUnreadable. */
export async function takeIn(
  desk: ImportDesk,
  tx: Transaction,
  kind: KindDefinition,
  actor: Actor,
  fileName: string,
  bytes: Uint8Array,
  requestId?: string,
): Promise<string> {
  const found = await lookInto(bytes, {})
  const { guesses, constants, savedAs } = matchColumns(desk, kind, found, await savedMappings(desk, tx))
  const mapping: Mapping = { columns: guesses.map(({ field }) => field), constants, name: savedAs }
  const id = newId()
  const file = await keepFile(
    desk.files,
    tx,
    { bytes, name: fileName, ...types[found.layout.format] },
    { module: fileModule, id },
    actor,
    requestId,
  )
  tx.write(
    insertRun({
      id,
      kind: kind.kind,
      kindVersion: kind.version,
      fileId: file.id,
      fileName: file.name,
      fileSize: bytes.length,
      digest: digestOf(desk, bytes),
      layout: found.layout,
      mapping,
      accountId: actor.accountId,
      accountName: actor.name,
      postId: actor.postId,
      unitName: actor.unitName,
    }),
  )
  record(tx, {
    what: 'hotline.import_upload',
    actor,
    subject: id,
    subjectName: file.name,
    ...(requestId === undefined ? {} : { requestId }),
  })
  return id
}
