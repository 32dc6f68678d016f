import type { CalendarBook } from '#platform/calendar'
import type { World } from './decide.ts'
import type { CaseDesk } from './desk.ts'

/** The world as a desk knows it now, on a calendar. */
export function worldOf(desk: CaseDesk, calendars: CalendarBook, now: number): World {
  return {
    now,
    calendars,
    limitOf: (standard, at) => desk.standards.limitOf(standard, at),
    isStandard: (standard) => desk.standards.has(standard),
    isCode: (list, code) => desk.isCode(list, code),
    findUnit: (id) => desk.units.findUnit(id),
    platformOf: (id) => desk.units.platformOf(id),
    platformAbove: (id) => desk.units.platformAbove(id),
    isBelow: (id, top) => desk.units.isBelow(id, top),
    locate: (address, point) => desk.locate(address, point),
  }
}
