import { createReader, type Reader } from '#lib/db'
import type { CaseDesk } from './desk.ts'

/**
 * Reads every case, in nobody's name. Whoever publishes kinds and rules need not see cases: what they are told is numbers
 * and units, never what a case says.
 */
export function allCases(desk: Pick<CaseDesk, 'app' | 'kinds'>, accountId: string): Reader {
  const kinds = desk.kinds.all().map((kind) => kind.kind)
  return createReader(desk.app.pool, { 'yiwang.actor': JSON.stringify({ account: accountId, kinds, units: [] }) })
}
