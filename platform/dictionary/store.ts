import { sql as raw, type RawBuilder } from 'kysely'
import { sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Database } from '#database'
import type { EntryContent } from './definition.ts'

export const sql =
  sqlFor<Pick<Database, 'dictionary.delivery' | 'dictionary.dictionary' | 'dictionary.entry' | 'dictionary.revision'>>()

/** A query written out, with the type of its rows. */
export function rowsOf<Row>(text: RawBuilder<unknown>): Compiled<Row> {
  return text.compile(sql) as Compiled<Row>
}

export interface DictionaryRow {
  code: string
  definition: unknown
  changes: number
}

export function selectDictionaries(): Compilable<DictionaryRow> {
  return sql.selectFrom('dictionary.dictionary').select(['code', 'definition', 'changes']).orderBy('position')
}

/** Holds a dictionary until the transaction ends: one writer at a time. */
export function lockDictionary(code: string): Compilable<{ code: string }> {
  return sql.selectFrom('dictionary.dictionary').select('code').where('code', '=', code).forUpdate()
}

export interface CountRow {
  dictionary: string
  entries: number
  differing: number
}

/** How many entries of each dictionary are valid, and how many differ from the delivered data. */
export function countEntries(at: Date): Compiled<CountRow> {
  return rowsOf(raw`
    select e.dictionary,
      count(r.entry_id)::int as entries,
      count(*) filter (where d.entry_id is not null and d.digest is distinct from r.digest)::int as differing
    from dictionary.entry e
    left join dictionary.revision r
      on r.entry_id = e.id and r.valid_from <= ${at} and (r.valid_to is null or r.valid_to > ${at})
    left join dictionary.delivery d on d.entry_id = e.id
    group by e.dictionary`)
}

export interface RevisionRow {
  entry_id: string
  revision: number
  valid_from: Date
  valid_to: Date | null
  name: string
  name_en: string | null
  parent: string | null
  position: number
  attributes: unknown
  confidence: string
  source: string
  note: string
  digest: string
  origin: string
  changed_by_name: string | null
  reason: string | null
  recorded_at: Date
  ended_by_name: string | null
  ended_reason: string | null
}

const revisionColumns = [
  'entry_id', 'revision', 'valid_from', 'valid_to', 'name', 'name_en', 'parent', 'position', 'attributes', 'confidence',
  'source', 'note', 'digest', 'origin', 'changed_by_name', 'reason', 'recorded_at', 'ended_by_name', 'ended_reason',
] as const // prettier-ignore

/** The whole history of an entry, oldest first. */
export function selectRevisions(entryId: string): Compilable<RevisionRow> {
  return sql
    .selectFrom('dictionary.revision')
    .select(revisionColumns)
    .where('entry_id', '=', entryId)
    .orderBy('revision')
}

export interface KeyRow {
  id: string
  version: string
  kind: string
  code: string
  edited: boolean
}

const keyColumns = ['id', 'version', 'kind', 'code', 'edited'] as const

export function selectEntry(dictionary: string, id: string): Compilable<KeyRow> {
  return sql.selectFrom('dictionary.entry').select(keyColumns).where('dictionary', '=', dictionary).where('id', '=', id)
}

export function selectEntryByKey(
  dictionary: string,
  key: { version: string; kind: string; code: string },
): Compilable<KeyRow> {
  return sql
    .selectFrom('dictionary.entry')
    .select(keyColumns)
    .where('dictionary', '=', dictionary)
    .where('version', '=', key.version)
    .where('kind', '=', key.kind)
    .where('code', '=', key.code)
}

export function selectDelivery(entryId: string): Compilable<{ content: unknown; digest: string }> {
  return sql.selectFrom('dictionary.delivery').select(['content', 'digest']).where('entry_id', '=', entryId)
}

/** An entry as a bulk change sees it: what is valid now, and what was said last. */
export interface KnownRow extends KeyRow {
  last_revision: number
  last_from: Date
  last_to: Date | null
  /** of the revision valid at the moment; null when none is */
  revision: number | null
  valid_from: Date | null
  valid_to: Date | null
  name: string | null
  name_en: string | null
  parent: string | null
  position: number | null
  attributes: unknown
  confidence: string | null
  source: string | null
  note: string | null
  digest: string | null
  delivered_digest: string | null
}

/** Every entry of a dictionary with its present revision. */
export function selectKnown(dictionary: string, at: Date): Compiled<KnownRow> {
  return rowsOf(raw`
    select e.id, e.version, e.kind, e.code, e.edited,
      l.revision as last_revision, l.valid_from as last_from, l.valid_to as last_to,
      r.revision, r.valid_from, r.valid_to, r.name, r.name_en, r.parent, r.position, r.attributes, r.confidence,
      r.source, r.note, r.digest, d.digest as delivered_digest
    from dictionary.entry e
    join lateral (
      select l.revision, l.valid_from, l.valid_to from dictionary.revision l
      where l.entry_id = e.id order by l.revision desc limit 1
    ) l on true
    left join dictionary.revision r
      on r.entry_id = e.id and r.valid_from <= ${at} and (r.valid_to is null or r.valid_to > ${at})
    left join dictionary.delivery d on d.entry_id = e.id
    where e.dictionary = ${dictionary}`)
}

export interface ValidRow {
  version: string
  kind: string
  code: string
  parent: string | null
  position: number
}

/** The keys that are valid at a moment or planned to be, with what is above them. */
export function selectValidKeys(dictionary: string, at: Date): Compiled<ValidRow> {
  return rowsOf(raw`
    select e.version, e.kind, e.code, r.parent, r.position
    from dictionary.entry e
    join dictionary.revision r on r.entry_id = e.id and (r.valid_to is null or (r.valid_to > ${at} and r.valid_to > r.valid_from))
    where e.dictionary = ${dictionary}`)
}

/** Rows for the in-memory book: the history of one dictionary, or of all. */
export interface BookRow extends RevisionRow {
  dictionary: string
  version: string
  kind: string
  code: string
}

export function selectBook(dictionary: string | undefined): Compilable<BookRow> {
  const all = sql
    .selectFrom('dictionary.revision as r')
    .innerJoin('dictionary.entry as e', 'e.id', 'r.entry_id')
    .select(revisionColumns.map((column) => `r.${column}` as const))
    .select(['e.dictionary', 'e.version', 'e.kind', 'e.code'])
    .orderBy('r.position')
    .orderBy('e.code')
    .orderBy('r.valid_from')
  return dictionary === undefined ? all : all.where('e.dictionary', '=', dictionary)
}

/** The content of a row that holds one. */
export function contentOf(row: {
  name: string
  name_en: string | null
  parent: string | null
  position: number
  attributes: unknown
  confidence: string
  source: string
  note: string
}): EntryContent {
  return {
    name: row.name,
    nameEn: row.name_en,
    parent: row.parent,
    position: row.position,
    attributes: row.attributes as EntryContent['attributes'],
    confidence: row.confidence as EntryContent['confidence'],
    source: row.source,
    note: row.note,
  }
}
