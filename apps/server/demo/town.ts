import type { CaseDesk, SimulatedPerson } from '#core/cases'
import { sm3Hex } from '#lib/crypto'
import type { OrgBook } from '#platform/org'
import type { CityData } from '../city.ts'
import { Chance } from './chance.ts'
import type { DemoYear } from './schema.ts'

/** A place where something may be wrong. */
export interface Spot {
  /** id of the town it lies in */
  readonly townId: string
  readonly townName: string
  /** ids of the village or committee it lies in, if one is known */
  readonly villageId: string | undefined
  readonly road: string
  /** what people call the neighbourhood */
  readonly estate: string
  readonly place: string
  readonly point: readonly [number, number] | undefined
}

interface Unit {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly sort: string
}

/** The city as the generator asks about it: spots by town, and people who act. The same for the same data. */
export class Town {
  readonly units: readonly Unit[]
  readonly #spots = new Map<string, Spot[]>()
  readonly #weights: { townId: string; weight: number }[] = []
  readonly #byUnit: ReadonlyMap<string, readonly SimulatedPerson[]>
  readonly #byPlatform: ReadonlyMap<string, readonly SimulatedPerson[]>
  readonly #byRole: ReadonlyMap<string, readonly SimulatedPerson[]>
  readonly #villages: ReadonlyMap<string, readonly Unit[]>
  readonly #focusTowns: readonly string[]
  readonly #focusVillages: readonly string[]

  constructor(
    desk: CaseDesk,
    organisation: OrgBook,
    city: CityData,
    year: DemoYear,
    accounts: readonly SimulatedPerson[],
  ) {
    this.units = [...organisation.content.codes]
      .flatMap(([code, id]) => {
        const unit = desk.units.findUnit(id)
        return unit === undefined ? [] : [{ ...unit, code }]
      })
      .toSorted((a, b) => (a.code < b.code ? -1 : 1))
    const platforms = this.units.filter((one) => year.towns[one.code] !== undefined || one.sort === 'town')
    this.#villages = Map.groupBy(
      this.units.filter(
        (one) => desk.units.platformOf(one.id)?.id === one.id && desk.units.platformAbove(one.id) !== undefined,
      ),
      (one) => desk.units.platformAbove(one.id)!.id,
    )
    for (const { id, code } of platforms)
      this.#weights.push({ townId: id, weight: year.towns[code]?.weight ?? this.#villages.get(id)?.length ?? 0 })
    this.#readSpots(desk, city, year)
    const people = [...accounts, ...this.#people(desk, year, accounts)]
    this.#byUnit = Map.groupBy(people, (one) => one.unitId)
    this.#byPlatform = Map.groupBy(people, (one) => one.platformId ?? '')
    this.#byRole = Map.groupBy(people, (one) => one.role)
    const idsOf = (codes: readonly string[]) => codes.flatMap((code) => desk.units.byDivision(code)?.id ?? [])
    this.#focusTowns = idsOf(year.focus.towns)
    this.#focusVillages = idsOf(year.focus.villages)
  }

  /** Somewhere in the city, the large towns more often; for what is to be seen today often in the towns of the focus. */
  spot(chance: Chance, focus: boolean): Spot {
    const townId = focus ? chance.of(this.#focusTowns) : chance.weighted(this.#weights, (one) => one.weight).townId
    const spot = chance.of(this.#spots.get(townId)!)
    const villageId = focus && chance.is(0.7) ? chance.of(this.#focusVillages) : spot.villageId
    if (spot.point === undefined) return { ...spot, villageId }
    const [lon, lat] = spot.point
    const moved = [lon + chance.between(-0.0012, 0.0012), lat + chance.between(-0.001, 0.001)] as const
    return { ...spot, villageId, point: [Math.round(moved[0] * 1e6) / 1e6, Math.round(moved[1] * 1e6) / 1e6] }
  }

  villagesOf(townId: string): readonly Unit[] {
    return this.#villages.get(townId) ?? []
  }

  peopleOf(unitId: string): readonly SimulatedPerson[] {
    return this.#byUnit.get(unitId) ?? []
  }

  peopleOn(platformId: string): readonly SimulatedPerson[] {
    return this.#byPlatform.get(platformId) ?? []
  }

  peopleAs(role: string): readonly SimulatedPerson[] {
    return this.#byRole.get(role) ?? []
  }

  #readSpots(desk: CaseDesk, city: CityData, year: DemoYear): void {
    const road = new RegExp(year.road)
    const named = (name: string) =>
      year.unitEnds.reduce((text, end) => (text.endsWith(end) ? text.slice(0, -end.length) : text), name)
    for (const place of city.geo.places) {
      const found = desk.locate(undefined, [place.lon, place.lat])
      const street = road.exec(place.address)?.[1] ?? road.exec(place.name)?.[1]
      if (found === undefined || street === undefined) continue
      const units = found.areas.flatMap((code) => desk.units.byDivision(code) ?? [])
      const town = units.find((one) => this.#weights.some((weight) => weight.townId === one.id))
      if (town === undefined) continue
      const village = units.findLast((one) => desk.units.platformAbove(one.id)?.id === town.id)
      const spots = this.#spots.get(town.id) ?? []
      this.#spots.set(town.id, spots)
      spots.push({
        townId: town.id,
        townName: town.name,
        villageId: village?.id,
        road: street,
        estate: named(village?.name ?? town.name),
        place: year.places.includes(place.kind) ? place.name.replace(/[(（].*$/, '') : street,
        point: [place.lon, place.lat],
      })
    }
    for (const [code, { roads }] of Object.entries(year.towns)) {
      const town = this.units.find((one) => one.code === code)
      if (town === undefined) continue
      const spots = roads.map((street) => {
        return {
          townId: town.id,
          townName: town.name,
          villageId: undefined,
          road: street,
          estate: town.name,
          place: street,
          point: undefined,
        }
      })
      this.#spots.set(town.id, spots)
    }
    // A town without a spot has no cases.
    for (const one of this.#weights) if (!this.#spots.has(one.townId)) one.weight = 0
  }

  /** People without an account: their ids follow from unit, role and number, their names too. */
  #people(desk: CaseDesk, { people }: DemoYear, accounts: readonly SimulatedPerson[]): SimulatedPerson[] {
    const surnames = [...people.surnames]
    const taken = new Set(accounts.map((one) => one.name))
    return people.posts.flatMap(({ unit, sort, role, count }) =>
      this.units
        .filter((one) => one.code === unit || one.sort === sort)
        .flatMap((one) =>
          Array.from({ length: count }, (_, number) => {
            const hex = sm3Hex(`demonstration ${one.code} ${role} ${number}`)
            const chance = new Chance(Number.parseInt(hex.slice(0, 7), 16))
            let name = ''
            do name = `${chance.of(surnames)}${chance.of(people.givenNames)}`
            while (taken.has(name))
            taken.add(name)
            return {
              accountId: `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`,
              name,
              unitId: one.id,
              unitName: one.name,
              role,
              platformId: desk.units.platformOf(one.id)?.id ?? null,
            }
          }),
        ),
    )
  }
}
