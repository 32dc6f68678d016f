import { ProblemError, type Actor, type Handler } from '#lib/http'
import { newestRevision } from '#platform/calendar'
import { actingOf } from './acting.ts'
import { newestPayload } from './action.ts'
import {
  caseNotFound,
  type CaseRow,
  type CaseView,
  type ClockView,
  type countCases,
  type getCase,
  type listCases,
  type TimelineEntry,
} from './contract.ts'
import { around, type World } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import { fold, holderOf, type ActionRecord, type CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { mayReveal, sightOf } from './policy.ts'
import { maskValues, openValues, unwrapKey, type Values } from './private.ts'
import { searchQuery } from './search.ts'
import { actsOf, shortcutForm, whyNotShortcut } from './shortcut.ts'
import {
  countMatching,
  countStates,
  selectActions,
  selectCase,
  selectCases,
  selectContent,
  selectPrivate,
  selectPrivateKey,
  toRecord,
  type CaseFilter,
  type CaseListRow,
} from './store.ts'
import { suggestionFor } from './suggest-unit.ts'
import { offers } from './workflow.ts'
import { worldOf } from './world.ts'

/** Serves a work list: filtered, sorted and paged in SQL. */
export function listCasesHandler(desk: CaseDesk): Handler<typeof listCases> {
  return async ({ tx, query, actor }) => {
    const filter: CaseFilter = {
      ...filterOf(desk, actor, query),
      states: (query.state ?? '').split(',').filter((state) => state !== ''),
      heldBy: query.held === true ? actor.unitId : query.unit,
      due: query.due,
      area: query.area,
      category: query.category,
      mark: query.mark,
      openedFrom: query.openedFrom,
      openedBefore: query.openedBefore,
    }
    const page = query.page ?? 1
    const pageSize = query.pageSize ?? 50
    const [rows, [counted]] = await tx.read(
      selectCases(filter, query.sort ?? '-changed', page, pageSize),
      countMatching(filter),
    )
    return { items: rows.map(toCaseRow), total: counted!.count, page, pageSize }
  }
}

/** Serves how many cases there are in each state. */
export function countCasesHandler(desk: CaseDesk): Handler<typeof countCases> {
  return async ({ tx, query, actor }) => {
    const filter: CaseFilter = {
      ...filterOf(desk, actor, query),
      states: [],
      heldBy: query.held === true ? actor.unitId : undefined,
      due: undefined,
      area: undefined,
      category: undefined,
      mark: undefined,
      openedFrom: undefined,
      openedBefore: undefined,
    }
    const [counts] = await tx.read(countStates(filter, desk.kinds.states(query.kind)))
    const there = counts.filter(({ count }) => count > 0)
    return {
      states: Object.fromEntries(there.map(({ state, count }) => [state, count])),
      total: there.reduce((sum, { count }) => sum + count, 0),
    }
  }
}

function filterOf(
  desk: CaseDesk,
  actor: Actor,
  query: { kind?: string; platform?: boolean; q?: string },
): Pick<CaseFilter, 'sight' | 'kind' | 'platform' | 'now' | 'digits' | 'terms'> {
  return {
    sight: sightOf(desk, actor),
    kind: query.kind,
    // Whoever works on no platform has none of its cases.
    platform: query.platform === true ? (desk.units.platformOf(actor.unitId)?.id ?? actor.unitId) : undefined,
    now: desk.now(),
    ...searched(query.q ?? ''),
  }
}

/** Serves one case: facts, history, and what the caller may do with it. */
export function getCaseHandler(desk: CaseDesk): Handler<typeof getCase> {
  return async ({ tx, params, actor }) => {
    const [[row], [content], actions, [caseKey], secrets, [calendar]] = await tx.read(
      selectCase(params.id, sightOf(desk, actor)),
      selectContent(params.id),
      selectActions(params.id),
      selectPrivateKey(params.id),
      selectPrivate(params.id),
      newestRevision(),
    )
    if (row === undefined || content === undefined) throw new ProblemError(caseNotFound)
    const records = actions.map(toRecord)
    const state = fold(records)
    const kind = desk.kinds.get(state.kind, state.kindVersion)
    const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
    const world = worldOf(desk, book, desk.now().getTime())
    const key = caseKey?.wrapped == null ? undefined : unwrapKey(desk.masterKey, caseKey.wrapped)
    const secretOf = (sequence: number): Values => {
      const sealed = secrets.find((one) => one.sequence === sequence)?.sealed
      return key === undefined || sealed === undefined ? {} : openValues(key, sealed, undefined).values
    }
    return {
      case: toCaseRow(row),
      text: content.body,
      kind,
      timeline: records.map((record) => entryOf(kind, record, secretOf(record.sequence))),
      ...offered(desk, kind, state, actor, world),
      holdings: state.assignments.map(({ part, unitId, unitName, since, until, visible }) => ({
        part,
        unit: { id: unitId, name: unitName },
        since,
        until,
        visible,
      })),
      clocks: clocksOf(kind, state),
      hasPrivate: key !== undefined,
      mayReveal:
        key !== undefined &&
        mayReveal(kind, { holderId: holderOf(state)?.unitId ?? null, sensitivity: state.sensitivity }, actor),
    } satisfies CaseView
  }
}

const rank = { primary: 0, plain: 1, danger: 2 } as const

/** The actions and shortcuts of the present state, and the unit the rules name. */
function offered(
  desk: CaseDesk,
  kind: KindDefinition,
  state: CaseState,
  actor: Actor,
  world: World,
): Pick<CaseView, 'actions' | 'suggestion'> {
  const acting = actingOf(desk, actor)
  const surroundings = around(state, world)
  const suggestion = suggestionFor(desk, kind, state, world)
  const shortcuts = (kind.shortcuts ?? [])
    .filter((shortcut) => actsOf(kind, shortcut.code)![0]!.from.includes(state.state))
    .map((shortcut) => ({
      code: shortcut.code,
      name: shortcut.name,
      tone: 'primary' as const,
      input: shortcutForm(kind, shortcut),
      reason: whyNotShortcut(kind, shortcut, state, acting, suggestion, surroundings),
      shortcut: true,
    }))
  const plain = offers(kind, state, acting, surroundings).map(({ action, reason }) => ({
    code: action.code,
    name: action.name,
    tone: action.tone,
    input: action.input,
    reason,
    shortcut: false,
  }))
  const dispatches = kind.actions.some(
    (action) => action.from.includes(state.state) && action.effect.assignUnitFrom !== undefined,
  )
  return {
    // What people mostly do comes first: the keys 1, 2, 3 follow this order.
    actions: [...shortcuts, ...plain]
      .toSorted((a, b) => rank[a.tone] - rank[b.tone])
      .map((one) => ({
        ...one,
        allowed: one.reason === undefined,
        reason: one.reason ?? null,
      })),
    suggestion: dispatches || shortcuts.length > 0 ? (suggestion ?? null) : null,
  }
}

function clocksOf(kind: KindDefinition, state: CaseState): ClockView[] {
  return state.clocks.flatMap((run): ClockView[] => {
    const clock = kind.clocks?.find((one) => one.code === run.code)
    if (clock === undefined) return []
    const { code, round, startedAt, since, limit, deadline, warnAt, warnedAt, breachedAt, graded } = run
    return [
      {
        code,
        name: clock.name,
        of: clock.of,
        shows: clock.shows !== 'aside',
        round,
        state: run.state,
        startedAt,
        since,
        limit,
        deadline,
        warnAt,
        warnedAt,
        breachedAt,
        graded,
      },
    ]
  })
}

/** What may be a number is looked for as the end of one, which is what people remember; anything else in the text. */
function searched(q: string): Pick<CaseFilter, 'digits' | 'terms'> {
  const typed = q.trim()
  if (typed === '') return { digits: undefined, terms: undefined }
  const mayBeNumber = /^(?=.*\d)[A-Za-z0-9-]{3,40}$/.test(typed)
  const terms = searchQuery(typed, mayBeNumber)
  // A question with nothing to look for in it finds nothing, not everything.
  return { digits: mayBeNumber ? typed : undefined, terms: terms ?? (mayBeNumber ? undefined : `'\u{10ffff}'`) }
}

export function toCaseRow(row: CaseListRow): CaseRow {
  return {
    id: row.id,
    number: row.number,
    sourceNumber: row.source_number,
    kind: row.kind,
    kindVersion: row.kind_version,
    sequence: row.sequence,
    state: row.state,
    title: row.title,
    holder: row.holder_id === null ? null : { id: row.holder_id, name: row.holder_name ?? '' },
    facts: row.facts as Record<string, string>,
    platform: row.platform_id === null ? null : { id: row.platform_id, name: row.platform_name ?? '' },
    due:
      row.due_at === null
        ? null
        : {
            clock: row.due_clock ?? '',
            deadline: row.due_at.toISOString(),
            warnAt: row.warn_at?.toISOString() ?? null,
          },
    outerDueAt: row.outer_due_at?.toISOString() ?? null,
    point: row.lon === null || row.lat === null ? null : [row.lon, row.lat],
    area: row.area,
    marks: row.marks,
    sensitivity: row.sensitivity,
    ending: row.ending,
    openedAt: row.opened_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  }
}

function entryOf(kind: KindDefinition, record: ActionRecord, secret: Values): TimelineEntry {
  const fields =
    record.action === 'register' ? [] : (kind.actions.find((one) => one.code === record.action)?.input ?? [])
  const payload = newestPayload(record.payload)
  const assigned = payload.assign?.find((one) => one.part === 'main')
  return {
    sequence: record.sequence,
    action: record.action,
    actor: { id: record.actorId, name: record.actorName, unitName: record.unitName },
    occurredAt: record.occurredAt,
    recordedAt: record.recordedAt,
    state: payload.to,
    assigned: assigned === undefined ? null : { id: assigned.unitId, name: assigned.unitName },
    handed: (payload.assign ?? []).map(({ part, unitId, unitName }) => ({
      part,
      unit: { id: unitId, name: unitName },
    })),
    clocks: (payload.clocks ?? []).map((step) => ({
      clock: step.clock,
      do: step.do,
      at: step.at,
      deadline: step.deadline ?? null,
    })),
    routed: payload.routed ?? null,
    tick: payload.tick === true,
    // The registration's own fields stand on the page already.
    input: record.action === 'register' ? {} : { ...payload.input, ...maskValues(fields, secret) },
  }
}
