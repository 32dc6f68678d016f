import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkKind } from './check-kind.ts'
import type { CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { name, reason, act } from './testing/lending-kind.ts'
import { randomKinds, randomRoles } from './testing/random-kind.ts'
import { beginCase, move, movesOf } from './testing/small-world.ts'

const cities = join(import.meta.dirname, '../../cities')
const kindFiles = ['songjiang', 'example'].flatMap((city) =>
  readdirSync(join(cities, city, 'kinds')).map((file) => [city, file] as const),
)
test.each(kindFiles)('in %s the kind %s has no errors, and names only roles and lists there are', (city, file) => {
  const read = (path: string) => JSON.parse(readFileSync(join(cities, city, path), 'utf8'))
  const context = {
    roles: read('roles.json').map((role: { code: string }) => role.code),
    lists: read('dictionary/manifest.json').dictionaries.map((one: { code: string }) => one.code),
  }
  const found = checkKind(read(join('kinds', file)), context)
  expect(found.filter((one) => one.severity === 'error')).toEqual([])
})

const noon = Date.UTC(2026, 2, 3, 4)

/** Plays moves by the rules: each picks one of what is possible then. */
function walk(kind: KindDefinition, picks: readonly number[]): CaseState {
  let state = beginCase(kind, noon)
  for (const [turn, pick] of picks.entries()) {
    const now = noon + (turn + 1) * 60_000
    const moves = movesOf(kind, state, now)
    const next = moves.length === 0 ? undefined : move(kind, state, moves[pick % moves.length]!, now)
    state = next ?? state
  }
  return state
}

/** More places than any search has come through: of a thousand kinds one or two need several times what the others do. */
const mostPlaces = 20_000

/** Whether some moves lead to an end, the nearest first. */
function canEnd(kind: KindDefinition, from: CaseState): boolean {
  const ends = kind.states.filter((state) => state.stage === 'done').map((state) => state.code)
  const seen = new Set<string>()
  const open = [from]
  for (let state = open.shift(); state !== undefined; state = open.shift()) {
    if (ends.includes(state.state)) return true
    const few = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts).map(([code, count]) => [code, Math.min(count, 1)])
    const key = JSON.stringify([
      state.state,
      state.before,
      state.assignments.filter((one) => one.until === null).map((one) => one.unitId),
      few(state.doneHere),
    ])
    if (seen.has(key) || seen.size > mostPlaces) continue
    seen.add(key)
    const now = noon + 1_000_000 + seen.size * 60_000
    for (const one of movesOf(kind, state, now)) {
      const next = move(kind, state, one, now)
      if (next !== undefined && next.state !== state.state) open.unshift(next)
      else if (next !== undefined) open.push(next)
    }
  }
  return false
}

describe('kinds by chance', () => {
  test('have no errors', () => {
    fc.assert(
      fc.property(randomKinds, (kind) => {
        expect(checkKind(kind, { roles: randomRoles }).filter((one) => one.severity === 'error')).toEqual([])
      }),
      { numRuns: 200 },
    )
  })

  test('without errors always let a case come to an end', () => {
    fc.assert(
      fc.property(randomKinds, fc.array(fc.nat(), { maxLength: 25 }), (kind, picks) => {
        expect(canEnd(kind, walk(kind, picks))).toBe(true)
      }),
      { numRuns: 80 },
    )
  })

  test('with a fault planted are found out', () => {
    fc.assert(
      fc.property(randomKinds, fc.constantFrom(...planted), (kind, { code, plant }) => {
        const spoilt = structuredClone(kind)
        plant(spoilt)
        expect(checkKind(spoilt, { roles: randomRoles }).map((one) => one.code)).toContain(code)
      }),
      { numRuns: 200 },
    )
  })
})

const planted: readonly { readonly code: string; readonly plant: (kind: KindDefinition) => void }[] = [
  { code: 'state_unreachable', plant: (kind) => void kind.states.push({ code: 'island', name, stage: 'waiting' }) },
  {
    code: 'no_way_on',
    plant: (kind) => {
      kind.states.push({ code: 'pit', name, stage: 'waiting' })
      kind.actions.push(act('fall', ['s0'], { to: 'pit', roles: ['desk'] }))
    },
  },
  {
    code: 'guards_never_here',
    plant: (kind) =>
      void kind.actions.push(
        act('never', ['s0'], {
          roles: ['desk'],
          guards: [{ condition: { fact: 'case.done.never', atLeast: 1 }, reason }],
        }),
      ),
  },
  { code: 'role_unknown', plant: (kind) => void kind.actions.at(-1)!.roles.push('ghost') },
  {
    code: 'never_held',
    plant: (kind) => void kind.actions.push(act('early', ['s0'], { by: 'holder', roles: ['hand'] })),
  },
  {
    code: 'before_missing',
    plant: (kind) => void kind.actions.push(act('return', ['s0'], { to: '@before', roles: ['desk'] })),
  },
  { code: 'system_never', plant: (kind) => void kind.actions.push(act('tick', ['s0'], { by: 'system', roles: [] })) },
  { code: 'otherwise_refused', plant: (kind) => void kind.states.push({ code: 'other_end', name, stage: 'done' }) },
  { code: 'code_twice', plant: (kind) => void kind.actions.push(structuredClone(kind.actions[0]!)) },
  { code: 'field_unknown', plant: (kind) => void (kind.outerDueField = 'nothing') },
]
