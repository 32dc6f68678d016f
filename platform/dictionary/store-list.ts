import { sql as raw, type RawBuilder } from 'kysely'
import type { Compiled } from '#lib/db'
import type { DictionaryDefinition } from './definition.ts'
import { rowsOf, type KeyRow, type RevisionRow } from './store.ts'

export interface EntryFilter {
  readonly definition: DictionaryDefinition
  readonly at: Date
  readonly state: 'valid' | 'retired' | 'planned' | 'all'
  readonly id?: string | undefined
  readonly q?: string | undefined
  readonly version?: string | undefined
  readonly kind?: string | undefined
  readonly confidence?: string | undefined
  readonly delivered?: 'same' | 'differs' | 'own' | undefined
  /** a code, or `-` for the top */
  readonly parent?: string | undefined
}

export interface EntryRow extends RevisionRow, Omit<KeyRow, 'edited'> {
  parent_name: string | null
  children: number
  delivered: 'same' | 'differs' | 'own'
  state: 'valid' | 'retired' | 'planned'
  planned_from: Date | null
}

/** The revision a state means, as `r` beside the entry `e`. */
function shownRevision({ at, state }: EntryFilter): RawBuilder<unknown> {
  if (state === 'valid')
    return raw`join dictionary.revision r
      on r.entry_id = e.id and r.valid_from <= ${at} and (r.valid_to is null or r.valid_to > ${at})`
  const [begun, order] = state === 'planned' ? [raw`>`, raw`asc`] : [raw`<=`, raw`desc`]
  return raw`join lateral (
      select v.* from dictionary.revision v
      where v.entry_id = e.id and v.valid_from ${begun} ${at} and (v.valid_to is null or v.valid_to > v.valid_from)
      order by v.valid_from ${order} limit 1
    ) r on true`
}

const delivered = raw`case when d.entry_id is null then 'own' when d.digest = r.digest then 'same' else 'differs' end`

function matching(filter: EntryFilter): RawBuilder<unknown> {
  const { definition, at, state, id, q, version, kind, confidence, parent } = filter
  const parts = [raw`e.dictionary = ${definition.code}`]
  if (state === 'retired') parts.push(raw`r.valid_to <= ${at}`)
  if (id !== undefined) parts.push(raw`e.id = ${id}`)
  if (version !== undefined) parts.push(raw`e.version = ${version}`)
  if (kind !== undefined) parts.push(raw`e.kind = ${kind}`)
  if (confidence !== undefined) parts.push(raw`r.confidence = ${confidence}`)
  if (filter.delivered !== undefined) parts.push(raw`${delivered} = ${filter.delivered}`)
  if (parent !== undefined) parts.push(parent === '-' ? raw`r.parent is null` : raw`r.parent = ${parent}`)
  for (const word of (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .filter((one) => one !== ''))
    parts.push(raw`(position(${word} in r.search) > 0 or position(${word} in lower(e.code)) > 0)`)
  return raw`where ${raw.join(parts, raw` and `)}`
}

const from = (filter: EntryFilter): RawBuilder<unknown> => raw`
  from dictionary.entry e ${shownRevision(filter)}
  left join dictionary.delivery d on d.entry_id = e.id
  ${matching(filter)}`

export function countMatching(filter: EntryFilter): Compiled<{ total: number }> {
  return rowsOf(raw`select count(*)::int as total ${from(filter)}`)
}

/** Entries as they stood at the filter's moment. `sort` as in the contract; `limit` undefined gives all. */
export function selectEntries(
  filter: EntryFilter,
  sort: string,
  page: { limit: number; offset: number } | undefined,
): Compiled<EntryRow> {
  const { at, definition } = filter
  // Narrowed to the page first: what is counted and named beside a row is looked up for the rows that are shown.
  return rowsOf(raw`
    with shown as materialized (
      select e.id, e.version, e.kind, e.code, r.entry_id, r.revision, r.valid_from, r.valid_to, r.name, r.name_en,
        r.parent, r.position, r.attributes, r.confidence, r.source, r.note, r.digest, r.origin, r.changed_by_name,
        r.reason, r.recorded_at, r.ended_by_name, r.ended_reason, ${delivered} as delivered,
        row_number() over (order by ${ordering(definition, sort)}) as place
      ${from(filter)}
      order by place
      ${page === undefined ? raw`` : raw`limit ${page.limit} offset ${page.offset}`}
    )${definition.hierarchical ? children(filter) : raw``}
    select s.*,
      case when s.valid_from > ${at} then 'planned' when s.valid_to <= ${at} then 'retired' else 'valid' end as state,
      (select pr.name from dictionary.entry pe join dictionary.revision pr on pr.entry_id = pe.id
        where s.parent is not null and pe.dictionary = ${definition.code} and pe.version = s.version and pe.kind = s.kind
          and pe.code = s.parent and pr.valid_from <= ${at} and (pr.valid_to is null or pr.valid_to > ${at})) as parent_name,
      ${definition.hierarchical ? raw`coalesce(k.children, 0)` : raw`0`} as children,
      (select min(case when n.valid_from > ${at} then n.valid_from else n.valid_to end) from dictionary.revision n
        where n.entry_id = s.id and (n.valid_from > ${at} or n.valid_to > ${at})
          and (n.valid_to is null or n.valid_to > n.valid_from)) as planned_from
    from shown s
    ${definition.hierarchical ? raw`left join kids k on k.version = s.version and k.kind = s.kind and k.parent = s.code` : raw``}
    order by s.place`)
}

function children({ definition, at }: EntryFilter): RawBuilder<unknown> {
  return raw`, kids as (
      select ke.version, ke.kind, kr.parent, count(*)::int as children
      from dictionary.entry ke join dictionary.revision kr
        on kr.entry_id = ke.id and kr.valid_from <= ${at} and (kr.valid_to is null or kr.valid_to > ${at})
      where ke.dictionary = ${definition.code} and kr.parent is not null
      group by 1, 2, 3
    )`
}

const orders = {
  position: raw`r.position`,
  code: raw`e.code`,
  name: raw`r.name`,
  confidence: raw`case r.confidence when 'high' then 1 when 'medium' then 2 else 3 end`,
  validFrom: raw`r.valid_from`,
} as const

function ordering(definition: DictionaryDefinition, sort: string): RawBuilder<unknown> {
  const descending = sort.startsWith('-')
  const name = descending ? sort.slice(1) : sort
  const key = name.startsWith('attribute.') ? name.slice('attribute.'.length) : undefined
  const column = definition.columns.find((one) => one.key === key)
  const by =
    column === undefined
      ? (orders[name as keyof typeof orders] ?? orders.position)
      : column.type === 'number'
        ? raw`(r.attributes ->> ${raw.lit(column.key)})::numeric`
        : raw`r.attributes ->> ${raw.lit(column.key)}`
  const versions = raw`array_position(${definition.versions.map((one) => one.code)}::text[], e.version)`
  return raw`${by} ${descending ? raw`desc` : raw`asc`} nulls last, ${versions}, r.position, e.kind, e.code`
}

export interface PairRow {
  from_id: string | null
  from_code: string | null
  from_name: string | null
  to_id: string | null
  to_code: string | null
  to_name: string | null
}

/** Both editions of a dictionary joined by its mapping, narrowed to what is searched. */
function pairs(definition: DictionaryDefinition, at: Date, kind: string | undefined, q: string): RawBuilder<unknown> {
  const { column, from: newer, to: older } = definition.mapping!
  const side = (version: string, others: RawBuilder<unknown>) => raw`
    select e.id, e.kind, e.code, r.name, r.position, ${others} from dictionary.entry e
    join dictionary.revision r on r.entry_id = e.id and r.valid_from <= ${at} and (r.valid_to is null or r.valid_to > ${at})
    where e.dictionary = ${definition.code} and e.version = ${version}
      and (r.parent is not null or not ${definition.hierarchical}::boolean)
      and (${kind ?? null}::text is null or e.kind = ${kind ?? null})`
  return raw`
    with pairs as (
      select f.id as from_id, f.code as from_code, f.name as from_name, t.id as to_id, t.code as to_code, t.name as to_name,
        coalesce(f.position, 1000000000) as place, coalesce(t.position, 0) as old_place
      from (${side(newer, raw`r.attributes ->> ${raw.lit(column)} as mapped`)}) f
      full join (${side(older, raw`null::text as mapped`)}) t on t.kind = f.kind and t.code = f.mapped
    ), found as (
      select * from pairs where ${q} = '' or position(${q} in lower(concat_ws(' ', from_code, from_name, to_code, to_name))) > 0
    )`
}

export type PairChoice = 'all' | 'renamed' | 'new' | 'gone'

const choices: Record<PairChoice, RawBuilder<unknown>> = {
  all: raw`true`,
  renamed: raw`from_name <> to_name`,
  new: raw`to_id is null`,
  gone: raw`from_id is null`,
}

export function selectPairs(
  definition: DictionaryDefinition,
  at: Date,
  kind: string | undefined,
  q: string,
  choice: PairChoice,
  page: { limit: number; offset: number },
): Compiled<PairRow> {
  return rowsOf(raw`${pairs(definition, at, kind, q)}
    select from_id, from_code, from_name, to_id, to_code, to_name from found where ${choices[choice]}
    order by place, old_place, from_code, to_code limit ${page.limit} offset ${page.offset}`)
}

export interface PairCounts {
  total: number
  both: number
  renamed: number
  new: number
  gone: number
}

export function countPairs(
  definition: DictionaryDefinition,
  at: Date,
  kind: string | undefined,
  q: string,
  choice: PairChoice,
): Compiled<PairCounts> {
  return rowsOf(raw`${pairs(definition, at, kind, q)}
    select count(*) filter (where ${choices[choice]})::int as total,
      count(*) filter (where from_id is not null and to_id is not null)::int as both,
      count(*) filter (where ${choices.renamed})::int as renamed,
      count(*) filter (where ${choices.new})::int as new,
      count(*) filter (where ${choices.gone})::int as gone from found`)
}
