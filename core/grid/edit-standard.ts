import type { Transaction } from '#lib/db'
import { ProblemError, wordsBy, type Context, type Handler } from '#lib/http'
import type { Language } from '#lib/kernel'
import { record } from '#platform/audit'
import {
  codeKnown,
  noSuchStandard,
  standardInvalid,
  standardMoved,
  standardRetired,
  type addStandard,
  type changeStandard,
  type retireStandard,
  type withdrawChange,
} from './contract.ts'
import { standardId, type StandardContent, type StandardKey } from './definition.ts'
import { allowed, makerOf, sayChanged, today, type GridDesk } from './desk.ts'
import { checkDraft, sameContent, sayFaults, type Draft, type Ground } from './fields.ts'
import { requireEditor } from './policy.ts'
import { lockBook, selectStandards, standardStatements, toStandardRow, type StandardRow } from './store.ts'
import { end, lastRevision, put, takeBack, validOn, type Step } from './timeline.ts'

type Editing = Pick<Context<typeof changeStandard>, 'tx' | 'actor' | 'requestId'>
type Form = Omit<StandardContent, 'source' | 'note'> & { readonly source?: string; readonly note?: string }

/** Serves adding a standard. A retired one of the same id comes back, its history before it. */
export function addStandardHandler(desk: GridDesk): Handler<typeof addStandard> {
  return async (context) => {
    const { tx, body, actor, language } = context
    requireEditor(desk.book.settings.editors, actor)
    const key: StandardKey = { version: body.version, kind: body.kind, code: body.code }
    const id = standardId(key)
    const timeline = await takeTimeline(tx, id)
    const day = today()
    if (validOn(timeline, day) !== undefined) throw new ProblemError(codeKnown, { code: key.code })
    const content = requireGood(desk, key, body, language)
    const step = allowed(put(timeline, body.validFrom ?? day, day))
    return commit(desk, context, 'grid.standard_added', key, step, timeline, content, body.reason)
  }
}

/** Serves changing a standard. Content that is there already changes nothing. */
export function changeStandardHandler(desk: GridDesk): Handler<typeof changeStandard> {
  return async (context) => {
    const { tx, params, body, actor, language } = context
    requireEditor(desk.book.settings.editors, actor)
    const timeline = await takeTimeline(tx, params.id)
    const key = requireSeen(timeline, body.basedOn)
    const day = today()
    const step = allowed(put(timeline, body.validFrom ?? day, day))
    const now = validOn(timeline, day)
    if (now === undefined) throw new ProblemError(standardRetired)
    const content = requireGood(desk, key, body, language)
    if (sameContent(now, content)) return { id: params.id, revision: lastRevision(timeline) }
    return commit(desk, context, 'grid.standard_changed', key, step, timeline, content, body.reason)
  }
}

/** Serves retiring a standard: no case is filed by it any more, and it stays in the history. */
export function retireStandardHandler(desk: GridDesk): Handler<typeof retireStandard> {
  return async (context) => {
    const { tx, params, body, actor } = context
    requireEditor(desk.book.settings.editors, actor)
    const timeline = await takeTimeline(tx, params.id)
    const key = requireSeen(timeline, body.basedOn)
    const day = today()
    const step = allowed(end(timeline, body.validFrom ?? day, day))
    return commit(desk, context, 'grid.standard_retired', key, step, timeline, undefined, body.reason)
  }
}

/** Serves taking back what has not begun. */
export function withdrawChangeHandler(desk: GridDesk): Handler<typeof withdrawChange> {
  return async (context) => {
    const { tx, params, body, actor } = context
    requireEditor(desk.book.settings.editors, actor)
    const timeline = await takeTimeline(tx, params.id)
    const key = requireSeen(timeline, body.basedOn)
    const step = allowed(takeBack(timeline, today()))
    return commit(desk, context, 'grid.change_withdrawn', key, step, timeline, undefined, body.reason)
  }
}

/** What standards are checked against on a day. */
export function groundOf(desk: GridDesk, day: string): Ground {
  const { versions } = desk.book.settings
  return {
    versions: new Set(versions.map((one) => one.code)),
    hasKind: (version, kind) => versions.find((one) => one.code === version)?.items[kind] !== undefined,
    hasItem: (version, kind, item) => desk.book.hasItem(version, kind, item, day),
  }
}

async function takeTimeline(tx: Transaction, id: string): Promise<StandardRow[]> {
  const [, rows] = await tx.read(lockBook('standards'), selectStandards(id))
  return rows.map(toStandardRow)
}

/** The key of a standard that is there as the client saw it. */
function requireSeen(timeline: readonly StandardRow[], basedOn: number): StandardKey {
  const [row] = timeline
  if (row === undefined) throw new ProblemError(noSuchStandard)
  if (lastRevision(timeline) !== basedOn) throw new ProblemError(standardMoved)
  return row
}

function requireGood(desk: GridDesk, key: StandardKey, form: Form, language: Language): StandardContent {
  const draft: Draft = {
    version: key.version,
    kind: key.kind,
    code: key.code,
    item: form.item.trim(),
    filing: form.filing.trim(),
    limit: String(form.limit.value),
    unit: form.limit.unit,
    closing: form.closing.trim(),
    confidence: form.confidence,
    source: (form.source ?? '').trim(),
    note: (form.note ?? '').trim(),
  }
  const { content, faults } = checkDraft(draft, groundOf(desk, today()))
  if (faults.length > 0) {
    throw new ProblemError(standardInvalid, {
      what: wordsBy((one) => sayFaults(faults, one)),
      faults: faults.map(({ field, fault }) => ({ field, fault: fault[language], words: fault })),
    })
  }
  return content
}

/** Writes a step with its audit entry and its event: all or none. */
function commit(
  desk: GridDesk,
  { tx, actor, requestId }: Editing,
  what: string,
  { version, kind, code }: StandardKey,
  step: Step,
  timeline: readonly StandardRow[],
  content: StandardContent | undefined,
  reason: string | undefined,
): { id: string; revision: number } {
  const id = standardId({ version, kind, code })
  const endings = step.endings.map((one) => ({ key: id, ...one }))
  const openings =
    step.opening === undefined || content === undefined
      ? []
      : [{ id, ...step.opening, version, kind, code, ...content }]
  for (const statement of standardStatements(endings, openings, makerOf(actor, 'edited', reason))) tx.write(statement)
  const before = validOn(timeline, today())
  record(tx, {
    what,
    actor,
    subject: id,
    detail: {
      revision: step.opening?.revision ?? null,
      validFrom: step.opening?.validFrom ?? step.endings[0]?.validTo ?? null,
      limit: content === undefined ? null : `${content.limit.value} ${content.limit.unit}`,
      limitBefore: before === undefined ? null : `${before.limit.value} ${before.limit.unit}`,
      reason: reason ?? null,
    },
    requestId,
  })
  sayChanged(desk, tx, 'standards', 1)
  return { id, revision: step.opening?.revision ?? lastRevision(timeline) }
}
