import type { KindDefinition } from '#core/cases'
import { Chance } from './chance.ts'
import { live, type Lived, type Plan, type Stage } from './live.ts'
import type { Behaviour } from './schema.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000

/**
 * What begins when: most cases over the year, by season, weekday and hour; and for every state that a kind does not end
 * in some that stand in it at the end, found by trying. Sorted by their beginning.
 */
export function planYear(stage: Stage, total: number): Plan[] {
  const { year, seed } = stage
  const open = year.behaviours.flatMap((behaviour) =>
    Object.entries(behaviour.open).flatMap(([target, { count }]) =>
      Array.from({ length: Math.max(1, Math.round(count * Math.min(1, total / year.cases))) }, () => ({
        behaviour,
        target,
      })),
    ),
  )
  const plans: Plan[] = []
  for (const [index, { behaviour, target }] of open.entries()) {
    const plan = aim(stage, behaviour, target, 1_000_000 + index * 16)
    if (plan !== undefined) plans.push(plan)
  }
  const chance = new Chance(seed, -1)
  const days = Array.from({ length: year.days }, (_, ago) => startOfDay(stage.until) - ago * dayMs)
  for (let index = 0; plans.length < total; index += 1) {
    const behaviour = chance.weighted(year.behaviours, (one) => one.weight)
    const day = chance.weighted(days, (one) => weightOf(behaviour, one, year.seasons))
    const hour = chance.weighted(
      behaviour.hours.map((_, one) => one),
      (one) => behaviour.hours[one]!,
    )
    const at = Math.round(day + hour * hourMs + chance.next() * hourMs)
    if (at < stage.until) plans.push({ index, behaviour, at })
  }
  return plans.toSorted((a, b) => a.at - b.at || a.index - b.index)
}

/** The midnight before a moment, in Shanghai. */
function startOfDay(at: number): number {
  return Math.floor((at + 8 * hourMs) / dayMs) * dayMs - 8 * hourMs
}

const weights = new WeakMap<Behaviour, Map<number, number>>()

function weightOf(behaviour: Behaviour, day: number, seasons: Readonly<Record<string, readonly number[]>>): number {
  let known = weights.get(behaviour)
  if (known === undefined) weights.set(behaviour, (known = new Map()))
  let weight = known.get(day)
  if (weight === undefined) {
    const local = new Date(day + 8 * hourMs)
    const month = local.getUTCMonth()
    const season = behaviour.topics.reduce(
      (sum, one) => sum + one.weight * (one.season === undefined ? 1 : seasons[one.season]![month]!),
      0,
    )
    weight = season * behaviour.weekdays[local.getUTCDay()]!
    known.set(day, weight)
  }
  return weight
}

/**
 * When a case must begin to stand in a state now: lived from a guess, then moved by as much as it was wrong. How long it
 * has stood there is drawn from the clock it is due by: some are green, some yellow, some red.
 */
function aim(stage: Stage, behaviour: Behaviour, target: string, index: number): Plan | undefined {
  const light = new Chance(stage.seed, index, 2).next()
  for (let attempt = 0; attempt < 16; attempt += 1) {
    let at = stage.until - (2 + attempt) * dayMs
    for (let round = 0; round < 5; round += 1) {
      const plan: Plan = { index: index + attempt, behaviour, at, target }
      const { made, reachedAt, stood } = live(stage, plan, 1)
      if (reachedAt === undefined) {
        at -= 2 * dayMs
        continue
      }
      const wanted = ageOf(made.kind, stood.clocks, light, reachedAt)
      const error = stage.until - reachedAt - wanted
      if (made.state.state === target && Math.abs(error) <= Math.max(0.3 * wanted, 10 * 60_000)) return plan
      if (made.state.state === target && round === 4) return plan
      at = Math.round(at + error)
      if (at >= stage.until) at = stage.until - 5 * 60_000
    }
  }
  return undefined
}

/** How long a case stands where it stands, in ms. */
function ageOf(kind: KindDefinition, clocks: Lived['stood']['clocks'], light: number, since: number): number {
  // Green, yellow, red.
  const part = light < 0.62 ? 0.1 + light : light < 0.8 ? 0.82 + (light - 0.62) * 0.8 : 1.05 + (light - 0.8) * 3
  const running = clocks.filter((run) => run.state === 'running' && Date.parse(run.deadline) > since)
  const [next] = running.toSorted((a, b) => (a.deadline < b.deadline ? -1 : 1))
  const shown = running.filter((run) => kind.clocks?.find((one) => one.code === run.code)?.shows !== 'aside')
  const [due = next] = shown.toSorted((a, b) => (a.deadline < b.deadline ? -1 : 1))
  // Where the system acts when a clock is up, it may not be up yet.
  const [acting] = running.filter((run) => kind.clocks?.find((one) => one.code === run.code)?.then !== undefined)
  const most = acting === undefined ? 9 * dayMs : 0.9 * (Date.parse(acting.deadline) - since)
  return Math.min(due === undefined ? dayMs * part : (Date.parse(due.deadline) - since) * part, most)
}
