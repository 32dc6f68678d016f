import { ProblemError, type Handler } from '#lib/http'
import { dayInShanghai } from '#lib/kernel'
import {
  noSuchStandard,
  type getStandard,
  type getStandardsOverview,
  type listStandards,
  type searchStandards,
  type Standard,
  type StandardRevision,
} from './contract.ts'
import { compareKeys, type Standards } from './book.ts'
import { confidences, itemKinds, type Confidence, type ItemKind, type LimitUnit } from './definition.ts'
import { today, type GridDesk } from './desk.ts'
import { mayEdit } from './policy.ts'
import type { StandardRow } from './store.ts'
import { holdsOn, lastRevision, nextAfter, plannedFrom, validOn } from './timeline.ts'

/** Serves what a page needs to know before it lists anything. */
export function overviewHandler(desk: GridDesk): Handler<typeof getStandardsOverview> {
  return async ({ actor }) => {
    await desk.book.fresh()
    const day = today()
    const { versions, editors } = desk.book.settings
    const valid = [...desk.book.timelines()].flatMap((timeline) => validOn(timeline, day) ?? [])
    const classes = new Map<string, { version: string; kind: ItemKind; code: string; name: string }>()
    for (const row of valid.toSorted(compareKeys)) {
      const { classCode: code, className: name } = desk.book.itemOf(row, day)
      if (code !== '')
        classes.set(`${row.version} ${row.kind} ${code}`, { version: row.version, kind: row.kind, code, name })
    }
    return {
      versions: versions.map(({ code, name, standard, items }) => ({
        code,
        name,
        standard,
        kinds: itemKinds.filter((kind) => items[kind] !== undefined),
        standards: valid.filter((row) => row.version === code).length,
      })),
      classes: [...classes.values()],
      today: day,
      mayEdit: mayEdit(editors, actor),
    }
  }
}

interface FilterQuery {
  readonly q?: string
  readonly version?: string
  readonly kind?: ItemKind
  readonly class?: string
  readonly item?: string
  readonly confidence?: Confidence
  readonly unit?: LimitUnit
  readonly state?: 'valid' | 'retired' | 'planned' | 'all'
  readonly asOf?: string
}

/** The standards a query means, in their order; with words, the best match first. */
export function filtered(book: Standards, query: FilterQuery): StandardRow[] {
  const day = query.asOf ?? today()
  const state = query.state ?? 'valid'
  const fits = (row: StandardRow): boolean =>
    (query.version === undefined || row.version === query.version) &&
    (query.kind === undefined || row.kind === query.kind) &&
    (query.item === undefined || row.item === query.item) &&
    (query.confidence === undefined || row.confidence === query.confidence) &&
    (query.unit === undefined || row.limit.unit === query.unit) &&
    (query.class === undefined || isOfClass(book.itemOf(row, day), query.class))
  const q = query.q?.trim() ?? ''
  if (state === 'valid' && q !== '') return book.searchOn(day, q, { accept: fits })
  const order = new Map(book.settings.versions.map(({ code }, at) => [code, at]))
  const rows = [...book.timelines()]
    .flatMap((timeline) => shownOn(timeline, day, state) ?? [])
    .filter((row) => fits(row) && (q === '' || holdsWords(book, row, day, q)))
  return rows.toSorted((a, b) => (order.get(a.version) ?? 0) - (order.get(b.version) ?? 0) || compareKeys(a, b))
}

function isOfClass(item: { classCode: string; className: string }, wanted: string): boolean {
  return item.classCode === wanted || item.className === wanted
}

/** What is not valid is not in the index; there is little of it, so it is looked through. */
function holdsWords(book: Standards, row: StandardRow, day: string, q: string): boolean {
  const text = [row.code, row.item, book.itemOf(row, day).name, row.filing, row.closing].join('\n').toLowerCase()
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** The row of a timeline that a list of a state shows. */
function shownOn(
  timeline: readonly StandardRow[],
  day: string,
  state: NonNullable<FilterQuery['state']>,
): StandardRow | undefined {
  const now = validOn(timeline, day)
  if (state === 'valid') return now
  if (state === 'planned')
    return plannedFrom(timeline, day) === undefined ? undefined : (now ?? nextAfter(timeline, day))
  const last = now ?? nextAfter(timeline, day)
  if (state === 'all' && last !== undefined) return last
  return last === undefined ? lastSaid(timeline, day) : undefined
}

/** What was said last before a day, when nothing is any more. */
function lastSaid(timeline: readonly StandardRow[], day: string): StandardRow | undefined {
  return timeline.findLast((row) => row.validFrom <= day && row.validTo !== row.validFrom)
}

const confidenceOrder = new Map(confidences.map((one, at) => [one, at]))
// How long a unit is, for sorting only: an urgent hour is harder than a working hour.
const unitHours: Record<LimitUnit, number> = { urgent_hour: 1, work_hour: 3, work_day: 24, natural_day: 23 }

const compare = {
  code: (a: StandardRow, b: StandardRow) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  item: compareKeys,
  limit: (a: StandardRow, b: StandardRow) =>
    a.limit.value * unitHours[a.limit.unit] - b.limit.value * unitHours[b.limit.unit],
  confidence: (a: StandardRow, b: StandardRow) =>
    confidenceOrder.get(a.confidence)! - confidenceOrder.get(b.confidence)!,
  validFrom: (a: StandardRow, b: StandardRow) => (a.validFrom < b.validFrom ? -1 : a.validFrom > b.validFrom ? 1 : 0),
}

/** Serves a page of standards. */
export function listStandardsHandler(desk: GridDesk): Handler<typeof listStandards> {
  return async ({ query }) => {
    await desk.book.fresh()
    const day = query.asOf ?? today()
    const found = filtered(desk.book, query)
    const by = compare[(query.sort?.replace('-', '') ?? '') as keyof typeof compare]
    const turn = query.sort?.startsWith('-') === true ? -1 : 1
    const sorted = by === undefined ? found : found.toSorted((a, b) => turn * by(a, b))
    const page = query.page ?? 1
    const pageSize = query.pageSize ?? 100
    const items = sorted.slice((page - 1) * pageSize, page * pageSize).map((row) => toStandard(desk.book, row, day))
    return { items, total: found.length, page, pageSize }
  }
}

/** Serves a form's look for standards: those of the chosen item, narrowed by words; else the best matches. */
export function searchStandardsHandler(desk: GridDesk): Handler<typeof searchStandards> {
  return async ({ query }) => {
    await desk.book.fresh()
    const at = query.at === undefined ? new Date() : new Date(query.at)
    const day = dayInShanghai(at)
    const limit = query.limit ?? 20
    const q = query.q?.trim() ?? ''
    const rows =
      query.item !== undefined
        ? narrowed(desk.book, desk.book.ofItem(query.kind ?? 'event', query.item, at), at, q)
        : q === ''
          ? []
          : desk.book.search(q, at, limit, query.kind === undefined ? {} : { kind: query.kind })
    return { items: rows.slice(0, limit).map((row) => toStandard(desk.book, row, day)) }
  }
}

/** The standards of an item, those that fit the words first. */
function narrowed(book: Standards, rows: readonly StandardRow[], at: Date, q: string): StandardRow[] {
  if (q === '') return [...rows]
  const fitting = book.search(q, at, rows.length, { accept: (row) => rows.includes(row) })
  return [...fitting, ...rows.filter((row) => !fitting.includes(row))]
}

/** Serves one standard with its history. One that is valid only later, or no more, is shown as it will be or was. */
export function getStandardHandler(desk: GridDesk): Handler<typeof getStandard> {
  return async ({ params, query, actor }) => {
    await desk.book.fresh()
    const day = query.asOf ?? today()
    const timeline = desk.book.timeline(params.id)
    const row = validOn(timeline, day) ?? nextAfter(timeline, day) ?? lastSaid(timeline, day) ?? timeline.at(-1)
    if (row === undefined) throw new ProblemError(noSuchStandard)
    return {
      standard: toStandard(desk.book, row, day),
      history: timeline.toReversed().map(toRevision),
      mayEdit: mayEdit(desk.book.settings.editors, actor),
    }
  }
}

export function toStandard(book: Standards, row: StandardRow, day: string): Standard {
  const timeline = book.timeline(row.id)
  const { id, version, kind, code, filing, limit, closing, confidence, source, note } = row
  return {
    id,
    version,
    kind,
    code,
    item: book.itemOf(row, day),
    filing,
    limit,
    closing,
    confidence,
    source,
    note,
    revision: lastRevision(timeline),
    validFrom: row.validFrom,
    validTo: row.validTo,
    state: holdsOn(row, day) ? 'valid' : row.validFrom > day && row.validTo !== row.validFrom ? 'planned' : 'retired',
    origin: row.origin,
    plannedFrom: plannedFrom(timeline, day) ?? null,
  }
}

function toRevision(row: StandardRow): StandardRevision {
  const { id: _, version: __, kind: ___, code: ____, recordedAt, ...said } = row
  return { ...said, recordedAt: recordedAt.toISOString(), current: holdsOn(row, today()) }
}
