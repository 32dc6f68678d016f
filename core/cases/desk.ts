import type { Transaction } from '#lib/db'
import type { App } from '#lib/http'
import type { Calendars } from '#platform/calendar'
import type { CasePlace } from './action.ts'
import type { Alarm } from './alarm.ts'
import type { CheckContext } from './check-kind.ts'
import type { WorldUnit } from './decide.ts'
import type { Limit } from './kind.ts'
import type { Kinds } from './kinds.ts'
import type { Routing } from './routing.ts'

/** The organisation, as far as cases ask about it: in memory, as of today. */
export interface CaseUnits {
  findUnit(id: string): WorldUnit | undefined
  platformOf(unitId: string): WorldUnit | undefined
  platformAbove(unitId: string): WorldUnit | undefined
  isBelow(unitId: string, top: string): boolean
  /** the unit with a code, or with a division code */
  byCode(code: string): WorldUnit | undefined
  byDivision(code: string): WorldUnit | undefined
  /** the sorts of units there are */
  sorts(): string[]
}

/** Filing standards, where the city has them. */
export interface CaseStandards {
  limitOf(standard: string, at: number): Limit | undefined
  has(standard: string): boolean
}

/** What every use case of the module needs: made once at start. */
export interface CaseDesk {
  readonly app: App
  readonly kinds: Kinds
  readonly routing: Routing
  readonly units: CaseUnits
  readonly calendars: Calendars
  readonly standards: CaseStandards
  /** whether a dictionary has a code today */
  isCode(list: string, code: string): boolean
  /** where an address or a point lies; undefined when that is not certain */
  locate(address: string | undefined, point: readonly [number, number] | undefined): CasePlace | undefined
  /** has somebody say where an address lies that is not certain; told by `geo.address_settled` */
  askForPlace(tx: Transaction, address: string, askedAt: string, caseId: string): Promise<void>
  /** the roles and code lists there are, for the checking of kinds */
  readonly checkContext: () => CheckContext
  /** roles that may publish kinds and rules of routing */
  readonly publishers: readonly string[]
  /** wraps the cases' own keys */
  readonly masterKey: Uint8Array
  /** begins case numbers, e.g. SJ */
  readonly numberPrefix: string
  readonly now: () => Date
  readonly alarm: Alarm
}
