import type pg from 'pg'
import { Value } from 'typebox/value'
import type { Compiled } from '#lib/db'
import { DictionaryManifest, keyText, type DictionaryDefinition } from './definition.ts'
import { sm3Hex } from '#lib/crypto'
import { canonicalJson, type Json } from '#lib/kernel'
import { readSheet } from '#lib/sheet'
import { entryFields, fieldName } from './situation.ts'
import { mapHeadings, missingFields } from './map-rows.ts'
import { changeSetOf, nextMoment, planRows, presentOf, type PlannedRow } from './plan-rows.ts'
import { neighboursOf } from './check-entry.ts'
import { selectKnown, selectValidKeys, type KnownRow, type ValidRow } from './store.ts'
import { changeStatements, deliveryStatements, digestOf, type Maker } from './store-changes.ts'

/** A city's code tables as its folder holds them. */
export interface DictionarySeed {
  readonly manifest: DictionaryManifest
  /** file name → content, CSV in UTF-8 */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** What is wrong with a manifest, in words for whoever writes it; empty when nothing is. */
export function manifestFaults(manifest: unknown): string[] {
  if (!Value.Check(DictionaryManifest, manifest))
    return [...Value.Errors(DictionaryManifest, manifest)].map((error) => `${error.instancePath} ${error.message}`)
  const codes = new Set(manifest.dictionaries.map((one) => one.code))
  const faults: string[] = []
  if (codes.size < manifest.dictionaries.length) faults.push('two dictionaries have the same code')
  for (const one of manifest.dictionaries) {
    const say = (what: string): void => void faults.push(`${one.code}: ${what}`)
    if (!manifest.groups.some((group) => group.code === one.group)) say(`there is no group ${one.group}`)
    for (const column of one.columns) {
      if (column.type === 'choice' && (column.choices ?? []).length === 0) say(`${column.key} offers no choices`)
      if (column.type === 'reference' && !codes.has(column.dictionary ?? ''))
        say(`${column.key} refers to no dictionary`)
    }
    const fields = [...entryFields, ...one.columns.map((column) => `attributes.${column.key}`)]
    for (const language of ['zh-CN', 'en'] as const) {
      const names = fields.map((field) => fieldName(one, field, language))
      const twice = names.find((name, at) => names.indexOf(name) !== at)
      if (twice !== undefined) say(`two columns are called ${twice}`)
    }
    const { mapping } = one
    if (mapping !== undefined && !one.columns.some((column) => column.key === mapping.column))
      say(`the mapping names the column ${mapping.column}, which is not there`)
  }
  return faults
}

const maker: Maker = { origin: 'delivered', accountId: null, name: null, reason: null }

/**
 * Brings a city's code tables in with the migrating login, in the caller's transaction. The same files again change nothing. A
 * changed file changes what nobody has edited since; what people edited stays, and shows that it differs.
 * Throws with the first faults when a file is not good.
 */
export async function loadDictionaries(client: pg.Client, { manifest, files }: DictionarySeed): Promise<void> {
  const wrong = manifestFaults(manifest)
  if (wrong.length > 0) throw new Error(`The dictionary manifest is not valid:\n  ${wrong.join('\n  ')}`)
  const before = await client.query<{ code: string; delivered_digest: string }>(
    'select code, delivered_digest from dictionary.dictionary',
  )
  const digests = new Map(before.rows.map((row) => [row.code, row.delivered_digest]))
  const now = new Date()
  const jobs = manifest.dictionaries.map(({ file, ...definition }, position) => {
    const bytes = files.get(file)
    if (bytes === undefined) throw new Error(`The dictionary ${definition.code} has no file ${file}`)
    const digest = sm3Hex(canonicalJson({ definition, position } as unknown as Json), bytes)
    return { definition, position, file, bytes, digest, isFirst: !digests.has(definition.code) }
  })
  const changed = jobs.filter((job) => digests.get(job.definition.code) !== job.digest)
  if (changed.length === 0) return
  for (const { definition, position, digest } of changed) {
    await client.query(
      `insert into dictionary.dictionary (code, position, definition, delivered_digest) values ($1, $2, $3, $4)
       on conflict (code) do update set position = excluded.position, definition = excluded.definition,
         delivered_digest = excluded.delivered_digest`,
      [definition.code, position, JSON.stringify(definition), digest],
    )
  }
  // References may point forward: what all files say is known before any is checked.
  const delivered = new Map(jobs.map((job) => [job.definition.code, keysOf(job)]))
  for (const job of changed)
    await loadOne(client, job, delivered, now, new Date(`${manifest.validFrom}T00:00:00+08:00`))
}

interface Job {
  readonly definition: DictionaryDefinition
  readonly file: string
  readonly bytes: Uint8Array
  readonly isFirst: boolean
}

function sheetOf({ definition, file, bytes }: Pick<Job, 'definition' | 'file' | 'bytes'>) {
  const sheet = readSheet(bytes)
  const columns = mapHeadings(definition, sheet.headings)
  const unknown = columns.filter((column) => column.field === null).map((column) => column.heading)
  const missing = missingFields(
    definition,
    columns.map((column) => column.field),
  )
  if (unknown.length + missing.length > 0)
    throw new Error(`${file}: columns not known: ${unknown.join(', ')}; columns missing: ${missing.join(', ')}`)
  return { sheet, columns }
}

/** The keys a file says. */
function keysOf(job: Job): ValidRow[] {
  const { sheet, columns } = sheetOf(job)
  const plan = { definition: job.definition, columns, sheet, known: [], valid: new Map(), now: new Date() }
  return planRows(plan).map(({ key, content }) => ({ ...key, parent: content.parent, position: content.position }))
}

async function loadOne(
  client: pg.Client,
  job: Job,
  delivered: ReadonlyMap<string, readonly ValidRow[]>,
  now: Date,
  validFrom: Date,
): Promise<void> {
  const { definition, isFirst } = job
  const { sheet, columns } = sheetOf(job)
  const known = await run<KnownRow>(client, selectKnown(definition.code, now))
  const valid = new Map<string, readonly ValidRow[]>()
  for (const dictionary of neighboursOf(definition)) {
    const here = await run<ValidRow>(client, selectValidKeys(dictionary, now))
    valid.set(dictionary, [...here, ...(dictionary === definition.code ? [] : (delivered.get(dictionary) ?? []))])
  }
  // What people edited must not hide what the file says of it.
  const rows = planRows({ definition, columns, sheet, known: known.map(withoutPlans), valid, now })
  refuseFaults(job, rows)
  const begin = (one: KnownRow | undefined): Date =>
    one === undefined && isFirst && validFrom < now ? validFrom : nextMoment(one, now)
  // The position is people's own once an entry is here: a row moved in a file moves nothing.
  const moving = rows.filter((row) => row.known === undefined || (!row.known.edited && !saysSame(row)))
  const set = changeSetOf(
    moving.map((row) => ({ ...row, what: 'changed' as const })),
    begin,
    false,
  )
  const mentioned = new Set(rows.map((row) => keyText(row.key)))
  const gone = known.filter((one) => one.delivered_digest !== null && !mentioned.has(keyText(one)))
  const retiring = gone.filter((one) => !one.edited && one.revision !== null)
  const endings = [
    ...set.endings,
    ...retiring.map((one) => ({
      entryId: one.id,
      revision: one.revision!,
      at: nextMoment(one, now),
      by: null,
      reason: null,
    })),
  ]
  for (const statement of changeStatements(definition.code, { ...set, endings }, maker)) await run(client, statement)
  const contents = rows.map(({ key, known: one, content }) => ({
    entryId: one?.id ?? set.ids.get(keyText(key))!,
    content,
  }))
  for (const statement of deliveryStatements(
    contents,
    gone.map((one) => one.id),
  ))
    await run(client, statement)
}

function saysSame({ known, content }: PlannedRow): boolean {
  const present = known === undefined ? undefined : presentOf(known)
  return present !== undefined && digestOf(present) === digestOf(content)
}

/** A plan of people's is no fault of a file. */
function withoutPlans(known: KnownRow): KnownRow {
  return known.edited ? { ...known, last_from: new Date(0), last_to: null, valid_to: null } : known
}

function refuseFaults({ definition, file }: Job, rows: readonly PlannedRow[]): void {
  const faults = rows.flatMap(({ row, faults: own }) =>
    own.map((one) => `${file} row ${row}: ${fieldName(definition, one.field, 'en')} ${one.fault.en}`),
  )
  if (faults.length > 0)
    throw new Error(
      `A delivered dictionary is not good (${faults.length} faults):\n  ${faults.slice(0, 20).join('\n  ')}`,
    )
}

async function run<Row>(client: pg.Client, { sql, parameters }: Compiled<Row>): Promise<Row[]> {
  return (await client.query(sql, [...parameters])).rows as Row[]
}
