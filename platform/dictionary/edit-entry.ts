import { ProblemError, type Context, type Handler } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import type { Draft } from './check-entry.ts'
import {
  codeKnown,
  entryRetired,
  notDelivered,
  nothingPlanned,
  stillAbove,
  type addEntry,
  type changeEntry,
  type retireEntry,
  type takeDelivered,
  type withdrawChange,
} from './contract.ts'
import { keyText, type EntryContent, type EntryKey } from './definition.ts'
import { definitionOf, sayChanged, type DictionaryDesk } from './desk.ts'
import { requireEditor } from './policy.ts'
import {
  beginning,
  lastPosition,
  makerOf,
  putContent,
  requireGood,
  requireSeen,
  requireUnplanned,
  takeEntry,
  type Situation,
} from './situation.ts'
import { contentOf } from './store.ts'
import { changeStatements, digestOf, type ChangeSet } from './store-changes.ts'

type Editing = Pick<Context<typeof changeEntry>, 'tx' | 'actor' | 'requestId'>

const nothing: ChangeSet = { entries: [], endings: [], openings: [], edited: new Map() }

/** Serves adding an entry. A retired one of the same key comes back, its history before it. */
export function addEntryHandler(desk: DictionaryDesk): Handler<typeof addEntry> {
  return async (context) => {
    const { tx, params, body, actor, language } = context
    requireEditor(desk.editors, actor)
    const definition = definitionOf(desk, params.dictionary)
    const key: EntryKey = { version: body.version, kind: body.kind, code: body.code.trim() }
    const situation = await takeEntry(tx, definition, key, desk.now)
    if (situation.current !== undefined) throw new ProblemError(codeKnown, { code: key.code })
    requireUnplanned(situation)
    const content = requireGood(situation, draftOf(key, body, lastPosition(situation.valid, key)), language)
    const id = situation.entry?.id ?? newId()
    const from = beginning(situation, body.validFrom)
    const { revision, ...change } = putContent({ ...situation, entry: { id } }, content, from)
    commit(desk, context, situation, id, key, 'dictionary.entry_added', body.reason, revision, {
      ...nothing,
      ...change,
      entries: situation.entry === undefined ? [{ id, ...key }] : [],
      edited: new Map([[id, true]]),
    })
    return { id, revision }
  }
}

/** Serves changing an entry. Content that is there already makes no new revision. */
export function changeEntryHandler(desk: DictionaryDesk): Handler<typeof changeEntry> {
  return async (context) => {
    const { tx, params, body, actor, language } = context
    requireEditor(desk.editors, actor)
    const situation = await takeEntry(tx, definitionOf(desk, params.dictionary), params.id, desk.now)
    requireSeen(situation, body.basedOn)
    requireUnplanned(situation)
    const { current } = situation
    const entry = situation.entry!
    if (current === undefined) throw new ProblemError(entryRetired)
    const content = requireGood(situation, draftOf(entry, body, current.position), language)
    if (isSame(contentOf(current), content)) return { id: entry.id, revision: current.revision }
    const from = beginning(situation, body.validFrom)
    const { revision, ...change } = putContent({ ...situation, entry }, content, from)
    commit(desk, context, situation, entry.id, entry, 'dictionary.entry_changed', body.reason, revision, {
      ...nothing,
      ...change,
      edited: new Map([[entry.id, true]]),
    })
    return { id: entry.id, revision }
  }
}

/** Serves retiring an entry: it is valid no more, and stays in the history. */
export function retireEntryHandler(desk: DictionaryDesk): Handler<typeof retireEntry> {
  return async (context) => {
    const { tx, params, body, actor } = context
    requireEditor(desk.editors, actor)
    const situation = await takeEntry(tx, definitionOf(desk, params.dictionary), params.id, desk.now)
    requireSeen(situation, body.basedOn)
    requireUnplanned(situation)
    const { current, valid } = situation
    const entry = situation.entry!
    if (current === undefined) throw new ProblemError(entryRetired)
    const below = valid.filter((one) => one.parent !== null && keyText({ ...one, code: one.parent }) === keyText(entry))
    if (below.length > 0) throw new ProblemError(stillAbove, { count: below.length })
    const { name: by, reason } = makerOf(actor, 'edited', body.reason)
    const at = beginning(situation, body.validTo)
    commit(desk, context, situation, entry.id, entry, 'dictionary.entry_retired', body.reason, current.revision, {
      ...nothing,
      endings: [{ entryId: entry.id, revision: current.revision, at, by, reason }],
      edited: new Map([[entry.id, true]]),
    })
    return { id: entry.id, revision: current.revision }
  }
}

/** Serves withdrawing what is planned; the present content goes on. */
export function withdrawChangeHandler(desk: DictionaryDesk): Handler<typeof withdrawChange> {
  return async (context) => {
    const { tx, params, body, actor } = context
    requireEditor(desk.editors, actor)
    const situation = await takeEntry(tx, definitionOf(desk, params.dictionary), params.id, desk.now)
    requireSeen(situation, body.basedOn)
    const { current, next } = situation
    const entry = situation.entry!
    const isEnding = current !== undefined && current.valid_to !== null
    if (next === undefined && !isEnding) throw new ProblemError(nothingPlanned)
    const { name: by, reason } = makerOf(actor, 'edited', body.reason)
    if (next !== undefined) {
      const emptied = [{ entryId: entry.id, revision: next.revision, at: next.valid_from, by, reason }]
      const statements = changeStatements(
        situation.definition.code,
        { ...nothing, endings: emptied },
        makerOf(actor, 'edited', undefined),
      )
      for (const statement of statements) tx.write(statement)
    }
    const revision = (current ?? next)!.revision
    commit(desk, context, situation, entry.id, entry, 'dictionary.change_withdrawn', body.reason, revision, {
      ...nothing,
      endings: isEnding ? [{ entryId: entry.id, revision, at: null, by: null, reason: null }] : [],
    })
    return { id: entry.id, revision }
  }
}

/** Serves taking the delivered content over; from then on new deliveries are followed again. */
export function takeDeliveredHandler(desk: DictionaryDesk): Handler<typeof takeDelivered> {
  return async (context) => {
    const { tx, params, body, actor, language } = context
    requireEditor(desk.editors, actor)
    const situation = await takeEntry(tx, definitionOf(desk, params.dictionary), params.id, desk.now)
    requireSeen(situation, body.basedOn)
    requireUnplanned(situation)
    const { current, delivered } = situation
    const entry = situation.entry!
    if (delivered === undefined) throw new ProblemError(notDelivered)
    const content = requireGood(situation, draftOf(entry, delivered, delivered.position), language)
    const isHere = current !== undefined && digestOf(contentOf(current)) === digestOf(content)
    const { revision, ...change } = isHere
      ? { revision: current.revision, endings: [], openings: [] }
      : putContent({ ...situation, entry }, content, beginning(situation, undefined))
    commit(desk, context, situation, entry.id, entry, 'dictionary.delivered_taken', body.reason, revision, {
      ...nothing,
      ...change,
      edited: new Map([[entry.id, false]]),
    })
    return { id: entry.id, revision }
  }
}

function draftOf(key: EntryKey, form: Form, position: number): Draft {
  return {
    version: key.version,
    kind: key.kind,
    code: key.code,
    name: form.name,
    nameEn: form.nameEn ?? null,
    parent: form.parent ?? null,
    position: form.position ?? position,
    attributes: form.attributes,
    confidence: form.confidence,
    source: form.source ?? '',
    note: form.note ?? '',
  }
}

interface Form {
  readonly name: string
  readonly nameEn?: string | null
  readonly parent?: string | null
  readonly position?: number
  readonly attributes: Readonly<Record<string, string | number | null>>
  readonly confidence: string
  readonly source?: string
  readonly note?: string
}

function isSame(one: EntryContent, other: EntryContent): boolean {
  return one.position === other.position && digestOf(one) === digestOf(other)
}

/** Writes a change set with its audit entry and its event: all or none. */
function commit(
  desk: DictionaryDesk,
  { tx, actor, requestId }: Editing,
  { definition, current }: Situation,
  id: string,
  { version, kind, code }: EntryKey,
  what: string,
  reason: string | undefined,
  revision: number,
  set: ChangeSet,
): void {
  for (const statement of changeStatements(definition.code, set, makerOf(actor, 'edited', reason))) tx.write(statement)
  record(tx, {
    what,
    actor,
    subject: id,
    detail: {
      dictionary: definition.code,
      version,
      kind,
      code,
      revision,
      from: current?.revision ?? null,
      reason: reason ?? null,
      validFrom: set.openings[0]?.validFrom ?? null,
      validTo: set.endings[0]?.at ?? null,
    },
    requestId,
  })
  sayChanged(desk, tx, definition.code, 1)
}
