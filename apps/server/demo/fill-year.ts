import { beginFilling, endFilling, fillCases, verifyCases, type CaseDesk, type SimulatedPerson } from '#core/cases'
import { withClient } from '#lib/db'
import type { App } from '#lib/http'
import { findActor } from '#platform/identity'
import type { OrgBook } from '#platform/org'
import { newestRevision } from '#platform/calendar'
import type { CityData } from '../city.ts'
import { live, type Stage } from './live.ts'
import { planYear } from './plan-year.ts'
import type { DemoYear } from './schema.ts'
import { Town } from './town.ts'

/** How the filling went. */
export interface Filled {
  readonly cases: number
  readonly actions: number
  readonly findings: number
  /** what the engine refused to let people do, and how often: the year’s data do not fit the kinds there */
  readonly refused: Readonly<Record<string, number>>
  /** seconds */
  readonly planning: number
  readonly making: number
  readonly writing: number
  readonly verifying: number
}

export interface FillingDesk {
  readonly app: App
  readonly city: CityData
  readonly desk: CaseDesk
  readonly organisation: OrgBook
  readonly migrationUrl: string
}

// A transaction of this many takes a fraction of a second: an open one holds every stream back.
const batch = 250

/**
 * Fills an installation without cases with a city's demonstration year, or goes on where it was stopped. Gives undefined
 * when there is nothing to do. Throws when what was written does not verify.
 */
export async function fillYear(filling: FillingDesk, wanted: number | undefined): Promise<Filled | undefined> {
  const { city, desk, migrationUrl } = filling
  const { year } = city.demo
  const total = wanted ?? year?.cases ?? 0
  if (year === undefined || total === 0) return undefined
  return withClient(migrationUrl, async (client) => {
    const minute = 60_000
    const until = new Date(Math.floor(desk.now().getTime() / minute) * minute)
    const begun = await beginFilling(client, { seed: year.seed, until, total })
    if (begun === undefined || begun.ended) return undefined
    let clock = performance.now()
    const lap = (): number => {
      const began = clock
      clock = performance.now()
      return (clock - began) / 1000
    }
    const stage = await openStage(filling, year, begun.until.getTime())
    const plans = planYear({ ...stage, seed: begun.seed }, begun.total)
    const planning = lap()
    const refused: Record<string, number> = {}
    let [making, writing, actions] = [0, 0, 0]
    for (let at = begun.done; at < plans.length; at += batch) {
      const lived = plans.slice(at, at + batch).map((plan, index) => live(stage, plan, begun.firstNumber + at + index))
      for (const one of lived.flatMap(({ refused: some }) => some)) refused[one] = (refused[one] ?? 0) + 1
      const rows = lived.map(({ made }) => made.rows())
      making += lap()
      await fillCases(client, at, rows)
      writing += lap()
      actions += rows.reduce((sum, one) => sum + one.actions.length, 0)
    }
    const { findings } = await verifyCases(client, desk.masterKey)
    const [first] = findings
    if (first !== undefined) throw new Error(`The demonstration year does not verify: ${first.caseId} ${first.what}`)
    await endFilling(client)
    return {
      cases: plans.length,
      actions,
      findings: findings.length,
      refused,
      planning,
      making,
      writing,
      verifying: lap(),
    }
  })
}

/** All that a case is made with. */
export async function openStage(
  { app, city, desk, organisation }: Omit<FillingDesk, 'migrationUrl'>,
  year: DemoYear,
  until: number,
): Promise<Stage> {
  const [[calendar]] = await app.reader.read(newestRevision())
  const book = await desk.calendars.at(app.reader, calendar!.revision)
  const accounts: SimulatedPerson[] = []
  for (const { username } of city.demo.accounts) {
    const actor = await findActor(app, username, {
      organisation: { subtree: (id) => organisation.subtree(id), head: () => organisation.head() },
    })
    if (actor === undefined) continue
    const { accountId, name, unitId, unitName, role } = actor
    accounts.push({ accountId, name, unitId, unitName, role, platformId: desk.units.platformOf(unitId)?.id ?? null })
  }
  return { desk, book, town: new Town(desk, organisation, city, year, accounts), year, seed: year.seed, until }
}
