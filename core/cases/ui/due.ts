import type { CaseRow, KindDefinition } from '../contract.ts'
import type { ClockView } from './clock-view.ts'

/** The clock that makes a case due, as far as a list knows it: its time in plain time, which is what is left on the wall. */
export function dueClock(kind: KindDefinition, { due, openedAt }: CaseRow): ClockView | undefined {
  if (due === null) return undefined
  return {
    code: due.clock,
    name: kind.clocks?.find((clock) => clock.code === due.clock)?.name ?? { 'zh-CN': due.clock, en: due.clock },
    state: 'running',
    limit: null,
    deadline: due.deadline,
    warnAt: due.warnAt,
    breachedAt: null,
    since: openedAt,
    graded: 0,
  }
}
