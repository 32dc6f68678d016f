import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holds, type Condition } from './condition.ts'
import { fold, foldNext, holderOf, type ActionPayload, type ActionRecord, type CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { checkInput, offers, whyNot, type Acting } from './workflow.ts'

/** A neutral kind with other states, other roles and a loop than any city's: lending a book. */
const lending: KindDefinition = {
  kind: 'lending',
  version: 1,
  name: { 'zh-CN': '借书', en: 'Lending' },
  titleField: 'title',
  textField: 'title',
  fields: [{ key: 'title', name: { 'zh-CN': '书名', en: 'Title' }, type: 'text', required: true }],
  states: [
    { code: 'shelf', name: { 'zh-CN': '在架', en: 'On the shelf' }, stage: 'waiting' },
    { code: 'lent', name: { 'zh-CN': '借出', en: 'Lent' }, stage: 'working' },
    { code: 'gone', name: { 'zh-CN': '注销', en: 'Gone' }, stage: 'done' },
  ],
  register: { name: { 'zh-CN': '入库', en: 'Shelve' }, to: 'shelf', roles: ['librarian'] },
  actions: [
    {
      code: 'lend',
      name: { 'zh-CN': '借出', en: 'Lend' },
      from: ['shelf'],
      to: 'lent',
      roles: ['librarian'],
      by: 'anyone',
      tone: 'primary',
      guards: [],
      input: [{ key: 'unit', name: { 'zh-CN': '读者', en: 'Reader' }, type: 'unit', required: true }],
      effect: { assignUnitFrom: 'unit' },
    },
    {
      code: 'read',
      name: { 'zh-CN': '阅读', en: 'Read' },
      from: ['lent'],
      roles: ['reader'],
      by: 'holder',
      tone: 'plain',
      guards: [],
      input: [],
      effect: {},
    },
    {
      code: 'bring',
      name: { 'zh-CN': '归还', en: 'Bring back' },
      from: ['lent'],
      to: 'shelf',
      roles: ['reader'],
      by: 'holder',
      tone: 'primary',
      guards: [
        { condition: { fact: 'case.doneHere.read', atLeast: 1 }, reason: { 'zh-CN': '还没读', en: 'Not read yet' } },
      ],
      input: [],
      effect: { release: true },
    },
    {
      code: 'drop',
      name: { 'zh-CN': '注销', en: 'Write off' },
      from: ['shelf'],
      to: 'gone',
      roles: ['librarian'],
      by: 'anyone',
      tone: 'danger',
      guards: [
        {
          condition: { not: { fact: 'actor.handled', is: true } },
          reason: { 'zh-CN': '读者不能注销', en: 'A reader may not write off' },
        },
      ],
      input: [],
      effect: {},
    },
  ],
  seenBy: ['librarian'],
  revealedTo: [],
}

const librarian: Acting = { accountId: 'L', role: 'librarian', unitId: 'library', platformId: null }
const readers: Acting[] = ['A', 'B', 'C'].map((name) => ({
  accountId: name,
  role: 'reader',
  unitId: `unit ${name}`,
  platformId: null,
}))
const people = [librarian, ...readers]
const start = Date.UTC(2026, 0, 1)

function recordOf(
  before: CaseState | undefined,
  actor: Acting,
  action: string,
  payload: ActionPayload,
  at: number,
): ActionRecord {
  const sequence = (before?.sequence ?? 0) + 1
  const time = new Date(start + at * 1000).toISOString()
  return {
    caseId: 'case',
    sequence,
    commandId: `command ${sequence}`,
    action,
    actorId: actor.accountId,
    actorName: actor.accountId,
    unitId: actor.unitId,
    unitName: actor.unitId,
    occurredAt: time,
    recordedAt: time,
    payload,
  }
}

const registration = recordOf(
  undefined,
  librarian,
  'register',
  { v: 2, to: 'shelf', register: { kind: 'lending', kindVersion: 1, number: '1', facts: { title: '水经注' } } },
  0,
)

/** Everything that could be tried: who, which action, and to whom. */
const attempts = people.flatMap((actor) =>
  lending.actions.flatMap((action) => readers.map(({ unitId }) => ({ actor, action, unitId }))),
)

/** Plays moves by the rules: each picks one of what is allowed then. Gives the history. */
function play(moves: readonly number[]): ActionRecord[] {
  const history = [registration]
  let state = fold(history)
  for (const [at, pick] of moves.entries()) {
    const allowed = attempts.filter(
      ({ action, actor }) => whyNot(lending, action, state, actor, { now: start }) === undefined,
    )
    if (allowed.length === 0) break
    const next = move(state, allowed[pick % allowed.length]!, at + 1)
    history.push(next)
    state = foldNext(state, next)
  }
  return history
}

/** Lends to the reader of this number, who reads and brings back `rounds` times in all, then lends to the next. */
function lendOn(rounds: number): ActionRecord[] {
  const history = [registration]
  let state = fold(history)
  const step = (who: Acting, code: string, unitId = ''): void => {
    const next = move(
      state,
      { actor: who, action: lending.actions.find((one) => one.code === code)!, unitId },
      history.length,
    )
    history.push(next)
    state = foldNext(state, next)
  }
  for (let round = 0; round < rounds; round += 1) {
    const reader = readers[round % readers.length]!
    step(librarian, 'lend', reader.unitId)
    step(reader, 'read')
    step(reader, 'bring')
  }
  step(librarian, 'lend', readers[rounds % readers.length]!.unitId)
  return history
}

function move(state: CaseState, { actor, action, unitId }: (typeof attempts)[number], at: number): ActionRecord {
  const to = action.to ?? state.state
  return recordOf(
    state,
    actor,
    action.code,
    {
      v: 2,
      to,
      ...(action.by === 'holder' ? { handles: true as const } : {}),
      ...(to === 'gone' ? { ends: true as const } : {}),
      ...(action.effect.assignUnitFrom === undefined
        ? {}
        : { assign: [{ part: 'main' as const, unitId, unitName: unitId }] }),
      ...(action.effect.release === true
        ? { release: [{ part: 'main' as const, unitId: holderOf(state)!.unitId, visible: true }] }
        : {}),
    },
    at,
  )
}

const anyMoves = fc.array(fc.nat(1000), { maxLength: 60 })

describe('folding', () => {
  test('step by step and all at once give the same case', () => {
    fc.assert(
      fc.property(anyMoves, (moves) => {
        const history = play(moves)
        const stepwise = history.reduce<CaseState | undefined>((state, action) => foldNext(state, action), undefined)
        expect(fold(history)).toEqual(stepwise)
      }),
    )
  })

  test('keeps what must always hold, whatever is done', () => {
    let ended = 0
    let lentTwice = 0
    fc.assert(
      fc.property(anyMoves, (moves) => {
        const state = fold(play(moves))
        const held = state.assignments.filter((one) => one.until === null)
        expect(held.length).toBeLessThanOrEqual(1)
        expect(held.length === 1).toBe(state.state === 'lent')
        expect(state.assignments.map((one) => one.ordinal)).toEqual(state.assignments.map((_, index) => index + 1))
        for (const one of state.assignments) expect(one.until === null || one.until >= one.since).toBe(true)
        expect((state.closedAt === null) === (state.state !== 'gone')).toBe(true)
        expect(state.sequence).toBe(Object.values(state.done).reduce((sum, count) => sum + count, 0))
        if (state.state === 'gone') ended += 1
        if (state.assignments.length > 1) lentTwice += 1
      }),
      { numRuns: 500 },
    )
    // The property means something only if the interesting lives occurred.
    expect(Math.min(ended, lentTwice)).toBeGreaterThan(10)
  })

  test('refuses a history with a gap, without a beginning, or empty', () => {
    const history = lendOn(0)
    expect(() => fold([])).toThrow()
    expect(() => fold(history.slice(1))).toThrow()
    expect(() => fold([history[0]!, { ...history[1]!, sequence: 3 }])).toThrow()
  })

  test('counts what was done since the present holder got the case', () => {
    const again = fold(lendOn(1))
    expect(again.doneHere).toEqual({ lend: 1 })
    expect(again.done).toMatchObject({ lend: 2, read: 1, bring: 1 })
    expect(again.handledBy).toEqual(['A'])
    expect(holderOf(again)?.unitId).toBe('unit B')
  })
})

describe('offers', () => {
  test('only what the present state knows, each with a reason where it is not allowed', () => {
    const state = fold(lendOn(0))
    expect(
      offers(lending, state, readers[0]!, { now: start }).map(({ action, reason }) => [action.code, reason?.en]),
    ).toEqual([
      ['read', undefined],
      ['bring', 'Not read yet'],
    ])
    expect(offers(lending, state, readers[1]!, { now: start }).map(({ reason }) => reason?.['zh-CN'])).toEqual([
      '由unit A办理',
      '由unit A办理',
    ])
    expect(offers(lending, fold([registration]), readers[1]!, { now: start }).map(({ reason }) => reason?.en)).toEqual([
      'Your post may not do this',
      'Your post may not do this',
    ])
  })
})

describe('a form', () => {
  const fields = lending.actions[0]!.input.concat([
    {
      key: 'kind',
      name: { 'zh-CN': '类', en: 'Kind' },
      type: 'choice',
      choices: [{ code: 'a', name: { 'zh-CN': '甲', en: 'A' } }],
    },
    {
      key: 'why',
      name: { 'zh-CN': '为何', en: 'Why' },
      type: 'long',
      required: true,
      maxLength: 5,
      when: { fact: 'input.kind', is: 'a' },
    },
    { key: 'on', name: { 'zh-CN': '何时', en: 'When' }, type: 'moment' },
  ])
  const unit = '01a20407-8b3c-7d6c-81a7-b4ed9652603f'
  const check = (input: Record<string, string | null>) => {
    const { values, faults } = checkInput(fields, input)
    return { values, faults: faults.map(({ field, fault }) => `${field.key} ${fault.en}`) }
  }

  test('asks for what is required, and only while its condition holds', () => {
    expect(check({ unit })).toEqual({ values: { unit }, faults: [] })
    expect(check({ unit, kind: 'a' }).faults).toEqual(['why is required'])
    expect(check({ unit, why: '这是一个很长的理由' }).values).toEqual({ unit })
    expect(check({ unit: '  ' }).faults).toEqual(['unit is required'])
  })

  test('counts characters as people do', () => {
    expect(check({ unit, kind: 'a', why: '𠮷𠮷𠮷𠮷𠮷' }).faults).toEqual([])
    expect(check({ unit, kind: 'a', why: '一二三四五六' }).faults).toEqual([
      'why may have 5 characters at most (has 6)',
    ])
  })

  test.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2024-02-29', true],
    ['2026-13-01', false],
    ['2026-1-1', false],
    ['2026-11-22T09:30:00+08:00', true],
    ['2026-11-22T25:30:00+08:00', false],
    ['2026-11-22T09:30', false],
    ['昨天', false],
  ])('takes %s for a moment: %s', (on, right) => {
    expect(check({ unit, on }).faults.length === 0).toBe(right)
  })

  test('refuses what is no choice, no unit, or not in it', () => {
    expect(check({ unit: 'B16', kind: 'z', colour: 'red' }).faults).toEqual([
      'unit is not a unit',
      'kind is not one of the choices',
      'colour is not in this form',
    ])
  })

  test('never lets a value through that it has no field for', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.constant(null))), (input) => {
        const { values } = checkInput(fields, input)
        for (const key of Object.keys(values)) expect(fields.some((field) => field.key === key)).toBe(true)
      }),
    )
  })
})

describe('conditions', () => {
  const facts = { case: { state: 'lent', done: { read: 2 } }, input: { way: 'phone', note: '' } }
  test.each<[Condition, boolean]>([
    [{ fact: 'case.state', is: 'lent' }, true],
    [{ fact: 'case.state', in: ['shelf', 'lent'] }, true],
    [{ fact: 'case.done.read', atLeast: 3 }, false],
    [{ fact: 'case.done.never', atLeast: 1 }, false],
    [{ fact: 'input.note', present: false }, true],
    [{ fact: 'case.done.toString', present: false }, true],
    [{ fact: 'constructor.name', present: false }, true],
    [{ all: [] }, true],
    [{ any: [] }, false],
    [{ any: [{ fact: 'case.state', is: 'gone' }, { not: { fact: 'input.way', is: 'visit' } }] }, true],
  ])('%j holds: %s', (condition, expected) => {
    expect(holds(condition, facts)).toBe(expected)
  })
})
