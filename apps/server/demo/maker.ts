import { linesOf, verifyCases, type CaseDesk, type CaseLines, type Finding } from '#core/cases'
import { withClient } from '#lib/db'
import type { App } from '#lib/http'
import { newestRevision } from '#platform/calendar'
import { findActor } from '#platform/identity'
import type { OrgBook } from '#platform/org'
import type { SimulatedPerson } from '#core/cases'
import type { CityData } from '../city.ts'
import { live, type Photo, type Plan, type Stage } from './live.ts'
import { planYear } from './plan-year.ts'
import type { DemoYear } from './schema.ts'
import { Town } from './town.ts'

/** Which year is made. */
export interface YearOrder {
  readonly seed: number
  /** the moment up to which cases live, ms */
  readonly until: number
  readonly total: number
  readonly firstNumber: number
}

/** Some cases of the year, ready to be written. */
export interface MadeCases {
  readonly lines: CaseLines
  readonly count: number
  readonly actions: number
  readonly photos: readonly MadePhoto[]
  /** what the engine refused to let people do, and how often */
  readonly refused: Readonly<Record<string, number>>
}

/** A sample picture of a case: what it shows, and who took it where and when. */
export interface MadePhoto extends Photo {
  readonly caseId: string
  readonly place: { readonly lon: number; readonly lat: number } | undefined
}

/** Makes parts of the year, whichever it is asked for, and verifies its share of what was written. */
export interface Maker {
  make(order: YearOrder, from: number, count: number): Promise<MadeCases>
  verify(share: { index: number; of: number }): Promise<readonly Finding[]>
}

/** What a maker works with. */
export interface MakerDesk {
  readonly app: App
  readonly city: CityData
  readonly desk: CaseDesk
  readonly organisation: OrgBook
  readonly migrationUrl: string
}

/** Makes them here. */
export class YearMaker implements Maker {
  readonly #desk: MakerDesk
  #planned: Promise<{ stage: Stage; plans: readonly Plan[] }> | undefined

  constructor(desk: MakerDesk) {
    this.#desk = desk
  }

  async make(order: YearOrder, from: number, count: number): Promise<MadeCases> {
    this.#planned ??= this.#plan(order)
    const { stage, plans } = await this.#planned
    const lived = plans
      .slice(from, from + count)
      .map((plan, index) => live(stage, plan, order.firstNumber + from + index))
    const refused: Record<string, number> = {}
    for (const one of lived.flatMap(({ refused: some }) => some)) refused[one] = (refused[one] ?? 0) + 1
    const rows = lived.map(({ made }) => made.rows())
    const actions = rows.reduce((sum, one) => sum + one.actions.length, 0)
    const photos = lived.flatMap(({ made, photos: some }) =>
      some.map((one) => ({ ...one, caseId: made.state.id, place: made.state.place ?? undefined })),
    )
    return { lines: linesOf(rows), count: rows.length, actions, photos, refused }
  }

  async verify(share: { index: number; of: number }): Promise<readonly Finding[]> {
    const { desk, migrationUrl } = this.#desk
    return (await withClient(migrationUrl, (client) => verifyCases(client, desk.masterKey, share))).findings
  }

  async #plan({ seed, until, total }: YearOrder): Promise<{ stage: Stage; plans: readonly Plan[] }> {
    const { year } = this.#desk.city.demo
    if (year === undefined) throw new Error('The city has no demonstration year')
    const stage = { ...(await openStage(this.#desk, year, until)), seed }
    return { stage, plans: planYear(stage, total) }
  }
}

/** All that a case is made with. */
export async function openStage(
  { app, city, desk, organisation }: Omit<MakerDesk, 'migrationUrl'>,
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
