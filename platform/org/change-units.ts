import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor, type Handler } from '#lib/http'
import { dayInShanghai } from '#lib/kernel'
import { record } from '#platform/audit'
import { contentOf, forestOf, type BookContent, type OrgBook } from './book.ts'
import { checkForest } from './check-forest.ts'
import {
  alreadyEffective,
  alreadyUndone,
  noSuchChange,
  OrgChanged,
  type changeOrg,
  type Effect,
  type previewChange,
  type undoChange,
} from './contract.ts'
import type { Day, Forest } from './forest.ts'
import { draftOf, place, refuse, type Draft, type PlannedChange } from './plan-change.ts'
import { requireEditor } from './policy.ts'
import {
  countChange,
  deleteVersions,
  insertChange,
  insertIdentities,
  insertVersions,
  lockBook,
  markUndone,
  selectChanges,
  selectIdentities,
  selectSorts,
} from './store.ts'

/** The organisation as it stands, held against other changes until the transaction ends. */
export async function holdBook(tx: Transaction): Promise<BookContent> {
  const [, identities, changes, sorts] = await tx.read(lockBook(), selectIdentities(), selectChanges(), selectSorts())
  return contentOf(identities, changes, sorts)
}

interface Maker {
  readonly tx: Transaction
  readonly book: OrgBook
  readonly actor: Actor
  readonly requestId: string
  readonly reason: string | null
}

/** A change dated in the past changes statistics that people have seen: it says why. */
export function requireReason(effectiveOn: Day, reason: string | null): void {
  if (effectiveOn < dayInShanghai(new Date()) && (reason ?? '').trim() === '') refuse('org.reason_needed')
}

/** Writes a planned change: the change, the units it opens, the versions that follow, audit and event. */
export function carryOut({ tx, book, actor, requestId, reason }: Maker, planned: PlannedChange): string[] {
  const touched = [...new Set(planned.steps.map((step) => step.unitId))]
  const { id, kind, effectiveOn, from, to, steps } = planned
  const opened = [...planned.opened]
  if (opened.length > 0)
    tx.write(
      insertIdentities(
        opened.map(([unitId, code]) => ({ id: unitId, code, confidence: null, source: null, delivered: null })),
      ),
    )
  tx.write(
    insertChange({
      id,
      kind,
      effectiveOn,
      from,
      to,
      steps,
      reason: reason?.trim() === '' ? null : (reason?.trim() ?? null),
      by: actor.accountId,
      byName: actor.name,
    }),
  )
  writeVersions(tx, planned.after, touched)
  record(tx, {
    what: `org.${kind}`,
    actor,
    subject: id,
    detail: { effectiveOn, from, to, units: touched.length, ...(reason === null ? {} : { reason }) },
    requestId,
  })
  sayChanged(tx, book, { changeId: id, kind, effectiveOn, unitIds: touched, undone: false })
  return touched
}

function writeVersions(tx: Transaction, forest: Forest, unitIds: readonly string[]): void {
  tx.write(deleteVersions(unitIds))
  tx.write(insertVersions(unitIds.flatMap((unitId) => forest.versionsOf(unitId))))
  tx.write(countChange())
}

function sayChanged(tx: Transaction, book: OrgBook, data: Parameters<typeof emit<typeof OrgChanged.data>>[2]): void {
  emit(tx, OrgChanged, data)
  tx.afterCommit(() => book.reload())
}

/** Serves a change. */
export function changeOrgHandler(book: OrgBook): Handler<typeof changeOrg> {
  return async ({ tx, body, actor, requestId }) => {
    requireEditor(actor)
    const { order, effectiveOn, reason } = body
    requireReason(effectiveOn, reason)
    const content = await holdBook(tx)
    const planned = place(content, draftOf(content, order, effectiveOn), effectiveOn)
    const unitIds = carryOut({ tx, book, actor, requestId, reason }, planned)
    return { changeId: planned.id, unitIds, opened: [...planned.opened.keys()] }
  }
}

/** Serves what a change would do, from the book in memory. */
export function previewChangeHandler(book: OrgBook): Handler<typeof previewChange> {
  return async ({ body, actor }) => {
    requireEditor(actor)
    requireReason(body.effectiveOn, body.reason)
    await book.settled()
    const draft = draftOf(book.content, body.order, body.effectiveOn)
    const planned = place(book.content, draft, body.effectiveOn)
    const before = book.content.forest.on(body.effectiveOn)
    const after = planned.after.on(body.effectiveOn)
    return {
      effects: effectsOf(book.content, draft, planned, body.effectiveOn),
      before: before.size,
      after: after.size,
    }
  }
}

const shownFields = ['name', 'shortName', 'sort', 'parentId', 'divisionCode'] as const

function effectsOf(content: BookContent, draft: Draft, planned: PlannedChange, day: Day): Effect[] {
  const before = content.forest.on(day)
  const after = planned.after.on(day)
  const nameOf = (id: string | null): string | null =>
    id === null ? null : ((after.get(id) ?? before.get(id))?.name ?? null)
  const effects: Effect[] = []
  for (const unitId of new Set(draft.steps.map((step) => step.unitId))) {
    const [was, is] = [before.get(unitId), after.get(unitId)]
    const code = draft.opened.get(unitId) ?? content.identities.get(unitId)?.code ?? ''
    const name = (is ?? was)?.name ?? ''
    const text = (version: typeof is, field: (typeof shownFields)[number]): string | null =>
      version === undefined ? null : field === 'parentId' ? nameOf(version.parentId) : version[field]
    const fields = shownFields
      .map((field) => ({ field, before: text(was, field), after: text(is, field) }))
      .filter((one) => one.before !== one.after)
    const what = was === undefined ? 'opened' : is === undefined ? 'closed' : 'changed'
    if (what === 'closed') effects.push({ unitId, code, name, what, fields: [] })
    else if (what === 'opened')
      effects.push({ unitId, code, name, what, fields: fields.filter((one) => one.field !== 'name') })
    else effects.push({ unitId, code, name: was?.name ?? name, what, fields })
  }
  // What begins and ends is what one must not overlook among two dozen villages that move.
  const rank = { closed: 0, opened: 1, changed: 2 }
  return effects.toSorted((a, b) => rank[a.what] - rank[b.what])
}

/** Serves the taking back of a change that has not taken effect. */
export function undoChangeHandler(book: OrgBook): Handler<typeof undoChange> {
  return async ({ tx, params, actor, requestId }) => {
    requireEditor(actor)
    const content = await holdBook(tx)
    const change = content.changes.find((one) => one.id === params.id)
    if (change === undefined) throw new ProblemError(noSuchChange)
    if (change.undone_at !== null) throw new ProblemError(alreadyUndone)
    if (change.effective_on <= dayInShanghai(new Date()))
      throw new ProblemError(alreadyEffective, { day: change.effective_on })
    const after = forestOf(content.changes.filter((one) => one.id !== change.id))
    const fault = checkForest(after, content.sorts, change.effective_on, -1)
    if (fault !== undefined) {
      const { code, ...data } = fault
      refuse(code, data)
    }
    const unitIds = [...new Set(change.steps.map((step) => step.unitId))]
    tx.write(markUndone(change.id, actor.accountId, actor.name))
    writeVersions(tx, after, unitIds)
    const { id, kind, effective_on: effectiveOn } = change
    record(tx, {
      what: 'org.undo',
      actor,
      subject: id,
      detail: { kind, effectiveOn, units: unitIds.length },
      requestId,
    })
    sayChanged(tx, book, { changeId: id, kind, effectiveOn, unitIds, undone: true })
    return { changeId: id }
  }
}
