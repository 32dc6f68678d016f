import type pg from 'pg'
import { sm3Hex } from '#lib/crypto'
import type { Compilable, Compiled } from '#lib/db'
import { canonicalJson, dayInShanghai, type Json } from '#lib/kernel'
import type { GridSeed } from './city-standards.ts'
import { standardId } from './definition.ts'
import { sameContent } from './fields.ts'
import {
  lockBook,
  selectDelivered,
  selectStageLimits,
  selectStandards,
  setDelivered,
  stageStatements,
  standardStatements,
  toStageRow,
  toStandardRow,
  type BookName,
  type Ending,
  type Maker,
  type StageOpening,
  type StageRow,
  type StandardOpening,
  type StandardRow,
} from './store.ts'
import { end, put, validOn, type Step } from './timeline.ts'

const maker: Maker = { origin: 'delivered', accountId: null, name: null, reason: null }

/**
 * Brings a city's standards and stage limits in with the migrating login, in the caller's transaction. The same files
 * again change nothing; changed ones change, from today on, what nobody has edited since.
 */
export async function loadStandards(client: pg.Client, seed: GridSeed): Promise<void> {
  const today = dayInShanghai(new Date())
  await loadBook(client, 'standards', seed.standards as unknown as Json, async (isFirst) => {
    const from = isFirst && seed.settings.validFrom < today ? seed.settings.validFrom : today
    const known = Map.groupBy((await run(client, selectStandards())).map(toStandardRow), (row) => row.id)
    const delivered = new Map(seed.standards.map((one) => [standardId(one.key), one]))
    const endings: Ending[] = []
    const openings: StandardOpening[] = []
    for (const [id, { key, content }] of delivered) {
      const timeline = known.get(id) ?? []
      const now = validOn(timeline, today)
      if (isEdited(timeline) || (now !== undefined && sameContent(now, content))) continue
      const step = put(timeline, timeline.length === 0 ? from : today, today < from ? today : from)
      take(step, id, endings, (begin) => openings.push({ id, ...begin, ...key, ...content }))
    }
    for (const [id, timeline] of known)
      if (!delivered.has(id) && !isEdited(timeline)) take(end(timeline, today, today), id, endings, () => undefined)
    return standardStatements(endings, openings, maker)
  })
  await loadBook(client, 'stage_limits', seed.stageLimits as unknown as Json, async (isFirst) => {
    const from = isFirst && seed.settings.validFrom < today ? seed.settings.validFrom : today
    const known = Map.groupBy((await run(client, selectStageLimits())).map(toStageRow), (row) => row.code)
    const endings: Ending[] = []
    const openings: StageOpening[] = []
    for (const row of seed.stageLimits) {
      const timeline = known.get(row.code) ?? []
      const now = validOn(timeline, today)
      if (isEdited(timeline) || (now !== undefined && saysSame(now, row))) continue
      const step = put(timeline, timeline.length === 0 ? from : today, today < from ? today : from)
      take(step, row.code, endings, (begin) => openings.push({ ...row, ...begin }))
    }
    const codes = new Set(seed.stageLimits.map((row) => row.code))
    for (const [code, timeline] of known)
      if (!codes.has(code) && !isEdited(timeline)) take(end(timeline, today, today), code, endings, () => undefined)
    return stageStatements(endings, openings, maker)
  })
}

async function loadBook(
  client: pg.Client,
  name: BookName,
  content: Json,
  statements: (isFirst: boolean) => Promise<Compiled[]>,
): Promise<void> {
  await run(client, lockBook(name))
  const [book] = await run(client, selectDelivered(name))
  const digest = sm3Hex(canonicalJson(content))
  const before = book?.delivered_digest ?? null
  if (before === digest) return
  for (const statement of await statements(before === null)) await run(client, statement)
  await run(client, setDelivered(name, digest))
}

/** What people have touched, a delivery leaves alone. */
function isEdited(timeline: readonly (StandardRow | StageRow)[]): boolean {
  return timeline.some((row) => row.origin !== 'delivered' || row.endedBy !== null)
}

function take(
  step: Step | string,
  key: string,
  endings: Ending[],
  open: (begin: { revision: number; validFrom: string }) => unknown,
): void {
  if (typeof step === 'string') return
  endings.push(...step.endings.map((one) => ({ key, ...one })))
  if (step.opening !== undefined) open(step.opening)
}

function saysSame(a: StageRow, b: GridSeed['stageLimits'][number]): boolean {
  const said = ({ stage, name, nameEn, position, rule, limit, by, confidence, source, note }: typeof b) =>
    canonicalJson({ stage, name, nameEn, position, rule, limit, by, confidence, source, note } as Json)
  return said(a) === said(b)
}

async function run<Row>(client: pg.Client, query: Compiled<Row> | Compilable<Row>): Promise<Row[]> {
  const { sql, parameters } = 'compile' in query ? query.compile() : query
  return (await client.query(sql, [...parameters])).rows as Row[]
}
