import {
  SimulatedCase,
  type ActionDefinition,
  type CaseDesk,
  type KindDefinition,
  type SimulatedPerson,
} from '#core/cases'
import { ProblemError } from '#lib/http'
import { dayInShanghai } from '#lib/kernel'
import type { CalendarBook } from '#platform/calendar'
import { addTime, nextOpening } from '#platform/calendar/contract'
import { Chance } from './chance.ts'
import type { Scene, When } from './draw-sample.ts'
import type { Behaviour, Choice, Delay, DemoYear, Filled, Form, Topic } from './schema.ts'
import type { Spot, Town } from './town.ts'
import { write } from './words.ts'

const minuteMs = 60_000
const dayMs = 86_400_000

/** What every case is made with. */
export interface Stage {
  readonly desk: CaseDesk
  readonly book: CalendarBook
  readonly town: Town
  readonly year: DemoYear
  readonly seed: number
  /** the moment up to which cases live, ms */
  readonly until: number
}

/** One case to be made. */
export interface Plan {
  /** what its chance is drawn from beside the seed */
  readonly index: number
  readonly behaviour: Behaviour
  /** when it begins, ms */
  readonly at: number
  /** the state in which it is to stand at the end */
  readonly target?: string | undefined
}

/** A sample picture that belongs to a case. */
export interface Photo {
  readonly id: string
  readonly scene: Scene
  readonly when: When
  readonly at: number
  readonly by: SimulatedPerson
}

/** A case that has lived, and since when it stands in the state that was aimed at. */
export interface Lived {
  readonly made: SimulatedCase
  readonly photos: readonly Photo[]
  readonly reachedAt: number | undefined
  /** as it stood then */
  readonly stood: SimulatedCase['state']
  /** what the engine refused, as `kind state action` */
  readonly refused: readonly string[]
}

/** Lives one case from its beginning until the moment of the stage, or until it has come to where it was to stand. */
export function live(stage: Stage, plan: Plan, running: number): Lived {
  return new Life(stage, plan, running).live()
}

class Life {
  readonly #stage: Stage
  readonly #plan: Plan
  readonly #chance: Chance
  readonly #kind: KindDefinition
  readonly #topic: Topic
  readonly #spot: Spot
  readonly #running: number
  readonly #case: SimulatedCase
  readonly #refused: string[] = []
  readonly #photos: Photo[] = []
  /** those of the form that is being filled in */
  #taken: Photo[] = []
  #reason = ''
  #at: number

  constructor(stage: Stage, plan: Plan, running: number) {
    this.#stage = stage
    this.#plan = plan
    this.#running = running
    this.#at = plan.at
    const { year, town, desk, seed } = stage
    const { behaviour, at, target } = plan
    const chance = new Chance(seed, plan.index)
    this.#chance = chance
    this.#kind = desk.kinds.newest(behaviour.kind)!
    const month = new Date(at + 8 * 3_600_000).getUTCMonth()
    this.#topic = chance.weighted(
      behaviour.topics,
      (one) => one.weight * (one.season === undefined ? 1 : year.seasons[one.season]![month]!),
    )
    this.#spot = town.spot(chance, target !== undefined && chance.is(year.focus.share))
    this.#case = this.#begin(chance)
  }

  live(): Lived {
    const { target } = this.#plan
    let reachedAt = this.#case.state.state === target && this.#ready() ? this.#at : undefined
    for (let step = 0; step < 60 && reachedAt === undefined; step += 1) {
      const choice = this.#choose()
      if (!(choice === undefined ? this.#wait() : this.#act(choice))) break
      if (this.#case.state.state === target && this.#ready()) reachedAt = this.#at
    }
    const stood = this.#case.state
    this.#case.ring(this.#stage.until)
    return { made: this.#case, photos: this.#photos, reachedAt, stood, refused: this.#refused }
  }

  /** Whether it has gone the way it was to go. */
  #ready(): boolean {
    return this.#waypoint() === undefined
  }

  #waypoint(): string | undefined {
    const { behaviour, target } = this.#plan
    const via = target === undefined ? undefined : behaviour.open[target]?.via
    return via?.find((code) => (this.#case.state.done[code] ?? 0) === 0)
  }

  /** Whether the photos that a way to begin requires can be shown: not every matter has a sample picture. */
  #canShow({ entry, form }: Behaviour['begins'][number]): boolean {
    if (this.#topic.scene !== undefined) return true
    const { requires = [] } = this.#kind.entries?.find((one) => one.code === entry) ?? this.#kind.register
    return !requires.some((key) => form?.[key] !== undefined && 'photo' in form[key])
  }

  #begin(chance: Chance): SimulatedCase {
    const { desk, book } = this.#stage
    const { behaviour, at, index } = this.#plan
    const ways = behaviour.begins.filter((way) => this.#canShow(way)).toSorted((a, b) => b.weight - a.weight)
    for (let attempt = 0; ; attempt += 1) {
      const way = chance.weighted(ways, (one) => one.weight)
      const people = this.#peopleAt(way.level).filter((one) => way.roles.includes(one.role))
      if (people.length === 0) {
        if (attempt > 20) throw new Error(`Nobody begins a case of ${behaviour.kind} at ${way.level}`)
        continue
      }
      const person = chance.of(people)
      const values = {
        ...this.#fill({ ...behaviour.form, ...way.form }, { at, person, state: '' }),
        ...this.#topic.set,
      }
      const ids = new Chance(this.#stage.seed, index, 1)
      const id = (moment: number): string => idAt(moment, ids)
      const begun = {
        kind: this.#kind,
        entry: way.entry,
        values,
        person,
        at,
        running: this.#running,
        id,
      }
      const made = new SimulatedCase(desk, book, begun)
      this.#photos.push(...this.#taken)
      return made
    }
  }

  /** People on the platform of a sort of unit at the spot. */
  #peopleAt(level: string): readonly SimulatedPerson[] {
    const { desk, town } = this.#stage
    const { villageId, townId } = this.#spot
    const ids = [villageId, townId, desk.units.platformAbove(townId)?.id]
    const id = ids.find((one) => one !== undefined && desk.units.findUnit(one)?.sort === level)
    // A village may be one of several sorts.
    const other = id === undefined && villageId !== undefined && level === 'village' ? villageId : id
    return other === undefined ? [] : town.peopleOn(other)
  }

  /** What is done next; undefined when nothing is. */
  #choose(): Choice | undefined {
    const { state } = this.#case
    const { behaviour, target } = this.#plan
    const possible = (behaviour.steps[state.state] ?? []).filter((one) => this.#possible(one))
    if (target !== undefined) {
      const next = this.#towards(possible)
      if (next !== undefined) return next
    }
    let left = this.#chance.next()
    for (const one of possible) {
      if (one.share === undefined) continue
      left -= this.#share(one.share)
      if (left < 0) return one
    }
    const rest = possible.filter((one) => one.share === undefined)
    return rest.length === 0 ? undefined : this.#chance.weighted(rest, (one) => one.weight ?? 1)
  }

  #share(share: number | string): number {
    return typeof share === 'number' ? share : this.#stage.year.shares[share]!.value
  }

  #possible({ do: code, share, most, when, holder }: Choice): boolean {
    const done = this.#case.state.done[code] ?? 0
    if (done >= (most ?? (share === undefined ? 40 : 1))) return false
    if (holder !== undefined) {
      const held = this.#case.state.assignments.find((one) => one.part === 'main' && one.until === null)
      const sort = held === undefined ? undefined : this.#stage.desk.units.findUnit(held.unitId)?.sort
      if (sort === undefined || !holder.includes(sort)) return false
    }
    return when === undefined || this.#case.holds(when, this.#at)
  }

  /** The first step of the shortest way to where it is to go, by what the behaviour knows. */
  #towards(possible: readonly Choice[]): Choice | undefined {
    const { behaviour, target } = this.#plan
    const waypoint = this.#waypoint()
    const direct = possible.find((one) => one.do === waypoint)
    if (direct !== undefined) return direct
    const goals = waypoint === undefined ? [target!] : this.#action(waypoint).from
    const from = this.#case.state.state
    const seen = new Set([from])
    let front: { state: string; first: Choice }[] = []
    const onward = (state: string, choices: readonly Choice[], first: Choice | undefined) => {
      for (const choice of choices) {
        const to = this.#action(choice.do).to
        if (to === undefined || seen.has(to) || to === '@before') continue
        seen.add(to)
        next.push({ state: to, first: first ?? choice })
      }
    }
    let next: typeof front = []
    onward(from, possible, undefined)
    for (front = next; front.length > 0; front = next) {
      const found = front.find((one) => goals.includes(one.state))
      if (found !== undefined) return this.#mustFirst(possible, found.first)
      next = []
      for (const { state, first } of front) onward(state, behaviour.steps[state] ?? [], first)
    }
    return undefined
  }

  /** What stays in the state and always comes first, such as calling the citizen before the result. */
  #mustFirst(possible: readonly Choice[], wanted: Choice): Choice {
    return possible.find((one) => one.share === 1) ?? wanted
  }

  #action(code: string): ActionDefinition {
    const action = this.#kind.actions.find((one) => one.code === code)
    if (action === undefined) throw new Error(`${this.#kind.kind} has no action ${code}`)
    return action
  }

  /** Does it at its time, unless a clock was faster; false when its time lies after the end. */
  #act(choice: Choice): boolean {
    const { until } = this.#stage
    const action = this.#action(choice.do)
    const at = this.#when(choice.delay)
    if (at >= until) return false
    const { state } = this.#case.state
    this.#case.ring(at)
    this.#at = Math.max(at, Date.parse(this.#case.state.changedAt) + 1000)
    if (this.#case.state.state !== state) return this.#at < until
    if (!this.#possible(choice)) return true
    const person = this.#person(action, choice)
    if (person === undefined) {
      this.#refused.push(`${this.#kind.kind} ${state} ${choice.do}: ${this.#reason}`)
      return true
    }
    const input = this.#fill(choice.input ?? {}, { at: this.#at, person, state })
    try {
      this.#case.do(action, input, person, this.#at)
      this.#photos.push(...this.#taken)
    } catch (error) {
      // What the engine refuses is not done; the year's data need not know all of its rules.
      if (!(error instanceof ProblemError)) throw error
      this.#refused.push(`${this.#kind.kind} ${state} ${choice.do}`)
    }
    return true
  }

  /** Where nobody does anything, waits for what the system does when a clock is up; false when that lies after the end. */
  #wait(): boolean {
    const { state, clocks } = this.#case.state
    const acting = (code: string): boolean =>
      this.#kind.clocks?.find((one) => one.code === code)?.performs !== undefined
    const ends = clocks
      .filter((run) => run.state === 'running' && run.breachedAt === null && acting(run.code))
      .map((run) => Date.parse(run.deadline))
    const at = Math.min(...ends)
    if (at >= this.#stage.until) return false
    this.#case.ring(at)
    this.#at = Math.max(this.#at, Date.parse(this.#case.state.changedAt))
    return this.#case.state.state !== state
  }

  #when(delay: Delay): number {
    const { book } = this.#stage
    const calendar = book.calendarFor(undefined)
    const from = this.#at + 1000 * (5 + this.#chance.below(55))
    if ('minutes' in delay) {
      const minutes = this.#chance.around(delay.minutes, delay.spread ?? 0.6)
      if (delay.hours === 'always') return Math.round(from + minutes * minuteMs)
      return Math.round(addTime(calendar, from, minutes / 60, 'work_hour')) + this.#chance.below(minuteMs)
    }
    const run = this.#case.state.clocks.find((one) => one.code === delay.clock && one.state === 'running')
    const deadline = run === undefined ? addTime(calendar, from, 8, 'work_hour') : Date.parse(run.deadline)
    const late = this.#chance.is(this.#share(delay.late))
    if (late) return Math.round(addTime(calendar, Math.max(from, deadline), this.#chance.around(5, 0.9), 'work_hour'))
    if (deadline <= from) return from + 20 * minuteMs
    const wished = from + (deadline - from) * this.#chance.between(0.12, 0.88)
    const opening = nextOpening(calendar, wished)
    const at = opening === wished ? wished : opening + this.#chance.between(5, 40) * minuteMs
    return Math.round(at < deadline ? at : wished)
  }

  #person(action: ActionDefinition, { as }: Choice): SimulatedPerson | undefined {
    const { town } = this.#stage
    const roles = as ?? action.roles
    this.#reason = 'there is nobody'
    const { assignments } = this.#case.state
    const now = assignments.filter((one) => one.until === null)
    const holder = now.find((one) => one.part === 'main') ?? assignments.findLast((one) => one.part === 'main')
    const platform = now.find((one) => one.part === 'platform')
    const joint = now.filter((one) => one.part === 'joint').flatMap((one) => town.peopleOf(one.unitId))
    const own = holder === undefined ? [] : town.peopleOf(holder.unitId)
    const near = platform === undefined ? [] : town.peopleOn(platform.unitId)
    const far = roles.flatMap((role) => town.peopleAs(role))
    const groups =
      action.by === 'joint'
        ? [joint]
        : action.by === 'platform'
          ? [near]
          : action.by === 'anyone'
            ? [own, near, far]
            : [own]
    for (const group of groups) {
      const fitting = group.filter((one) => roles.includes(one.role))
      const start = fitting.length === 0 ? 0 : this.#chance.below(fitting.length)
      for (let index = 0; index < Math.min(fitting.length, 8); index += 1) {
        const person = fitting[(start + index) % fitting.length]!
        const reason = this.#case.whyNot(action, person, this.#at)
        if (reason === undefined) return person
        this.#reason = reason.en
      }
    }
    return undefined
  }

  #fill(form: Form, who: { at: number; person: SimulatedPerson; state: string }): Record<string, string> {
    const values: Record<string, string> = {}
    this.#taken = []
    for (const [key, entry] of Object.entries(form)) {
      if ('maybe' in entry && !this.#chance.is(this.#share(entry.maybe))) continue
      const value = this.#value('maybe' in entry ? entry.fill : entry, who)
      if (value !== undefined) values[key] = value
    }
    return values
  }

  #value(filled: Filled, { at, person }: { at: number; person: SimulatedPerson }): string | undefined {
    const chance = this.#chance
    const { year } = this.#stage
    if ('value' in filled) return filled.value
    if ('text' in filled) return this.#text(filled.text)
    if ('pick' in filled) return chance.weighted(Object.entries(filled.pick), ([, weight]) => weight)[0]
    if ('number' in filled) return String(Math.round(chance.between(...filled.number)))
    if ('days' in filled) return new Date(at + Math.round(chance.between(...filled.days) * dayMs)).toISOString()
    if ('ago' in filled) return new Date(at - Math.round(chance.between(...filled.ago) * minuteMs)).toISOString()
    if ('person' in filled) {
      if (filled.person === 'phone')
        return `${year.people.phonePrefix}${String(chance.below(10 ** 9)).padStart(9, '0')}`.slice(0, 11)
      return `${chance.of([...year.people.surnames])}${chance.of(['先生', '女士', '先生', '女士', '阿姨', '师傅'])}`
    }
    if ('sourceNumber' in filled)
      return `${filled.sourceNumber}${dayInShanghai(new Date(at)).replaceAll('-', '')}${String(this.#plan.index).padStart(6, '0')}`
    if ('photo' in filled) return this.#photo(filled.photo, at, person)
    if ('place' in filled) return this.#place(filled.place)
    if ('topic' in filled) return this.#ofTopic(filled.topic)
    return this.#unit(filled.unit, person, at)
  }

  #photo(when: When, at: number, by: SimulatedPerson): string | undefined {
    const { scene } = this.#topic
    if (scene === undefined) return undefined
    const order = this.#photos.length + this.#taken.length
    const photo = { id: idAt(at, new Chance(this.#stage.seed, this.#plan.index, 3, order)), scene, when, at, by }
    this.#taken.push(photo)
    return photo.id
  }

  #place(what: 'address' | 'point' | 'hint' | 'town'): string | undefined {
    const { point, road, place, townName } = this.#spot
    if (what === 'point') return point?.join()
    if (what === 'town') return townName
    if (what === 'hint') return place
    return `${townName}${road}${1 + this.#chance.below(1900)}${this.#chance.of(['号', '弄', '号附近', '弄门口'])}`
  }

  #ofTopic(what: 'code' | 'kind' | 'standard'): string | undefined {
    const { code, kind, standards } = this.#topic
    if (what === 'code') return code
    return what === 'kind'
      ? kind
      : standards === undefined
        ? undefined
        : this.#chance.weighted(standards, (one) => 1 / (1 + standards.indexOf(one)))
  }

  #text(pool: string): string {
    const { year } = this.#stage
    const { road, place, estate, townName } = this.#spot
    const own = pool === 'title' || pool === 'text' || pool === 'done' ? this.#topic[pool] : undefined
    const template = own === undefined ? `{${pool}}` : this.#chance.of(own)
    return write(template, { road, place, estate, town: townName }, year.words, this.#chance)
  }

  #unit(what: Extract<Filled, { unit: unknown }>['unit'], person: SimulatedPerson, at: number): string | undefined {
    const { desk, town, year } = this.#stage
    const { assignments } = this.#case.state
    const platformId = assignments.find((one) => one.part === 'platform' && one.until === null)?.unitId
    const holder = assignments.findLast((one) => one.part === 'main')?.unitId
    const bureau = (codes: readonly string[]) =>
      codes.map((code) => desk.units.byCode(code)?.id).filter((id) => id !== undefined && id !== holder)[0]
    const top = platformId !== undefined && desk.units.platformAbove(platformId) === undefined
    if (what === 'town') return this.#spot.townId
    if (what === 'holder') return holder
    if (what === 'village') {
      const below = town.villagesOf(person.unitId)
      if (below.some((one) => one.id === this.#spot.villageId)) return this.#spot.villageId
      return below.length === 0 ? undefined : this.#chance.of(below).id
    }
    if (what === 'bureau') return bureau(shuffled(year.bureaus, this.#chance))
    if (what === 'other') return top ? bureau(shuffled(year.bureaus, this.#chance)) : platformId
    const own = this.#topic.unit === undefined ? undefined : bureau([this.#topic.unit])
    if (what === 'topic' && own !== undefined) return own
    const routed = this.#case.routed(at)
    if (what === 'topic') return this.#spot.townId
    return routed ?? (top ? (own ?? bureau(year.bureaus)) : platformId)
  }
}

/** A UUID (version 7) of a moment. */
function idAt(moment: number, chance: Chance): string {
  const time = moment.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.hex(3)}-8${chance.hex(3)}-${chance.hex(12)}`
}

function shuffled<T>(ones: readonly T[], chance: Chance): T[] {
  return ones
    .map((one) => ({ one, rank: chance.next() }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ one }) => one)
}
