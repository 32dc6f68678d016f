import { randomUUID } from 'node:crypto'
import { dayInShanghai } from '#lib/kernel'
import type { TestClient } from '#lib/testing'
import { changeOrg, readTree, type Order, type TreeUnit } from '../contract.ts'

/** A day so many days from today in Shanghai. */
export function dayFromToday(days: number): string {
  return dayInShanghai(new Date(Date.now() + days * 86_400_000))
}

/** A change as it is sent. */
export function orderBody(
  order: Order,
  effectiveOn: string = dayFromToday(0),
  reason: string | null = '沪府〔2026〕1 号',
) {
  return { id: randomUUID(), occurredAt: new Date().toISOString(), order, effectiveOn, reason }
}

/** Makes a change that must be possible. */
export function change(client: TestClient, order: Order, effectiveOn?: string, reason?: string | null) {
  return client.ask(changeOrg, { body: orderBody(order, effectiveOn, reason) })
}

/** Makes a change that must be refused; gives the problem's code. */
export function refusal(client: TestClient, order: Order, effectiveOn?: string, reason?: string | null) {
  return client.refused(changeOrg, { body: orderBody(order, effectiveOn, reason) })
}

/** The units of a day by their codes. */
export async function unitsOn(client: TestClient, asOf?: string): Promise<Map<string, TreeUnit>> {
  const tree = await client.ask(readTree, { query: asOf === undefined ? {} : { asOf } })
  return new Map(tree.items.map((unit) => [unit.code, unit]))
}
