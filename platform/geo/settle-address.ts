import { emit } from '#lib/events'
import type { Transaction } from '#lib/db'
import type { Context } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import {
  AddressesChanged,
  type confirmAddress as confirmRoute,
  type dismissAddress as dismissRoute,
  type listUnresolved as listRoute,
  type reopenAddress as reopenRoute,
  type Unresolved,
} from './contract.ts'
import type { Ground } from './ground.ts'
import { publicPart } from './parse-address.ts'
import { requireEditor } from './policy.ts'
import {
  countRevision,
  decideUnresolved,
  deletePlace,
  insertPlace,
  insertUnresolved,
  lockRevision,
  lockUnresolved,
  selectUnresolved,
} from './store.ts'

/**
 * Puts an address into the queue for somebody who knows the ground, in the caller's transaction. What places a person
 * and not a spot (rooms, names, telephone numbers) is left out; of what then is nothing there is nothing to ask.
 */
export function queueAddress(tx: Transaction, text: string, askedAt: string): void {
  const kept = publicPart(text)
  if (kept.length < 2) return
  const id = newId()
  tx.write(insertUnresolved(id, kept, askedAt))
  emit(tx, AddressesChanged, { id })
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
): Promise<{ placeId: string }> {
  requireEditor(ground.settings.editors, actor)
  await ground.fresh()
  const town = ground.locate(body.lon, body.lat)
  const [, [row]] = await tx.read(lockRevision(), lockUnresolved(id))
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
  record(tx, { what: 'geo.confirm_address', actor, subject: id, detail: { lon, lat }, requestId })
  emit(tx, AddressesChanged, { id })
  ground.changes(tx)
  return { placeId }
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
