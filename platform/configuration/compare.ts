import { sm3Hex } from '#lib/crypto'
import { canonicalJson, type Json, type Words } from '#lib/kernel'
import type { ChangeView, Plan, PlanPart } from './contract.ts'
import type { Change, ConfigurationPart, Item } from './part.ts'

const shownChanges = 500
const longest = 200

/** How a part here differs from a file. */
export interface Difference {
  readonly part: ConfigurationPart
  readonly changes: readonly Change[]
  /** here and not in the file, and left as they are */
  readonly kept: readonly Item[]
  readonly same: number
}

/** Compares what is here with what a file says, key by key. */
export function compare(part: ConfigurationPart, here: readonly Item[], wanted: readonly Item[]): Difference {
  const before = new Map(here.map((item) => [item.key, item]))
  const changes: Change[] = []
  let same = 0
  for (const after of wanted) {
    const old = before.get(after.key)
    before.delete(after.key)
    if (old === undefined) changes.push({ kind: 'added', key: after.key, before: undefined, after })
    else if (canonicalJson(old) === canonicalJson(after)) same += 1
    else changes.push({ kind: 'changed', key: after.key, before: old, after })
  }
  const left = [...before.values()]
  const kept = left.filter((item) => part.keeps?.(item) === true)
  for (const item of left)
    if (!kept.includes(item)) changes.push({ kind: 'ended', key: item.key, before: item, after: undefined })
  return { part, changes, kept, same }
}

/** Names a difference: the same one has the same name. */
export function nameOf(differences: readonly Difference[]): string {
  const said = differences.map(({ part, changes }) => ({
    part: part.name,
    changes: changes.map(({ kind, key, before, after }) => [kind, key, before ?? null, after ?? null]),
  }))
  return sm3Hex(canonicalJson(said as unknown as Json))
}

/** How many changes an import would make. */
export function countToApply(differences: readonly Difference[]): number {
  return differences.reduce((sum, one) => sum + (one.part.apply === undefined ? 0 : one.changes.length), 0)
}

/** A plan in words. */
export function describePlan(
  file: { readonly city: string; readonly sum: string },
  city: string,
  differences: readonly Difference[],
): Plan {
  return {
    city: { code: file.city, same: file.city === city },
    sum: file.sum,
    plan: nameOf(differences),
    toApply: countToApply(differences),
    parts: differences.map(describePart),
  }
}

function describePart({ part, changes, kept, same }: Difference): PlanPart {
  const told = part.apply === undefined
  const count = (kind: Change['kind']): number => (told ? 0 : changes.filter((one) => one.kind === kind).length)
  return {
    name: part.name,
    title: part.title,
    note: part.note ?? null,
    counts: {
      added: count('added'),
      changed: count('changed'),
      ended: count('ended'),
      kept: kept.length,
      differs: told ? changes.length : 0,
      same,
    },
    changes: [
      ...changes.map((change) => describeChange(part, told ? 'differs' : change.kind, change)),
      ...kept.map((item) => describeChange(part, 'kept', { before: item, after: item })),
    ].slice(0, shownChanges),
  }
}

function describeChange(
  part: ConfigurationPart,
  kind: ChangeView['kind'],
  { before, after }: Pick<Change, 'before' | 'after'>,
): ChangeView {
  const [old, fresh] = [shown(part, before), shown(part, after)]
  const names = [...new Set([...Object.keys(old), ...Object.keys(fresh)])]
  const item = (after ?? before)!
  return {
    kind,
    key: item.key,
    label: part.label(item),
    fields: names
      .filter((name) => old[name] !== fresh[name])
      .map((name) => ({ name: wordsOf(part, name), before: cut(old[name]), after: cut(fresh[name]) })),
  }
}

function shown(part: ConfigurationPart, item: Item | undefined): Readonly<Record<string, string>> {
  if (item === undefined) return {}
  if (part.show !== undefined) return part.show(item)
  const { key: _, ...rest } = item
  return Object.fromEntries(leaves(rest, ''))
}

function leaves(value: Json, path: string): [string, string][] {
  if (value === null) return []
  if (typeof value !== 'object') return [[path, String(value)]]
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return [[path, value.join('、')]]
  return Object.entries(value).flatMap(([key, one]) =>
    one === undefined ? [] : leaves(one as Json, path === '' ? key : `${path}.${key}`),
  )
}

const languages: Readonly<Record<string, Words>> = {
  'zh-CN': { 'zh-CN': '中文', en: 'Chinese' },
  en: { 'zh-CN': '英文', en: 'English' },
}

/** `name.en` → 名称（英文）. Steps that nobody has named stand as they are. */
function wordsOf({ fields }: ConfigurationPart, path: string): Words {
  const [first, ...rest] = path.split('.')
  const word = (language: 'zh-CN' | 'en'): string => {
    const own = fields[first!]?.[language] ?? first!
    const steps = rest.map((step) => languages[step]?.[language] ?? fields[step]?.[language] ?? step)
    return steps.length === 0 ? own : `${own} · ${steps.join(' · ')}`
  }
  return { 'zh-CN': word('zh-CN'), en: word('en') }
}

function cut(text: string | undefined): string | null {
  if (text === undefined) return null
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
