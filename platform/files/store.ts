import { sql as raw, type RawBuilder, type SqlBool } from 'kysely'
import { sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Actor } from '#lib/http'
import type { Database } from '#database'
import type { DeclaredDatum, FileView, Sort } from './contract.ts'

const sql = sqlFor<Pick<Database, 'files.blob' | 'files.file' | 'files.variant' | 'files.upload' | 'files.part'>>()

export interface BlobRow {
  id: string
  sm3: Buffer
  size: number
  object: string
  wrapped_key: Buffer
}

export interface UploadRow {
  id: string
  account_id: string
  name: string
  size: number
  sm3: Buffer | null
  wrapped_key: Buffer
  file_id: string | null
  ended_at: Date | null
  lon: number | null
  lat: number | null
  datum: string | null
}

export interface PartRow {
  start_at: number
  size: number
  sm3: Buffer
  object: string
}

export interface VariantRow {
  name: 'show' | 'large' | 'small'
  type: string
  width: number
  height: number
}

export interface FileRow {
  id: string
  blob_id: string
  name: string
  sort: string
  type: string
  size: number
  state: string
  finding: string | null
  account_id: string
  account_name: string
  unit_name: string
  created_at: Date
  module: string | null
  subject_id: string | null
  width: number | null
  height: number | null
  taken_at: Date | null
  lon: number | null
  lat: number | null
  datum: string | null
  declared_datum: string | null
  variants: VariantRow[]
}

const uploadColumns = [
  'id',
  'account_id',
  'name',
  'size',
  'sm3',
  'wrapped_key',
  'file_id',
  'ended_at',
  'lon',
  'lat',
  'datum',
] as const
const blobColumns = ['id', 'sm3', 'size', 'object', 'wrapped_key'] as const

// ---- uploads

/** Makes the uploads of one account wait for each other, so that counting them counts. */
export function lockAccount(accountId: string): Compiled<{ locked: unknown }> {
  return raw<{
    locked: unknown
  }>`select pg_advisory_xact_lock(hashtextextended(${`files.upload ${accountId}`}, 0)) as locked`.compile(sql)
}

/** How many uploads of an account are under way; one that nobody has touched for two hours does not count. */
export function countOpenUploads(accountId: string): Compilable<{ open: number }> {
  return sql
    .selectFrom('files.upload')
    .select(raw<number>`count(*)::int`.as('open'))
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .where('touched_at', '>', raw<Date>`now() - interval '2 hours'`)
}

export function insertUpload(upload: {
  id: string
  accountId: string
  name: string
  size: number
  sm3: Buffer | null
  wrappedKey: Buffer
  place: { lon: number; lat: number } | undefined
  datum: DeclaredDatum | undefined
}): Compilable<unknown> {
  return sql.insertInto('files.upload').values({
    id: upload.id,
    account_id: upload.accountId,
    name: upload.name,
    size: upload.size,
    sm3: upload.sm3,
    wrapped_key: upload.wrappedKey,
    lon: upload.place?.lon ?? null,
    lat: upload.place?.lat ?? null,
    datum: upload.datum ?? null,
  })
}

export function selectUpload(id: string): Compilable<UploadRow> {
  return sql.selectFrom('files.upload').select(uploadColumns).where('id', '=', id)
}

export function lockUpload(id: string): Compilable<UploadRow> {
  return sql.selectFrom('files.upload').select(uploadColumns).where('id', '=', id).forUpdate()
}

export function selectParts(uploadId: string): Compilable<PartRow> {
  return sql
    .selectFrom('files.part')
    .select(['start_at', 'size', 'sm3', 'object'])
    .where('upload_id', '=', uploadId)
    .orderBy('start_at')
}

export function insertPart(uploadId: string, part: PartRow): Compilable<unknown> {
  return sql.insertInto('files.part').values({ upload_id: uploadId, ...part })
}

export function touchUpload(id: string): Compilable<unknown> {
  return sql
    .updateTable('files.upload')
    .set({ touched_at: raw<Date>`now()` })
    .where('id', '=', id)
}

export function endUpload(id: string, fileId: string | null): Compilable<unknown> {
  return sql
    .updateTable('files.upload')
    .set({ file_id: fileId, ended_at: raw<Date>`now()`, touched_at: raw<Date>`now()` })
    .where('id', '=', id)
}

export function deleteParts(uploadId: string): Compilable<unknown> {
  return sql.deleteFrom('files.part').where('upload_id', '=', uploadId)
}

/** Uploads that nobody has touched for so long, with those that ended so long ago. */
export function selectStaleUploads(hours: number): Compilable<{ id: string }> {
  return sql
    .selectFrom('files.upload')
    .select('id')
    .where('touched_at', '<', raw<Date>`now() - ${hours}::float8 * interval '1 hour'`)
    .limit(200)
}

/** Deletes an upload unless somebody went on with it meanwhile. */
export function deleteStaleUpload(id: string, hours: number): Compilable<unknown> {
  return sql
    .deleteFrom('files.upload')
    .where('id', '=', id)
    .where('touched_at', '<', raw<Date>`now() - ${hours}::float8 * interval '1 hour'`)
}

/** Which of these uploads may still have parts in the store. */
export function selectOpenUploads(ids: readonly string[]): Compilable<{ id: string }> {
  return sql
    .selectFrom('files.upload')
    .select('id')
    .where(raw<SqlBool>`id = any(${[...ids]}::uuid[])`)
    .where('ended_at', 'is', null)
}

// ---- contents

export function insertBlob(blob: BlobRow): Compilable<unknown> {
  return sql.insertInto('files.blob').values(blob)
}

/** Makes the writers of one content wait for each other. */
export function lockDigest(sm3: Buffer): Compiled<{ locked: unknown }> {
  return raw<{
    locked: unknown
  }>`select pg_advisory_xact_lock(${sm3.readBigInt64BE(0).toString()}::bigint) as locked`.compile(sql)
}

const compiled = <Row>(query: RawBuilder<Row>): Compilable<Row> => ({
  compile: () => query.compile(sql) as ReturnType<Compilable<Row>['compile']>,
})

/** The content of a digest, if it is in the store; kept from being collected, and locked, till the transaction ends. */
export function claimBlob(sm3: Buffer): Compilable<{ id: string | null }> {
  return compiled(raw<{ id: string | null }>`select files.claim(${sm3}) as id`)
}

export function isStored(sm3: Buffer): Compilable<{ stored: boolean }> {
  return compiled(raw<{ stored: boolean }>`select files.is_stored(${sm3}) as stored`)
}

export function selectBlob(id: string): Compilable<BlobRow> {
  return sql.selectFrom('files.blob').select(blobColumns).where('id', '=', id)
}

/** Says that a content is whole in the store, unless another writer of the same content was quicker. */
export function markStored(id: string): Compilable<{ id: string | null }> {
  return compiled(raw<{ id: string | null }>`select files.mark_stored(${id}::uuid) as id`)
}

/** Contents nothing refers to and nobody has wanted for so long. */
export function selectGarbage(hours: number): Compilable<{ id: string; object: string }> {
  return sql.selectFrom('files.blob as blob').select(['blob.id', 'blob.object']).where(unwanted(hours)).limit(200)
}

/** Deletes a content's row if it is still unwanted: what happens first, this or a new reference, decides. */
export function deleteGarbage(id: string, hours: number): Compilable<{ object: string }> {
  return sql.deleteFrom('files.blob as blob').where('blob.id', '=', id).where(unwanted(hours)).returning('blob.object')
}

function unwanted(hours: number) {
  return raw<SqlBool>`blob.touched_at < now() - ${hours}::float8 * interval '1 hour'
    and not exists (select from files.file f where f.blob_id = blob.id)
    and not exists (select from files.variant v where v.blob_id = blob.id)`
}

// ---- files

export function insertFile(file: {
  id: string
  blobId: string
  name: string
  sort: Sort
  type: string
  size: number
  actor: Pick<Actor, 'accountId' | 'name' | 'unitId' | 'unitName'>
  place: Pick<UploadRow, 'lon' | 'lat' | 'datum'>
}): Compilable<unknown> {
  return sql.insertInto('files.file').values({
    id: file.id,
    blob_id: file.blobId,
    name: file.name,
    sort: file.sort,
    type: file.type,
    size: file.size,
    account_id: file.actor.accountId,
    account_name: file.actor.name,
    unit_id: file.actor.unitId,
    unit_name: file.actor.unitName,
    lon: file.place.lon,
    lat: file.place.lat,
    datum: file.place.lon === null ? null : file.place.datum,
    declared_datum: file.place.datum,
  })
}

const fileColumns = [
  'file.id',
  'file.blob_id',
  'file.name',
  'file.sort',
  'file.type',
  'file.size',
  'file.state',
  'file.finding',
  'file.account_id',
  'file.account_name',
  'file.unit_name',
  'file.created_at',
  'file.module',
  'file.subject_id',
  'file.width',
  'file.height',
  'file.taken_at',
  'file.lon',
  'file.lat',
  'file.datum',
  'file.declared_datum',
] as const

function selectFiles() {
  return sql
    .selectFrom('files.file as file')
    .select(fileColumns)
    .select(
      raw<
        VariantRow[]
      >`coalesce((select jsonb_agg(jsonb_build_object('name', v.name, 'type', v.type, 'width', v.width, 'height', v.height)
        order by v.width desc, v.name desc) from files.variant v where v.file_id = file.id), '[]')`.as('variants'),
    )
}

export function selectFile(id: string): Compilable<FileRow> {
  return selectFiles().where('file.id', '=', id)
}

export function selectFilesOf(module: string, subjectId: string): Compilable<FileRow> {
  return selectFiles()
    .where('file.module', '=', module)
    .where('file.subject_id', '=', subjectId)
    .orderBy('file.attached_at')
    .orderBy('file.id')
}

/** A file, kept from changing till the transaction ends. */
export function lockFile(
  id: string,
): Compilable<Pick<FileRow, 'id' | 'account_id' | 'module' | 'subject_id' | 'state'>> {
  return sql
    .selectFrom('files.file')
    .select(['id', 'account_id', 'module', 'subject_id', 'state'])
    .where('id', '=', id)
    .forUpdate()
}

export function attachFile(id: string, module: string, subjectId: string): Compilable<unknown> {
  return sql
    .updateTable('files.file')
    .set({ module, subject_id: subjectId, attached_at: raw<Date>`clock_timestamp()` })
    .where('id', '=', id)
}

export function deleteFile(id: string): Compilable<unknown> {
  return sql.deleteFrom('files.file').where('id', '=', id)
}

/** Files that were never attached to anything. */
export function deleteLoose(days: number): Compilable<{ id: string }> {
  return sql
    .deleteFrom('files.file')
    .where('module', 'is', null)
    .where('created_at', '<', raw<Date>`now() - ${days}::float8 * interval '1 day'`)
    .returning('id')
}

export function selectVariantBlob(fileId: string, name: string): Compilable<BlobRow & { type: string }> {
  return sql
    .selectFrom('files.variant as variant')
    .innerJoin('files.blob as blob', 'blob.id', 'variant.blob_id')
    .select(['blob.id', 'blob.sm3', 'blob.size', 'blob.object', 'blob.wrapped_key', 'variant.type'])
    .where('variant.file_id', '=', fileId)
    .where('variant.name', '=', name as 'show')
}

// ---- work

/** Takes up the file that has waited longest; whoever takes it has five minutes before another may. */
export function takeUp(): Compilable<{ id: string; tries: number }> {
  return sql
    .updateTable('files.file')
    .set({ try_at: raw<Date>`now() + interval '5 minutes'`, tries: raw<number>`tries + 1` })
    .where(
      'id',
      '=',
      raw<string>`(select id from files.file where state = 'processing' and try_at <= now() order by try_at limit 1 for update skip locked)`,
    )
    .returning(['id', 'tries'])
}

/** Puts a file back that could not be worked on. */
export function putBack(id: string, seconds: number): Compilable<unknown> {
  return sql
    .updateTable('files.file')
    .set({ try_at: raw<Date>`now() + ${seconds}::float8 * interval '1 second'` })
    .where('id', '=', id)
    .where('state', '=', 'processing')
}

export interface Outcome {
  state: FileView['state']
  finding?: string
  scannedBy: string | null
  width?: number
  height?: number
  takenAt?: Date
  place?: { lon: number; lat: number; datum: string }
}

export function finishFile(id: string, outcome: Outcome): Compilable<unknown> {
  return sql
    .updateTable('files.file')
    .set({
      state: outcome.state,
      finding: outcome.finding ?? null,
      scanned_by: outcome.scannedBy,
      width: outcome.width ?? null,
      height: outcome.height ?? null,
      taken_at: outcome.takenAt ?? null,
      // Otherwise what the uploader said stays.
      ...(outcome.place === undefined ? {} : outcome.place),
    })
    .where('id', '=', id)
}

export function insertVariant(fileId: string, blobId: string, variant: VariantRow): Compilable<unknown> {
  return sql.insertInto('files.variant').values({ file_id: fileId, blob_id: blobId, ...variant })
}

// ---- counts

export function countFiles(): Compilable<{ sort: string; state: string; files: number; bytes: number }> {
  return compiled(raw`select sort, state, files, bytes from files.count_files()`)
}

export function countBlobs(): Compilable<{ blobs: number; bytes: number }> {
  return compiled(raw`select blobs, bytes from files.count_blobs()`)
}

export function countUploads(): Compilable<{ open: number; bytes: number }> {
  return compiled(raw`select open, bytes from files.count_uploads()`)
}

export function oldestWaiting(): Compilable<{ since: Date | null }> {
  return compiled(raw`select since from files.oldest_waiting()`)
}
