import { ProblemError, type Handler } from '#lib/http'
import { caseNotFound, type CaseRow, type CaseView, type countCases, type getCase, type listCases, type TimelineEntry } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { fold, type ActionRecord } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { mayReveal, sightOf } from './policy.ts'
import { maskValues, openValues, unwrapKey, type Values } from './private.ts'
import { searchQuery } from './search.ts'
import {
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
import { offers } from './workflow.ts'

/** Serves a work list: filtered, sorted and paged in SQL. */
export function listCasesHandler(desk: CaseDesk): Handler<typeof listCases> {
  return async ({ tx, query, actor }) => {
    const filter: CaseFilter = {
      sight: sightOf(desk.kinds, actor),
      kind: query.kind,
      states: (query.state ?? '').split(',').filter((state) => state !== ''),
      heldBy: query.held === true ? actor.unitId : query.unit,
      ...searched(query.q ?? ''),
    }
    const page = query.page ?? 1
    const pageSize = query.pageSize ?? 50
    const [rows, counts] = await tx.read(selectCases(filter, query.sort ?? '-changed', page, pageSize), countStates(filter))
    return {
      items: rows.map(toCaseRow),
      total: counts.reduce((sum, { count }) => sum + count, 0),
      page,
      pageSize,
    }
  }
}

/** Serves how many cases there are in each state. */
export function countCasesHandler(desk: CaseDesk): Handler<typeof countCases> {
  return async ({ tx, query, actor }) => {
    const filter: CaseFilter = {
      sight: sightOf(desk.kinds, actor),
      kind: query.kind,
      states: [],
      heldBy: query.held === true ? actor.unitId : undefined,
      digits: undefined,
      terms: undefined,
    }
    const [counts] = await tx.read(countStates(filter))
    return {
      states: Object.fromEntries(counts.map(({ state, count }) => [state, count])),
      total: counts.reduce((sum, { count }) => sum + count, 0),
    }
  }
}

/** Serves one case: facts, history, and what the caller may do with it. */
export function getCaseHandler(desk: CaseDesk): Handler<typeof getCase> {
  return async ({ tx, params, actor }) => {
    const [[row], [content], actions, [caseKey], secrets] = await tx.read(
      selectCase(params.id, sightOf(desk.kinds, actor)),
      selectContent(params.id),
      selectActions(params.id),
      selectPrivateKey(params.id),
      selectPrivate(params.id),
    )
    if (row === undefined || content === undefined) throw new ProblemError(caseNotFound)
    const records = actions.map(toRecord)
    const state = fold(records)
    const kind = desk.kinds.get(state.kind, state.kindVersion)
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
      actions: offers(kind, state, actor).map(({ action, reason }) => ({
        code: action.code,
        name: action.name,
        tone: action.tone,
        input: action.input,
        allowed: reason === undefined,
        reason: reason ?? null,
      })),
      hasPrivate: key !== undefined,
      mayReveal: key !== undefined && mayReveal(kind, state, actor),
    } satisfies CaseView
  }
}

/** Digits look for the end of a number, which is what people remember; anything else is looked for in the text. */
function searched(q: string): Pick<CaseFilter, 'digits' | 'terms'> {
  const typed = q.trim()
  if (typed === '') return { digits: undefined, terms: undefined }
  const isNumber = /^[A-Za-z]{0,6}[-\d]{3,}$/.test(typed)
  const terms = searchQuery(typed)
  // A question with nothing to look for in it finds nothing, not everything.
  return { digits: isNumber ? typed.toUpperCase() : undefined, terms: terms ?? (isNumber ? undefined : `'\u{10ffff}'`) }
}

function toCaseRow(row: CaseListRow): CaseRow {
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
    openedAt: row.opened_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
    closedAt: row.closed_at?.toISOString() ?? null,
  }
}

function entryOf(kind: KindDefinition, record: ActionRecord, secret: Values): TimelineEntry {
  const fields = record.action === 'register' ? [] : (kind.actions.find((one) => one.code === record.action)?.input ?? [])
  const { assign } = record.payload
  return {
    sequence: record.sequence,
    action: record.action,
    actor: { id: record.actorId, name: record.actorName, unitName: record.unitName },
    occurredAt: record.occurredAt,
    recordedAt: record.recordedAt,
    state: record.payload.to,
    assigned: assign === undefined ? null : { id: assign.unitId, name: assign.unitName },
    // The registration's own fields stand on the page already.
    input: record.action === 'register' ? {} : { ...record.payload.input, ...maskValues(fields, secret) },
  }
}
