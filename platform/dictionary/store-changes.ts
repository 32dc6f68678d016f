import { sql as raw } from 'kysely'
import type { Compiled } from '#lib/db'
import { sm3Hex } from '#lib/crypto'
import { canonicalJson } from '#lib/kernel'
import type { EntryContent, EntryKey } from './definition.ts'
import { rowsOf } from './store.ts'

/** A new entry, before anything is said of it. */
export interface NewEntry extends EntryKey {
  readonly id: string
}

/** The end of a revision: replaced by the next one, or ended by somebody. */
export interface Ending {
  readonly entryId: string
  readonly revision: number
  readonly at: Date | null
  readonly by: string | null
  readonly reason: string | null
}

/** A new revision of an entry. */
export interface Opening {
  readonly entryId: string
  readonly revision: number
  readonly validFrom: Date
  readonly content: EntryContent
}

export interface Maker {
  readonly origin: 'delivered' | 'edited' | 'imported'
  readonly accountId: string | null
  readonly name: string | null
  readonly reason: string | null
}

/** What changes in one dictionary, all in one transaction. */
export interface ChangeSet {
  readonly entries: readonly NewEntry[]
  readonly endings: readonly Ending[]
  readonly openings: readonly Opening[]
  readonly edited: ReadonlyMap<string, boolean>
}

/**
 * The statements that carry a change set out, in their order: endings go before openings, for at no moment two
 * revisions may be valid. Rows travel as one JSON parameter, so ten thousand are one statement.
 */
export function changeStatements(dictionary: string, set: ChangeSet, maker: Maker): Compiled[] {
  const statements: Compiled[] = []
  if (set.entries.length > 0) {
    statements.push(
      rowsOf(raw`
        insert into dictionary.entry (id, dictionary, version, kind, code)
        select id, ${dictionary}, version, kind, code
        from jsonb_to_recordset(${JSON.stringify(set.entries)}::jsonb) as n(id uuid, version text, kind text, code text)`),
    )
  }
  if (set.endings.length > 0) {
    statements.push(
      rowsOf(raw`
        update dictionary.revision r
        set valid_to = n.at, ended_by_name = n.by, ended_reason = n.reason
        from jsonb_to_recordset(${JSON.stringify(set.endings)}::jsonb)
          as n("entryId" uuid, revision integer, at timestamptz, by text, reason text)
        where r.entry_id = n."entryId" and r.revision = n.revision`),
    )
  }
  if (set.openings.length > 0) {
    statements.push(
      rowsOf(raw`
        insert into dictionary.revision (entry_id, revision, valid_from, name, name_en, parent, position, attributes,
          confidence, source, note, search, digest, origin, changed_by, changed_by_name, reason)
        select "entryId", revision, "validFrom", name, "nameEn", parent, position, attributes, confidence, source, note,
          search, digest, ${maker.origin}, ${maker.accountId}::uuid, ${maker.name}, ${maker.reason}
        from jsonb_to_recordset(${JSON.stringify(set.openings.map(flat))}::jsonb) as n("entryId" uuid, revision integer,
          "validFrom" timestamptz, name text, "nameEn" text, parent text, position integer, attributes jsonb,
          confidence text, source text, note text, search text, digest text)`),
    )
  }
  if (set.edited.size > 0) {
    const marks = [...set.edited].map(([id, edited]) => ({ id, edited }))
    statements.push(
      rowsOf(raw`
        update dictionary.entry e set edited = n.edited
        from jsonb_to_recordset(${JSON.stringify(marks)}::jsonb) as n(id uuid, edited boolean) where e.id = n.id`),
    )
  }
  statements.push(rowsOf(raw`update dictionary.dictionary set changes = changes + 1 where code = ${dictionary}`))
  return statements
}

/** Writes down what was delivered of these entries, and forgets what is delivered no more. */
export function deliveryStatements(
  delivered: readonly { entryId: string; content: EntryContent }[],
  withdrawn: readonly string[],
): Compiled[] {
  const rows = delivered.map(({ entryId, content }) => ({ entryId, content, digest: digestOf(content) }))
  return [
    rowsOf(raw`
      insert into dictionary.delivery (entry_id, content, digest)
      select "entryId", content, digest
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n("entryId" uuid, content jsonb, digest text)
      on conflict (entry_id) do update set content = excluded.content, digest = excluded.digest`),
    rowsOf(raw`delete from dictionary.delivery where entry_id = any(${withdrawn}::uuid[])`),
  ]
}

function flat({ content, ...opening }: Opening) {
  const { name, nameEn, attributes, source, note } = content
  return {
    ...opening,
    ...content,
    search: [name, nameEn ?? '', ...Object.values(attributes).map(String), source, note].join('\n').toLowerCase(),
    digest: digestOf(content),
  }
}

/** What two contents are compared by. The position is left out: a row moved in a file says nothing new of the others. */
export function digestOf({ name, nameEn, parent, attributes, confidence, source, note }: EntryContent): string {
  return sm3Hex(canonicalJson({ name, nameEn, parent, attributes, confidence, source, note }))
}
