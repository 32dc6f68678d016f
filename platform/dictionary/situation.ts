import type { Transaction } from '#lib/db'
import { ProblemError, wordsBy, type Actor } from '#lib/http'
import { dayInShanghai, type Language } from '#lib/kernel'
import {
  checkEntry,
  neighboursOf,
  surroundingsOf,
  type Draft,
  type EntryFault,
  type Surroundings,
} from './check-entry.ts'
import { changePlanned, entryInvalid, entryMoved, noSuchEntry, tooEarly } from './contract.ts'
import { keyText, type DictionaryDefinition, type EntryContent, type EntryKey } from './definition.ts'
import {
  lockDictionary,
  selectDelivery,
  selectEntry,
  selectEntryByKey,
  selectRevisions,
  selectValidKeys,
  type KeyRow,
  type RevisionRow,
  type ValidRow,
} from './store.ts'
import type { ChangeSet, Maker } from './store-changes.ts'

/** An entry with its history, held while it is changed. */
export interface Situation {
  readonly definition: DictionaryDefinition
  readonly entry: KeyRow | undefined
  readonly last: RevisionRow | undefined
  /** nothing may begin at this moment or before it */
  readonly floor: Date
  /** what is valid at this moment */
  readonly current: RevisionRow | undefined
  /** what is to be valid later */
  readonly next: RevisionRow | undefined
  readonly delivered: EntryContent | undefined
  readonly around: Surroundings
  /** the valid keys of the dictionary */
  readonly valid: readonly ValidRow[]
  readonly now: Date
}

/** Locks the dictionary and reads an entry, by its id or its key, with all that a change of it is checked against. */
export async function takeEntry(
  tx: Transaction,
  definition: DictionaryDefinition,
  which: string | EntryKey,
  clock: () => Date,
): Promise<Situation> {
  const find =
    typeof which === 'string' ? selectEntry(definition.code, which) : selectEntryByKey(definition.code, which)
  const [, [entry]] = await tx.read(lockDictionary(definition.code), find)
  if (entry === undefined && typeof which === 'string') throw new ProblemError(noSuchEntry)
  // After the lock: whatever was changed before us is before this moment.
  const clocked = clock()
  const neighbours = neighboursOf(definition)
  const id = entry?.id ?? '00000000-0000-0000-0000-000000000000'
  const [revisions, [delivery], ...keys] = await tx.read(
    selectRevisions(id),
    selectDelivery(id),
    ...neighbours.map((dictionary) => selectValidKeys(dictionary, clocked)),
  )
  const valid = new Map(neighbours.map((dictionary, at) => [dictionary, keys[at] as ValidRow[]]))
  const shown = revisions.filter((one) => one.valid_to === null || one.valid_to > one.valid_from)
  // Another server's clock may be a little ahead, and two changes may fall into one millisecond: neither is a plan.
  const begun = shown.filter((one) => one.valid_from.getTime() <= clocked.getTime() + clockTolerance)
  const now = latest([clocked, ...begun.map((one) => one.valid_from)])
  return {
    definition,
    entry,
    floor: latest(begun.map((one) => floorOf(one, now))),
    last: revisions.at(-1),
    current: shown.find((one) => one.valid_from <= now && (one.valid_to === null || one.valid_to > now)),
    next: shown.find((one) => one.valid_from > now),
    delivered: delivery?.content as EntryContent | undefined,
    around: surroundingsOf(definition.code, valid),
    valid: valid.get(definition.code)!,
    now,
  }
}

const clockTolerance = 1000

/** The last moment at which a revision says anything, as far as that is over. */
function floorOf({ valid_from, valid_to }: RevisionRow, now: Date): Date {
  return valid_to !== null && valid_to <= now ? latest([valid_from, new Date(valid_to.getTime() - 1)]) : valid_from
}

function latest(moments: readonly Date[]): Date {
  return new Date(Math.max(0, ...moments.map((one) => one.getTime())))
}

/** Ends the request when the client did not see what is there now. */
export function requireSeen({ current, next, last }: Situation, basedOn: number): void {
  if ((current ?? next ?? last)?.revision !== basedOn) throw new ProblemError(entryMoved)
}

/** Ends the request when something is planned for the entry already. */
export function requireUnplanned({ current, next, now }: Situation): void {
  if (next !== undefined || (current?.valid_to ?? now) > now) throw new ProblemError(changePlanned)
}

/** When a change takes effect: at once, or at the beginning of a coming day in Asia/Shanghai. */
export function beginning({ floor, now }: Pick<Situation, 'floor' | 'now'>, day: string | undefined): Date {
  const today = dayInShanghai(now)
  if (day !== undefined && day < today) throw new ProblemError(tooEarly)
  if (day !== undefined && day > today) return new Date(`${day}T00:00:00+08:00`)
  return new Date(Math.max(now.getTime(), floor.getTime() + 1))
}

/** Checks a draft in a situation and ends the request with every fault, in the person's language. */
export function requireGood({ definition, around }: Situation, draft: Draft, language: Language): EntryContent {
  const { content, faults } = checkEntry(definition, draft, around)
  if (faults.length > 0) {
    throw new ProblemError(entryInvalid, {
      what: wordsBy((each) =>
        faults
          .map((one) => `${fieldName(definition, one.field, each)} ${one.fault[each]}`)
          .join(each === 'en' ? '; ' : '；'),
      ),
      faults: faults.map((one: EntryFault) => ({ field: one.field, fault: one.fault[language], words: one.fault })),
    })
  }
  return content
}

const fieldNames = {
  version: { 'zh-CN': '版本', en: 'Version' },
  kind: { 'zh-CN': '类别', en: 'Kind' },
  code: { 'zh-CN': '代码', en: 'Code' },
  name: { 'zh-CN': '名称', en: 'Name' },
  nameEn: { 'zh-CN': '英文名称', en: 'English name' },
  parent: { 'zh-CN': '上级代码', en: 'Parent code' },
  position: { 'zh-CN': '顺序', en: 'Position' },
  confidence: { 'zh-CN': '可信度', en: 'Confidence' },
  source: { 'zh-CN': '依据', en: 'Source' },
  note: { 'zh-CN': '备注', en: 'Note' },
} as const

/** The fields every entry has, in the order of a file. */
export const entryFields = Object.keys(fieldNames) as (keyof typeof fieldNames)[]

/** What people call a field of an entry, or `attributes.<key>`. */
export function fieldName(definition: DictionaryDefinition, field: string, language: Language): string {
  const own = (fieldNames as Record<string, Record<Language, string> | undefined>)[field]
  const column = definition.columns.find((one) => `attributes.${one.key}` === field)
  return own?.[language] ?? column?.name[language] ?? field
}

/** A change set that puts content on an entry from a moment on. */
export function putContent(
  { entry, current, last }: Pick<Situation, 'current' | 'last'> & { entry: { id: string } },
  content: EntryContent,
  from: Date,
): Pick<ChangeSet, 'endings' | 'openings'> & { revision: number } {
  const revision = (last?.revision ?? 0) + 1
  return {
    revision,
    endings:
      current === undefined
        ? []
        : [{ entryId: entry.id, revision: current.revision, at: from, by: null, reason: null }],
    openings: [{ entryId: entry.id, revision, validFrom: from, content }],
  }
}

/** By whom a change is made. */
export function makerOf(actor: Actor, origin: Maker['origin'], reason: string | undefined): Maker {
  const why = reason?.trim() ?? ''
  return { origin, accountId: actor.accountId, name: actor.name, reason: why === '' ? null : why }
}

/** The place after all others of a version and kind. */
export function lastPosition(valid: readonly ValidRow[], key: EntryKey): number {
  const mine = keyText({ ...key, code: '' })
  return (
    valid.reduce((max, one) => (keyText({ ...one, code: '' }) === mine ? Math.max(max, one.position) : max), 0) + 10
  )
}
