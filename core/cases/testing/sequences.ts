import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect } from 'vitest'
import { ProblemError } from '#lib/http'
import type { ActionRecord } from '../action.ts'
import { clockTime, decide } from '../decide.ts'
import { foldNext, holderOf, jointOf, type CaseState } from '../fold.ts'
import type { ActionDefinition, KindDefinition } from '../kind.ts'
import { nextPoint } from '../step-clocks.ts'
import { randomKinds } from './random-kind.ts'
import { beginCase, people, smallWorld } from './small-world.ts'
import type { Acting } from '../workflow.ts'

// Commands at random, allowed or not, by anybody, in any order, at any time: whatever is accepted keeps what must always
// hold, and whatever is refused changes nothing.

const cities = join(import.meta.dirname, '../../../cities')
const cityKinds = readdirSync(cities, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(cities, name, 'kinds')).map((file) => join(cities, name, 'kinds', file)))
  .map((path) => JSON.parse(readFileSync(path, 'utf8')) as KindDefinition)

interface Attempt {
  readonly person: number
  readonly action: number
  readonly value: number
  readonly minutes: number
  /** says it happened this long ago */
  readonly ago: number
}

const attempts: fc.Arbitrary<Attempt[]> = fc.array(
  fc.record({
    person: fc.nat(100),
    action: fc.nat(1000),
    value: fc.nat(100),
    minutes: fc.oneof(fc.nat(30), fc.nat(20_000)),
    ago: fc.oneof(fc.constant(0), fc.nat(3_000)),
  }),
  { minLength: 1, maxLength: 25 },
)
const start = Date.UTC(2026, 2, 2, 1)

/** Runs so many random sequences of commands on random kinds and on those of every city. */
export function checkSequences(numRuns: number, seed?: number): void {
  let accepted = 0
  let refused = 0
  let ended = 0
  fc.assert(
    fc.property(fc.oneof(randomKinds, fc.constantFrom(...cityKinds)), attempts, (kind, tries) => {
      let state = beginCase(kind, start)
      const log: ActionRecord[] = []
      let now = start
      for (const one of tries) {
        now += one.minutes * 60_000
        const { action, acting } = chosen(kind, state, one)
        const frozen = JSON.stringify(state)
        try {
          const at = clockTime(kind, state, now - one.ago * 60_000, now)
          const input = inputFor(action, one.value, now)
          const { payload } = decide(kind, state, { action, acting, input, at }, smallWorld(now))
          const record = recordOf(state, action.code, acting, payload, now)
          log.push(record)
          const after = foldNext(state, record)
          expect(JSON.stringify(state)).toBe(frozen)
          holdsAlways(kind, state, after)
          state = after
          accepted += 1
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error
          expect(JSON.stringify(state)).toBe(frozen)
          refused += 1
        }
      }
      expect(log.reduce<CaseState>((before, record) => foldNext(before, record), beginCase(kind, start))).toEqual(state)
      if (state.closedAt !== null) ended += 1
    }),
    { numRuns, ...(seed === undefined ? {} : { seed }) },
  )
  // It means something only if a good part was accepted, a good part refused, and lives came to their end.
  expect(Math.min(accepted, refused)).toBeGreaterThan(numRuns)
  expect(ended).toBeGreaterThan(numRuns / 50)
}

/** Mostly somebody whose turn it may be, at an action of the present state; now and then anybody at anything. */
function chosen(
  kind: KindDefinition,
  state: CaseState,
  { person, action: pick }: Attempt,
): { action: ActionDefinition; acting: Acting } {
  const here = kind.actions.filter((one) => one.from.includes(state.state))
  const from = here.length > 0 && pick % 5 > 0 ? here : kind.actions
  const action = from[pick % from.length]!
  const holder = holderOf(state)?.unitId
  const turn = person % 4 > 0 ? people.find((one) => one.unitId === holder) : undefined
  const anybody = (action.by === 'holder' ? turn : undefined) ?? people[person % people.length]!
  const role = person % 9 === 0 ? 'nobody' : (action.roles[person % Math.max(1, action.roles.length)] ?? 'nobody')
  const acting = { ...anybody, role }
  return { action, acting: action.by === 'system' ? { ...acting, system: true } : acting }
}

function inputFor(action: ActionDefinition, value: number, now: number): Record<string, string> {
  const input: Record<string, string> = {}
  for (const [index, field] of action.input.entries()) {
    const pick = value + index
    if (field.required !== true && pick % 3 > 0) continue
    if (field.when !== undefined && pick % 4 > 0) continue
    const unit = people[pick % people.length]!.unitId
    const choice = field.choices?.[pick % Math.max(1, field.choices.length)]?.code ?? 'x'
    const values = {
      unit,
      choice,
      moment: new Date(now + (pick - 20) * 3_600_000).toISOString(),
      number: String(pick % 12),
      point: '121.2,31.0',
      files: '00000000-0000-7000-8000-000000000099',
      text: 'x',
      long: '说明',
      code: 'x',
      standard: 'x',
    } satisfies Record<typeof field.type, string>
    if (pick % 17 > 0) input[field.key] = values[field.type]
  }
  return input
}

function recordOf(
  before: CaseState,
  action: string,
  { accountId, unitId }: Acting,
  payload: ActionRecord['payload'],
  at: number,
): ActionRecord {
  const time = new Date(at).toISOString()
  return {
    caseId: before.id,
    sequence: before.sequence + 1,
    commandId: `command ${before.sequence + 1}`,
    action,
    actorId: accountId,
    actorName: accountId,
    unitId,
    unitName: unitId,
    occurredAt: time,
    recordedAt: time,
    payload,
  }
}

function holdsAlways(kind: KindDefinition, before: CaseState, after: CaseState): void {
  expect(after.sequence).toBe(before.sequence + 1)
  const definition = kind.states.find((one) => one.code === after.state)
  expect(definition).toBeDefined()
  expect(after.closedAt !== null).toBe(definition!.stage === 'done')
  // One platform always, one handling unit at most, no unit twice; the past is never rewritten.
  const open = after.assignments.filter((one) => one.until === null)
  expect(open.filter((one) => one.part === 'platform')).toHaveLength(1)
  expect(open.filter((one) => one.part === 'main').length).toBeLessThanOrEqual(1)
  expect(new Set(jointOf(after).map((one) => one.unitId)).size).toBe(jointOf(after).length)
  expect(after.assignments.map((one) => one.ordinal)).toEqual(after.assignments.map((_, index) => index + 1))
  for (const [index, old] of before.assignments.entries()) {
    const { until, visible, ...same } = after.assignments[index]!
    expect({ ...same, until: old.until, visible: old.visible }).toEqual(old)
    if (old.until !== null) expect({ until, visible }).toEqual({ until: old.until, visible: old.visible })
  }
  for (const run of after.clocks) {
    const was = before.clocks.find((one) => one.code === run.code)
    expect(run.round).toBeGreaterThanOrEqual(was?.round ?? 0)
    expect(run.since >= run.startedAt).toBe(true)
    expect(run.deadline >= run.startedAt).toBe(true)
    if (run.state !== 'running') expect(nextPoint(run)).toBeUndefined()
    const clock = kind.clocks!.find((one) => one.code === run.code)!
    if (run.state === 'running') expect(clock.runsIn).toContain(after.state)
    for (let index = 1; index < run.marks.length; index += 1) {
      expect(run.marks[index]!.at).toBeGreaterThanOrEqual(run.marks[index - 1]!.at)
    }
  }
  for (const [action, count] of Object.entries(before.done)) expect(after.done[action]).toBeGreaterThanOrEqual(count)
}
