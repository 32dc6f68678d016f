import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ProblemError } from '#lib/http'
import { checkDay } from './check-forest.ts'
import type { Order } from './contract.ts'
import { below, Forest, inOrder, type Day, type OrgChange, type SortSeed, type Step } from './forest.ts'
import { draftOf, place, type Situation } from './plan-change.ts'

const words = { 'zh-CN': '', en: '' }
const sorts = new Map<string, SortSeed>(
  [
    { code: 'district', platform: true, under: [] },
    { code: 'town', platform: true, under: ['district'] },
    { code: 'village', platform: false, under: ['town', 'village'] },
  ].map((sort) => [sort.code, { ...sort, name: words, handles: true }]),
)
const began = '2020-01-01'
const uuid = (at: number): string => `00000000-0000-7000-8000-${String(at).padStart(12, '0')}`

/** A district with three towns of three villages each. */
function beginning(): Situation {
  const codes = new Map<string, string>()
  const steps: Step[] = []
  const open = (code: string, sort: string, parent: string | undefined): void => {
    const unitId = uuid(codes.size + 1)
    codes.set(code, unitId)
    const parentId = parent === undefined ? null : codes.get(parent)!
    const content = { name: code, shortName: code, sort, parentId, position: codes.size, divisionCode: null }
    steps.push({ op: 'open', unitId, content })
  }
  open('D', 'district', undefined)
  for (const town of ['A', 'B', 'C']) {
    open(town, 'town', 'D')
    for (const village of [1, 2, 3]) open(`${town}${village}`, 'village', town)
  }
  const first: OrgChange = { id: uuid(0), sequence: 0, kind: 'load', effectiveOn: began, from: [], to: [], steps }
  return { forest: new Forest([first]), sorts, codes }
}

/** Tries an order; what is refused leaves everything as it was. */
function attempt(situation: Situation, order: Order, day: Day, sequence: number): Situation | string {
  try {
    const planned = place(situation, draftOf(situation, order, day), day)
    const codes = new Map(situation.codes)
    for (const [id, code] of planned.opened) codes.set(code, id)
    return { sorts, codes, forest: new Forest([...situation.forest.changes, { ...planned, sequence }]) }
  } catch (error) {
    if (error instanceof ProblemError) return error.kind.code
    throw error
  }
}

const days: Day[] = Array.from({ length: 12 }, (_, month) => `2026-${String(month + 1).padStart(2, '0')}-01`)

/** A random wish: what it is about is chosen among the units there are when its turn comes. */
const anyWish = fc.record({
  kind: fc.constantFrom('open', 'rename', 'convert', 'move', 'merge', 'mergeNew', 'split', 'close', 'reorder'),
  picks: fc.array(fc.nat(1000), { minLength: 4, maxLength: 4 }),
  day: fc.constantFrom(...days),
  flag: fc.boolean(),
})
type Wish = typeof anyWish extends fc.Arbitrary<infer T> ? T : never

function orderOf(situation: Situation, wish: Wish, turn: number): Order {
  const ids = [...situation.codes.values()]
  const [a, b, c] = wish.picks.map((pick) => ids[pick % ids.length]!) as [string, string, string]
  const fresh = (part: string) => ({
    code: `N${turn}${part}`,
    name: `新${turn}${part}`,
    shortName: '新',
    divisionCode: null,
  })
  const children = [...situation.forest.on(wish.day).values()]
    .filter((one) => one.parentId === a)
    .map((one) => one.unitId)
  switch (wish.kind) {
    case 'open':
      return { kind: 'open', ...fresh(''), sort: wish.flag ? 'town' : 'village', parentId: a }
    case 'rename':
      return {
        kind: 'rename',
        unitId: a,
        name: `改${turn}`,
        shortName: '改',
        divisionCode: wish.flag ? `31011${turn % 10}` : null,
      }
    case 'convert':
      return { kind: 'convert', unitId: a, sort: wish.flag ? 'town' : 'village' }
    case 'move':
      return { kind: 'move', unitId: a, parentId: b }
    case 'merge':
      return { kind: 'merge', unitIds: [...new Set([a, b])], into: { unitId: c } }
    case 'mergeNew':
      return { kind: 'merge', unitIds: [...new Set([a, b])], into: fresh('') }
    case 'split':
      return {
        kind: 'split',
        unitId: a,
        keep: wish.flag,
        into: [
          { ...fresh('x'), childIds: children.filter((_, at) => at % 2 === 0) },
          { ...fresh('y'), childIds: children.filter((_, at) => at % 2 === 1) },
        ],
      }
    case 'close':
      return { kind: 'close', unitId: a, successorId: wish.flag ? b : null, childrenTo: wish.flag ? b : null }
    default:
      return { kind: 'reorder', parentId: a, unitIds: children.toReversed().slice(0, 1 + (wish.picks[3]! % 3)) }
  }
}

/** The state of a day as comparable text. */
function pictureOf(forest: Forest, day: Day): string {
  return JSON.stringify(inOrder(forest.on(day)).map(({ version }) => ({ ...version, validTo: null })))
}

function leaves(forest: Forest, day: Day): Set<string> {
  return new Set(
    inOrder(forest.on(day))
      .filter((row) => row.children === 0)
      .map((row) => row.version.unitId),
  )
}

describe('any sequence of changes', () => {
  test('keeps a tree on every day, whole histories, and the past as it was', () => {
    let accepted = 0
    fc.assert(
      fc.property(fc.array(anyWish, { minLength: 1, maxLength: 14 }), (wishes) => {
        let situation = beginning()
        for (const [turn, wish] of wishes.entries()) {
          const before = situation.forest
          const order = orderOf(situation, wish, turn)
          const result = attempt(situation, order, wish.day, turn + 1)
          if (typeof result === 'string') continue
          accepted += 1
          situation = result
          const { forest } = situation
          // What is earlier than the change's day stands as it stood.
          for (const day of [began, ...days])
            if (day < wish.day) expect(pictureOf(forest, day)).toBe(pictureOf(before, day))
          if (order.kind === 'move') {
            // The same units, and the same of them at the ends but for the two parents.
            expect([...forest.on(wish.day).keys()].toSorted()).toEqual([...before.on(wish.day).keys()].toSorted())
            const parents = new Set([order.parentId, before.at(order.unitId, wish.day)!.parentId])
            const ends = (one: Forest) => [...leaves(one, wish.day)].filter((id) => !parents.has(id)).toSorted()
            expect(ends(forest)).toEqual(ends(before))
          }
          if (order.kind === 'merge')
            for (const id of order.unitIds) expect(forest.successors(id, wish.day)).toHaveLength(1)
        }
        const { forest } = situation
        for (const day of [began, ...days]) {
          const view = forest.on(day)
          expect(checkDay(view, sorts, day)).toBeUndefined()
          // Everything open hangs below the one top.
          const top = inOrder(view).filter((row) => row.depth === 0)
          expect(top).toHaveLength(1)
          expect(below(view, top[0]!.version.unitId)).toHaveLength(view.size)
          expect(inOrder(view)).toHaveLength(view.size)
        }
        for (const id of forest.unitIds()) {
          const versions = forest.versionsOf(id)
          for (const [at, version] of versions.entries()) {
            if (version.validTo !== null) expect(version.validTo > version.validFrom).toBe(true)
            if (at > 0) expect(versions[at - 1]!.validTo).toBe(version.validFrom)
          }
          const ending = forest.endingOf(id)
          expect(versions.at(-1)!.validTo).toBe(ending?.effectiveOn ?? null)
          if (ending?.kind === 'merge') expect(ending.to.length).toBeGreaterThan(0)
        }
        expect(new Set(situation.codes.values()).size).toBe(situation.codes.size)
      }),
      { numRuns: 300 },
    )
    // A run in which everything is refused would prove nothing.
    expect(accepted).toBeGreaterThan(300)
  })

  test('gives the same tree in whatever order changes of different days were recorded', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(days, { minLength: 2, maxLength: 6 }), (some) => {
        const names = (order: readonly Day[]): string => {
          let situation = beginning()
          for (const [turn, day] of order.entries()) {
            const unitId = situation.codes.get('A')!
            const wish: Order = { kind: 'rename', unitId, name: `于${day}`, shortName: 'A', divisionCode: null }
            situation = attempt(situation, wish, day, turn + 1) as Situation
          }
          return JSON.stringify(days.map((day) => situation.forest.at(uuid(2), day)!.name))
        }
        expect(names(some)).toBe(names(some.toSorted()))
      }),
    )
  })
})

describe('a change', () => {
  const day = '2026-06-01'
  const id = (situation: Situation, code: string): string => situation.codes.get(code)!

  test('dated in the past does not undo what was said later of the same thing, and reaches what was not', () => {
    const start = beginning()
    const unitId = id(start, 'A')
    const later = attempt(
      start,
      { kind: 'rename', unitId, name: '后', shortName: '后', divisionCode: null },
      '2026-09-01',
      1,
    )
    const moved = attempt(
      later as Situation,
      { kind: 'move', unitId: id(start, 'A1'), parentId: id(start, 'B') },
      '2026-10-01',
      2,
    )
    const both = attempt(
      moved as Situation,
      { kind: 'rename', unitId, name: '先', shortName: '先', divisionCode: null },
      day,
      3,
    )
    const { forest } = both as Situation
    expect(['2026-05-01', day, '2026-09-01', '2026-10-01'].map((one) => forest.at(unitId, one)!.name)).toEqual([
      'A',
      '先',
      '后',
      '后',
    ])
  })

  test('closing a unit whose later change was recorded before is refused, with the day of that change', () => {
    const start = beginning()
    const unitId = id(start, 'A1')
    const later = attempt(start, { kind: 'move', unitId, parentId: id(start, 'B') }, '2026-09-01', 1) as Situation
    expect(attempt(later, { kind: 'close', unitId, successorId: null, childrenTo: null }, day, 2)).toBe(
      'org.others_depend',
    )
  })

  test.each([
    [
      'a unit below itself',
      'org.would_cycle',
      (s: Situation): Order => ({ kind: 'move', unitId: id(s, 'A1'), parentId: id(s, 'A1') }),
    ],
    [
      'a town under a village',
      'org.sort_not_here',
      (s: Situation): Order => ({ kind: 'move', unitId: id(s, 'B'), parentId: id(s, 'A1') }),
    ],
    [
      'closing with units below',
      'org.children_left',
      (s: Situation): Order => ({ kind: 'close', unitId: id(s, 'A'), successorId: null, childrenTo: null }),
    ],
    [
      'closing the top',
      'org.sort_not_here',
      (s: Situation): Order => ({ kind: 'close', unitId: id(s, 'D'), successorId: null, childrenTo: id(s, 'A') }),
    ],
    [
      'a second top',
      'org.second_top',
      (): Order => ({
        kind: 'open',
        code: 'X',
        name: 'X',
        shortName: 'X',
        divisionCode: null,
        sort: 'district',
        parentId: null,
      }),
    ],
    [
      'a code used before',
      'org.code_taken',
      (s: Situation): Order => ({
        kind: 'open',
        code: 'A1',
        name: 'X',
        shortName: 'X',
        divisionCode: null,
        sort: 'village',
        parentId: id(s, 'B'),
      }),
    ],
    [
      'a name that a sibling has',
      'org.name_taken',
      (s: Situation): Order => ({
        kind: 'rename',
        unitId: id(s, 'A1'),
        name: 'A2',
        shortName: 'A',
        divisionCode: null,
      }),
    ],
    [
      'merging into itself',
      'org.same_unit',
      (s: Situation): Order => ({ kind: 'merge', unitIds: [id(s, 'A')], into: { unitId: id(s, 'A') } }),
    ],
    [
      'what is already so',
      'org.nothing_changes',
      (s: Situation): Order => ({ kind: 'move', unitId: id(s, 'A1'), parentId: id(s, 'A') }),
    ],
  ])('refuses %s', (_, code, order) => {
    const start = beginning()
    const result = attempt(start, order(start), day, 1)
    expect(typeof result === 'string' ? result : 'accepted').toBe(code)
  })

  test('that merges leads from the old units to the new one, over several mergers, on every day', () => {
    const start = beginning()
    const [a1, a2, a3] = ['A1', 'A2', 'A3'].map((code) => id(start, code)) as [string, string, string]
    const one = attempt(
      start,
      { kind: 'merge', unitIds: [a1, a2], into: { code: 'M', name: '合', shortName: '合', divisionCode: null } },
      day,
      1,
    ) as Situation
    const two = attempt(
      one,
      { kind: 'merge', unitIds: [id(one, 'M')], into: { unitId: a3 } },
      '2026-08-01',
      2,
    ) as Situation
    const { forest } = two
    expect(forest.successors(a1, '2026-05-31')).toEqual([a1])
    expect(forest.successors(a1, day)).toEqual([id(one, 'M')])
    expect(forest.successors(a2, '2026-08-01')).toEqual([a3])
    expect(forest.successors(id(one, 'M'), '2026-05-31')).toEqual([])
  })
})
