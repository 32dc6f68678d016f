import { ProblemError, type Actor, type Handler } from '#lib/http'
import {
  type AuditEntry,
  type AuditFilter,
  type getAuditEntry,
  type getAuditState,
  type listAudit,
  notAllowed,
  type Seal,
} from './contract.ts'
import type { Static } from 'typebox'
import { auditKinds } from './define-audit.ts'
import { whyNotRead, type AuditRules } from './policy.ts'
import {
  countEntries,
  maxCount,
  selectEntries,
  selectEntry,
  selectLastSeal,
  selectLatest,
  selectSealOf,
  selectUnsealed,
  type EntryFilter,
  type EntryRow,
  type Place,
  type SealRow,
} from './store.ts'

/** Ends the request of whoever may not read the log, and says who may. */
export function mustRead(rules: AuditRules, actor: Pick<Actor, 'role'>): void {
  const others = whyNotRead(rules, actor)
  if (others !== undefined) throw new ProblemError(notAllowed, { roles: others })
}

/** Serves a page of the log. */
export function listAuditHandler(rules: AuditRules): Handler<typeof listAudit> {
  return async (context) => {
    mustRead(rules, context.actor)
    const { tx, query, fail } = context
    const size = query.size ?? 50
    const after = query.after === undefined ? undefined : (placeOf(query.after) ?? fail('audit.bad_place'))
    const filter = filterOf(query)
    const [[count]] = await tx.read(countEntries(filter))
    const few = filter.text !== undefined && count!.count <= maxCount
    const [rows] = await tx.read(
      selectEntries(filter, { newest: query.sort !== 'recorded', after, limit: size + 1, few }),
    )
    const items = rows.slice(0, size)
    const last = items.at(-1)
    return {
      items: items.map(toEntry),
      next: rows.length > size && last !== undefined ? `${last.at}_${last.id}` : null,
      total: count!.count,
    }
  }
}

/** Serves one entry and its seal. */
export function getAuditEntryHandler(rules: AuditRules): Handler<typeof getAuditEntry> {
  return async (context) => {
    mustRead(rules, context.actor)
    const { tx, params, fail } = context
    const [[row], [seal]] = await tx.read(selectEntry(params.id), selectSealOf(params.id))
    if (row === undefined) return fail('audit.no_entry')
    return { entry: toEntry(row), seal: seal === undefined ? null : toSeal(seal) }
  }
}

/** What the entry of a verification says, for the state of the log to show. */
export const verified = 'audit.verify'

/** Serves how the log is sealed. */
export function getAuditStateHandler(rules: AuditRules): Handler<typeof getAuditState> {
  return async (context) => {
    mustRead(rules, context.actor)
    const [[seal], [unsealed], [last]] = await context.tx.read(
      selectLastSeal(),
      selectUnsealed(),
      selectLatest(verified),
    )
    const detail = last?.detail as { seals: number; entries: number; findings: number } | undefined
    return {
      lastSeal: seal === undefined ? null : toSeal(seal),
      unsealed: { count: unsealed!.count, since: unsealed!.since?.toISOString() ?? null },
      lastVerification:
        last === undefined || detail === undefined
          ? null
          : { at: last.recorded_at.toISOString(), by: last.actor_name, ...detail },
    }
  }
}

function placeOf(text: string): Place | undefined {
  const [, at, id] = /^(\d{1,12}(?:\.\d{1,6})?)_(\d{1,15})$/.exec(text) ?? []
  return at === undefined ? undefined : { at, id: Number(id) }
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** What SQL looks for. */
export function filterOf(query: AuditFilter): EntryFilter {
  const text = (value: string | undefined): string | undefined => (value?.trim() === '' ? undefined : value?.trim())
  const person = text(query.person)
  const named = text(query.what)
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const sensitive = auditKinds()
    .filter((kind) => kind.sensitive)
    .map((kind) => kind.what)
  const whats = query.sensitive === true ? sensitive.filter((one) => named?.includes(one) ?? true) : named
  return {
    from: query.from,
    to: query.to,
    person: person === undefined ? undefined : uuid.test(person) ? { id: person } : { name: person },
    unit: query.unit,
    whats,
    subject: text(query.subject),
    requestId: text(query.requestId),
    text: text(query.q),
  }
}

/** An entry as it is said. */
export function toEntry(row: EntryRow): AuditEntry {
  return {
    id: row.id,
    recordedAt: row.recorded_at.toISOString(),
    what: row.what,
    actor:
      row.actor_id === null
        ? null
        : { id: row.actor_id, name: row.actor_name, postId: row.post_id, unitId: row.unit_id, unitName: row.unit_name },
    subject: row.subject,
    subjectName: row.subject_name,
    detail: row.detail as Record<string, unknown>,
    requestId: row.request_id,
  }
}

function toSeal({ id, made_at, entries, hash }: SealRow): Static<typeof Seal> {
  return { id, madeAt: made_at.toISOString(), entries, hash: hash.toString('hex') }
}
