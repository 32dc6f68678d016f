import { emit } from '#lib/events'
import type { Transaction } from '#lib/db'
import type { Context } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import {
  AddressesChanged,
  AddressSettled,
  type confirmAddress as confirmRoute,
  type dismissAddress as dismissRoute,
  type listUnresolved as listRoute,
  type reopenAddress as reopenRoute,
  type Unresolved,
} from './contract.ts'
import type { Ground } from './ground.ts'
import { areasOf } from './find-place.ts'
import { cellOf } from './morton.ts'
import { publicPart, withoutPrefix } from './parse-address.ts'
import { requireEditor } from './policy.ts'
import {
  countRevision,
  decideUnresolved,
  deletePlace,
  insertPlace,
  lockRevision,
  lockUnresolved,
  queueUnresolved,
  selectUnresolved,
  selectWaiting,
  type WaitingSubject,
} from './store.ts'

/** An address nobody could place, and what is to be told once somebody has. */
export interface AddressQuestion {
  readonly text: string
  /** when it was asked for, ISO 8601 */
  readonly askedAt: string
  /** told by `geo.address_settled`; something that asks again waits for the new address only */
  readonly subject?: WaitingSubject | undefined
}

/**
 * Puts an address into the queue for somebody who knows the ground, in the caller's transaction. What places a person
 * and not a spot (rooms, names, telephone numbers) is left out, and so is the city it begins with, so that one address
 * stands there once; of what then is nothing there is nothing to ask. An address that was confirmed a moment ago is told
 * at once.
 */
export async function queueAddress(
  ground: Ground,
  tx: Transaction,
  { text, askedAt, subject }: AddressQuestion,
): Promise<void> {
  const kept = withoutPrefix(publicPart(text), ground.settings.addressPrefixes)
  if (kept.length < 2) return
  const [[row]] = await tx.read(queueUnresolved(newId(), { text: kept, askedAt, subject }))
  if (subject !== undefined && row!.state === 'confirmed') tell(ground, tx, [subject], [row!.lon!, row!.lat!])
  emit(tx, AddressesChanged, { id: row!.id })
}

function tell(
  ground: Ground,
  tx: Transaction,
  subjects: readonly WaitingSubject[],
  [lon, lat]: readonly [number, number],
): void {
  const areas = areasOf(ground, lon, lat, new Date())
  for (const { kind, id } of subjects)
    emit(tx, AddressSettled, { subject: { kind, id }, lon, lat, cell: String(cellOf(lon, lat)), areas })
}

/** The queue, the most asked for first. */
export async function listUnresolved({ tx, query }: Context<typeof listRoute>) {
  const [rows] = await tx.read(
    selectUnresolved({ state: query.state, search: query.search?.trim(), page: query.page, pageSize: query.pageSize }),
  )
  return {
    items: rows.map((row): Unresolved => ({
      id: row.id,
      text: row.text,
      times: row.times,
      waiting: row.waiting,
      state: row.state as Unresolved['state'],
      askedAt: row.asked_at.toISOString(),
      decidedBy: row.decided_by,
      decidedAt: row.decided_at?.toISOString() ?? null,
      lon: row.lon,
      lat: row.lat,
    })),
    total: rows[0]?.total ?? 0,
    page: query.page,
    pageSize: query.pageSize,
  }
}

/** Makes an address known: whoever asks for it from now on gets this point. */
export async function confirmAddress(
  ground: Ground,
  { tx, params: { id }, body, actor, fail, requestId }: Context<typeof confirmRoute>,
): Promise<{ placeId: string; told: number }> {
  requireEditor(ground.settings.editors, actor)
  await ground.fresh()
  const town = ground.locate(body.lon, body.lat)
  // Who waits is read after the lock: what was queued meanwhile is among them.
  const [, [row], waiting] = await tx.read(lockRevision(), lockUnresolved(id), selectWaiting(id))
  if (row === undefined) return fail('geo.unresolved_not_found')
  if (row.state !== 'open') fail('geo.unresolved_decided', { name: row.decided_by ?? '' })
  if (town.length === 0) fail('geo.outside_city')
  const placeId = newId()
  const { lon, lat } = body
  tx.write(
    insertPlace({
      id: placeId,
      kind: 'address',
      name: row.text,
      address: row.text,
      town: town[1]?.name ?? null,
      lon,
      lat,
    }),
  )
  tx.write(decideUnresolved(id, { state: 'confirmed', placeId, lon, lat, by: actor.name }))
  tx.write(countRevision())
  record(tx, {
    what: 'geo.confirm_address',
    actor,
    subject: id,
    detail: { lon, lat, told: waiting.length },
    requestId,
  })
  tell(ground, tx, waiting, [lon, lat])
  emit(tx, AddressesChanged, { id })
  ground.changes(tx)
  return { placeId, told: waiting.length }
}

/** Takes an address out of the queue. */
export async function dismissAddress(
  ground: Ground,
  { tx, params: { id }, actor, fail, requestId }: Context<typeof dismissRoute>,
): Promise<Record<string, never>> {
  requireEditor(ground.settings.editors, actor)
  const [[row]] = await tx.read(lockUnresolved(id))
  if (row === undefined) return fail('geo.unresolved_not_found')
  if (row.state !== 'open') fail('geo.unresolved_decided', { name: row.decided_by ?? '' })
  tx.write(decideUnresolved(id, { state: 'dismissed', placeId: null, lon: null, lat: null, by: actor.name }))
  record(tx, { what: 'geo.dismiss_address', actor, subject: id, requestId })
  emit(tx, AddressesChanged, { id })
  return {}
}

/** Undoes a confirmation (the place goes) or a dismissal. */
export async function reopenAddress(
  ground: Ground,
  { tx, params: { id }, actor, fail, requestId }: Context<typeof reopenRoute>,
): Promise<Record<string, never>> {
  requireEditor(ground.settings.editors, actor)
  const [, [row]] = await tx.read(lockRevision(), lockUnresolved(id))
  if (row === undefined) return fail('geo.unresolved_not_found')
  if (row.state === 'open') return {}
  if (row.place_id !== null) {
    tx.write(deletePlace(row.place_id))
    tx.write(countRevision())
    ground.changes(tx)
  }
  tx.write(decideUnresolved(id, { state: 'open', placeId: null, lon: null, lat: null, by: null }))
  record(tx, { what: 'geo.reopen_address', actor, subject: id, requestId })
  emit(tx, AddressesChanged, { id })
  return {}
}
