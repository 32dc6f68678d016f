import { expect } from 'vitest'
import { checkKind, type CheckContext } from '../check-kind.ts'
import type { Condition } from '../condition.ts'
import type { ActionDefinition, ClockDefinition, Field, KindDefinition } from '../kind.ts'

export const name = { 'zh-CN': '甲', en: 'A' }
export const reason = { 'zh-CN': '不行', en: 'No' }

export function act(code: string, from: string[], more: Partial<ActionDefinition> = {}): ActionDefinition {
  return { code, name, from, roles: ['clerk'], by: 'anyone', tone: 'plain', input: [], guards: [], effect: {}, ...more }
}
export function field(key: string, more: Partial<Field> = {}): Field {
  return { key, name, type: 'text', ...more }
}
export const unit = field('unit', { type: 'unit', required: true })

/** Lending a book: a neutral kind, in order. */
export function lending(): KindDefinition & { clocks: ClockDefinition[] } {
  return {
    kind: 'lending',
    version: 1,
    name,
    titleField: 'title',
    textField: 'title',
    sourceNumberField: 'number',
    fields: [
      field('title', { required: true }),
      field('number'),
      field('sort', {
        type: 'choice',
        required: true,
        choices: [
          { code: 'novel', name },
          { code: 'atlas', name },
        ],
      }),
      field('due', { type: 'moment' }),
      field('standard', { type: 'standard' }),
      field('reader', { private: true }),
    ],
    states: [
      { code: 'shelf', name, stage: 'waiting' },
      { code: 'lent', name, stage: 'working' },
      { code: 'gone', name, stage: 'done' },
    ],
    register: { name, to: 'shelf', roles: ['clerk'] },
    actions: [
      act('lend', ['shelf'], { to: 'lent', input: [unit], effect: { assignUnitFrom: 'unit' } }),
      act('read', ['lent'], { by: 'holder', roles: ['reader'] }),
      act('bring', ['lent'], { to: 'shelf', by: 'holder', roles: ['reader'], effect: { release: true } }),
      act('drop', ['shelf'], { to: 'gone' }),
      act('note', ['shelf', 'lent', 'gone']),
    ],
    clocks: [
      {
        code: 'loan',
        name,
        of: 'stage',
        runsIn: ['lent'],
        rules: [{ limit: { value: 3, unit: 'work_day' }, source: name }],
      },
    ],
    seenBy: ['clerk'],
    revealedTo: ['clerk'],
  }
}

/** The kind of `lending`, to be spoilt by tests. */
export type Kind = ReturnType<typeof lending>
export const actionOf = (kind: Kind, code: string): { -readonly [K in keyof ActionDefinition]: ActionDefinition[K] } =>
  kind.actions.find((one) => one.code === code)!
export const at = (code: string) => lending().actions.findIndex((one) => one.code === code)
export function guard(code: string, condition: Condition) {
  return (kind: Kind) => void actionOf(kind, code).guards.push({ condition, reason })
}
/** Gives the clock another action for when its time is up. */
export function rings(action: string) {
  // oxlint-disable-next-line unicorn/no-thenable -- a kind calls what follows a deadline `then`
  return onClock((clock) => void Object.assign(clock, { performs: action }))
}
export function onClock(change: (clock: ClockDefinition) => void) {
  return (kind: Kind) => change(kind.clocks[0]!)
}
export function asks(code: string, ...fields: Field[]) {
  return (kind: Kind) => void actionOf(kind, code).input.push(...fields)
}
export function addAction(action: ActionDefinition) {
  return (kind: Kind) => void kind.actions.push(structuredClone(action))
}
export function addState(code: string, stage: 'waiting' | 'working' | 'done' = 'waiting') {
  return (kind: Kind) => void kind.states.push({ code, name, stage })
}
export const all =
  (...changes: ((kind: Kind) => void)[]) =>
  (kind: Kind) =>
    changes.forEach((change) => change(kind))
export const guardAt = (code: string, more = '') => `/actions/${at(code)}/guards/0/condition${more}`

/** A fault planted in `lending`, and what the check says of it. */
export interface Fault {
  readonly code: string
  readonly where: string
  readonly plant: (kind: Kind) => void
  readonly severity?: 'error' | 'warning'
  readonly context?: CheckContext
  /** what else must be found with it */
  readonly also?: readonly string[]
}

/** Plants a fault and expects it to be found, in words of both languages. */
export function expectFound({ code, where, plant, context, severity = 'error', also = [] }: Fault): void {
  const kind = lending()
  plant(kind)
  const found = checkKind(kind, context)
  expect(found).toContainEqual(expect.objectContaining({ code, where, severity }))
  for (const other of also) expect(found.map((one) => one.code)).toContain(other)
  for (const { words } of found) {
    expect(words['zh-CN']).toMatch(/\p{Script=Han}/u)
    expect(`${words['zh-CN']} ${words.en}`).not.toMatch(/undefined|\[object/)
  }
}
