import type pg from 'pg'
import type { Compilable, Compiled } from '#lib/db'
import { canonicalJson, dayInShanghai, newId, type Json } from '#lib/kernel'
import { contentOf, type BookContent } from './book.ts'
import { checkForest } from './check-forest.ts'
import { childrenOn, Forest, type Day, type SortSeed, type Step, type UnitContent } from './forest.ts'
import {
  countChange,
  deleteVersions,
  deliverIdentities,
  insertChange,
  insertVersions,
  lockBook,
  selectChanges,
  selectIdentities,
  selectSorts,
  type ChangeRow,
  type IdentityRow,
  type SortRow,
} from './store.ts'

/** A unit as a city's data names it; `parent` is a code. */
export interface UnitSeed {
  code: string
  name: string
  shortName?: string
  sort: string
  parent?: string
  divisionCode?: string
  confidence?: string
  source?: string
}

export interface OrgSeed {
  readonly sorts: readonly SortSeed[]
  readonly units: readonly UnitSeed[]
  /** the first day of the units that are there at the first start */
  readonly since: Day
}

/**
 * Brings a city's units in, by code: new ones are opened, known ones follow the data as long as no person changed them,
 * none is closed. The same data again changes nothing. Runs with the migrating login, in the caller's transaction, in a
 * handful of statements however many units there are. Throws when the tree would not stand. Returns code → id.
 */
export async function loadUnits(client: pg.Client, seed: OrgSeed): Promise<Map<string, string>> {
  const run = async <Row>(query: Compilable<Row> | Compiled<Row>): Promise<Row[]> => {
    const { sql, parameters } = 'compile' in query ? query.compile() : query
    return (await client.query(sql, [...parameters])).rows as Row[]
  }
  await run(lockBook())
  await loadSorts(client, seed.sorts)
  const identities = await run<IdentityRow>(selectIdentities())
  const delivered = await client.query<{ code: string; delivered: Json }>('select code, delivered from org.unit')
  const before = new Map(delivered.rows.map((row) => [row.code, row.delivered]))
  const fresh = seed.units.filter((unit) => canonicalJson(before.get(unit.code) ?? null) !== canonicalJson(said(unit)))
  const ids = new Map(identities.map((row) => [row.code, row.id]))
  if (fresh.length === 0) return ids

  const changes = await run<ChangeRow>(selectChanges())
  const content = contentOf(identities, changes, await run<SortRow>(selectSorts()))
  for (const unit of fresh) if (!ids.has(unit.code)) ids.set(unit.code, newId())
  const steps = stepsOf(seed, fresh, ids, content)
  const first = changes.length === 0
  const effectiveOn = first ? seed.since : dayInShanghai(new Date())
  await run(
    deliverIdentities(
      fresh.map((unit) => ({
        id: ids.get(unit.code)!,
        code: unit.code,
        confidence: unit.confidence ?? null,
        source: unit.source ?? null,
        delivered: said(unit),
      })),
    ),
  )
  if (steps.length === 0) return ids
  const change = { id: newId(), sequence: Number.MAX_SAFE_INTEGER, kind: 'load', effectiveOn, from: [], to: [], steps }
  const after = new Forest([...content.forest.changes, change])
  const fault = checkForest(after, content.sorts, effectiveOn, change.sequence)
  if (fault !== undefined) throw new Error(`The city's units do not make a tree: ${JSON.stringify(fault)}`)
  const touched = [...new Set(steps.map((step) => step.unitId))]
  await run(insertChange({ ...change, reason: null, by: null, byName: null }))
  await run(deleteVersions(touched))
  await run(insertVersions(touched.flatMap((id) => after.versionsOf(id))))
  await run(countChange())
  return ids
}

/** What a seed says, as it is kept to see whether the data says something new. */
function said(unit: UnitSeed): Json {
  return { ...unit }
}

function stepsOf(
  seed: OrgSeed,
  fresh: readonly UnitSeed[],
  ids: ReadonlyMap<string, string>,
  { forest, changes }: BookContent,
): Step[] {
  const edited = new Set(
    changes
      .filter((change) => change.kind !== 'load' && change.undone_at === null)
      .flatMap((change) => change.steps.map((step) => step.unitId)),
  )
  const today = dayInShanghai(new Date())
  const view = forest.on(today)
  const places = new Map([...childrenOn(view)].map(([parent, units]) => [parent, units.at(-1)!.position]))
  const known = new Set(seed.units.map((unit) => unit.code))
  const steps: Step[] = []
  for (const unit of fresh) {
    const unitId = ids.get(unit.code)!
    const parentId = unit.parent === undefined ? null : (ids.get(unit.parent) ?? null)
    if (unit.parent !== undefined && (parentId === null || !known.has(unit.parent)))
      throw new Error(`Unit ${unit.code}: there is no unit ${unit.parent} to be its parent`)
    const content: Omit<UnitContent, 'position'> = {
      name: unit.name,
      shortName: unit.shortName ?? unit.name,
      sort: unit.sort,
      parentId,
      divisionCode: unit.divisionCode ?? null,
    }
    const versions = forest.versionsOf(unitId)
    if (versions.length === 0) {
      const position = (places.get(parentId ?? '') ?? 0) + 1
      places.set(parentId ?? '', position)
      steps.push({ op: 'open', unitId, content: { ...content, position } })
      continue
    }
    // What people changed since is theirs, and so is what they closed or are about to.
    const now = view.get(unitId)
    if (edited.has(unitId) || now === undefined) continue
    const fields = (['name', 'shortName', 'sort', 'parentId', 'divisionCode'] as const).filter(
      (field) => now[field] !== content[field],
    )
    if (fields.length > 0)
      steps.push({ op: 'set', unitId, content: Object.fromEntries(fields.map((field) => [field, content[field]])) })
  }
  return steps
}

async function loadSorts(client: pg.Client, sorts: readonly SortSeed[]): Promise<void> {
  const known = new Set(sorts.map((sort) => sort.code))
  for (const { code, under } of sorts) {
    const missing = under.find((one) => !known.has(one))
    if (missing !== undefined) throw new Error(`Sort ${code}: there is no sort ${missing} for it to be under`)
  }
  const { rows } = await client.query<SortRow>(
    'select code, name, platform, handles, under from org.sort order by position',
  )
  if (canonicalJson(rows as unknown as Json) === canonicalJson(sorts as unknown as Json)) return
  await client.query(
    `insert into org.sort (code, name, platform, handles, under, position)
     select code, name, platform, handles, under, position
     from rows from (jsonb_to_recordset($1::jsonb)
       as (code text, name jsonb, platform boolean, handles boolean, under text[])) with ordinality
       as n(code, name, platform, handles, under, position)
     on conflict (code) do update set name = excluded.name, platform = excluded.platform, handles = excluded.handles,
       under = excluded.under, position = excluded.position`,
    [JSON.stringify(sorts)],
  )
  await client.query('update org.book set changes = changes + 1')
}
