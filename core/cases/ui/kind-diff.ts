import type { Words } from '#lib/kernel/contract'
import type { KindDefinition } from '../kind.ts'

/** A part of a kind that differs between two versions. */
export interface KindChange {
  readonly part: 'kind' | 'state' | 'action' | 'field' | 'clock' | 'entry' | 'shortcut'
  readonly change: 'added' | 'removed' | 'changed'
  readonly code: string
  readonly name: Words
  /** JSON pointer into the new version; of what is removed into the old one */
  readonly where: string
  /** of what is changed: its properties, with both values where they are short */
  readonly properties: readonly { readonly name: string; readonly before: unknown; readonly after: unknown }[]
}

interface Named {
  readonly code: string
  readonly name: Words
  readonly where: string
  readonly value: Readonly<Record<string, unknown>>
}

/** The differences between two versions of a kind: parts by their codes, then the kind's own properties. */
export function compareKinds(before: KindDefinition, after: KindDefinition): KindChange[] {
  const lists = [
    ['state', (kind) => named(kind.states, '/states', 'code')],
    ['action', (kind) => named(kind.actions, '/actions', 'code')],
    ['field', (kind) => named(kind.fields, '/fields', 'key')],
    ['clock', (kind) => named(kind.clocks ?? [], '/clocks', 'code')],
    [
      'entry',
      (kind) => [
        { code: 'register', name: kind.register.name, where: '/register', value: kind.register },
        ...named(kind.entries ?? [], '/entries', 'code'),
      ],
    ],
    ['shortcut', (kind) => named(kind.shortcuts ?? [], '/shortcuts', 'code')],
  ] satisfies [KindChange['part'], (kind: KindDefinition) => Named[]][]
  return [
    ...lists.flatMap(([part, read]) => compareLists(part, read(before), read(after))),
    ...compareWhole(before, after),
  ]
}

function named<T extends object>(values: readonly T[], where: string, key: keyof T): Named[] {
  return values.map((value, at) => ({
    code: String(value[key]),
    name: (value as unknown as { name: Words }).name,
    where: `${where}/${at}`,
    value: value as Readonly<Record<string, unknown>>,
  }))
}

function compareLists(part: KindChange['part'], before: readonly Named[], after: readonly Named[]): KindChange[] {
  const old = new Map(before.map((one) => [one.code, one]))
  const codes = new Set(after.map((one) => one.code))
  const tell = (
    { code, name, where }: Named,
    change: KindChange['change'],
    properties: KindChange['properties'] = [],
  ) => ({
    part,
    change,
    code,
    name,
    where,
    properties,
  })
  return [
    ...after.flatMap((one) => {
      const was = old.get(one.code)
      if (was === undefined) return [tell(one, 'added')]
      const properties = compareProperties(was.value, one.value)
      return properties.length === 0 ? [] : [tell(one, 'changed', properties)]
    }),
    ...before.filter((one) => !codes.has(one.code)).map((one) => tell(one, 'removed')),
  ]
}

const listed = ['kind', 'version', 'states', 'actions', 'fields', 'clocks', 'register', 'entries', 'shortcuts']

function compareWhole(before: KindDefinition, after: KindDefinition): KindChange[] {
  const rest = (kind: KindDefinition) =>
    Object.fromEntries(Object.entries(kind).filter(([key]) => !listed.includes(key)))
  const properties = compareProperties(rest(before), rest(after))
  return properties.length === 0
    ? []
    : [{ part: 'kind', change: 'changed', code: after.kind, name: after.name, where: '', properties }]
}

function compareProperties(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): KindChange['properties'] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((name) => stable(before[name]) !== stable(after[name]))
    .map((name) => ({ name, before: before[name], after: after[name] }))
}

/** Text of a value in which the order of properties does not count: it comes back from the database in another one. */
function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'undefined'
  const parts = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  return `{${parts.map(([key, inner]) => `${JSON.stringify(key)}:${stable(inner)}`).join(',')}}`
}
