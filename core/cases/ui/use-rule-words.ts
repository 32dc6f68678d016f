import { useMemo } from 'react'
import { getStandard } from '#core/grid/contract'
import type { Words } from '#lib/kernel/contract'
import { usePreferences, useRead, useReads, useSay } from '#lib/ui'
import { getArea, listAreas } from '#platform/geo/contract'
import { listRoles } from '#platform/identity/contract'
import type { Unit, UnitSort } from '#platform/org/contract'
import { useUnits } from '#platform/org/ui'
import { leavesOf } from '../check-conditions.ts'
import { codeLists } from '../code-lists.ts'
import { conditionWords, type Condition, type Field, type KindDefinition, type NameOf, type RoutingRule } from '../contract.ts' // prettier-ignore
import { prefixWords } from './prefix-words.ts'
import { useEntries } from './codes.tsx'
import { useKinds } from './kinds.ts'
import { useRoutingWords } from './routing-words.ts'

const day = 86_400_000
const noRules: readonly RoutingRule[] = []

type Asked = Pick<RoutingRule, 'when' | 'kind'>

/** How rules and their parts are said, with the names of kinds, units, areas and entries of dictionaries. */
export interface RuleWords {
  readonly kinds: readonly KindDefinition[]
  readonly units: readonly Unit[]
  readonly sorts: readonly UnitSort[]
  readonly unitByCode: (code: string) => Unit | undefined
  readonly kind: (code: string | undefined) => string
  readonly when: (rule: Asked) => string
  /** in both languages; of the beginning of a code only what stands above all it covers */
  readonly briefly: (rule: Asked) => Words
  readonly to: (to: RoutingRule['to']) => string
  readonly isPlatform: (unit: Unit) => boolean
  /** 0 is Sunday */
  readonly weekday: (day: number) => string
}

/** Reads the names that some rules need. What is still on its way, or has no name, is said by its code. */
export function useRuleWords(rules: readonly Asked[] = noRules): RuleWords {
  const t = useRoutingWords()
  const say = useSay()
  const { language } = usePreferences()
  const kinds = useKinds()
  const units = useUnits().data
  const roles = useRead(listRoles, {}, { staleTime: day }).data?.items
  const areas = useAreaNames(rules)
  const standards = useStandardNames(kinds, rules)
  const codes = useCodeNames(kinds, rules)
  return useMemo(() => {
    const byCode = new Map(units?.items.map((unit) => [unit.code, unit]))
    const byId = new Map(units?.items.map((unit) => [unit.id, unit]))
    const naming =
      (brief: boolean): NameOf =>
      (what, code) => {
        if (what === 'area') return alike(areas.get(code))
        if (what === 'unit') return alike(byId.get(code)?.name)
        if (what === 'standard') return alike(standards.get(code))
        if (what === 'code') return codes.name(code)
        if (what === 'prefix') return codes.prefix(code, brief)
        if (what === 'level') return units?.sorts.find((sort) => sort.code === code)?.name
        return roles?.find((role) => role.code === code)?.name
      }
    const all = kinds ?? []
    const words = ({ when, kind: code }: Asked, brief: boolean): Words => {
      if ('all' in when && when.all.length === 0) return { 'zh-CN': '所有情形', en: 'always' }
      const asked = code === undefined ? all.find((one) => knows(one, when)) : all.find((one) => one.kind === code)
      const kind = asked ?? all[0]
      return kind === undefined ? { 'zh-CN': '…', en: '…' } : conditionWords(when, kind, naming(brief))
    }
    const names = new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' })
    return {
      // The fourth of January 1970 was a Sunday.
      weekday: (at) => names.format(new Date(Date.UTC(1970, 0, 4 + at))),
      kinds: all,
      units: units?.items ?? [],
      sorts: units?.sorts ?? [],
      unitByCode: (code) => byCode.get(code),
      isPlatform: (unit) => units?.sorts.find((sort) => sort.code === unit.sort)?.platform === true,
      kind: (code) => {
        const found = all.find((one) => one.kind === code)
        return code === undefined ? t('everyKind') : found === undefined ? code : say(found.name)
      },
      when: (rule) => say(words(rule, false)),
      briefly: (rule) => words(rule, true),
      to: (to) => {
        if ('unit' in to) return byCode.get(to.unit)?.name ?? to.unit
        if ('platform' in to) return t('toPlatform')
        if (to.sort === undefined) return t('toArea')
        const sort = units?.sorts.find((one) => one.code === to.sort)
        return t('toAreaOf', { sort: sort === undefined ? to.sort : say(sort.name) })
      },
    }
  }, [kinds, units, roles, areas, standards, codes, language, t, say])
}

function alike(text: string | undefined): Words | undefined {
  return text === undefined ? undefined : { 'zh-CN': text, en: text }
}

/** Whether a kind has every field a condition asks about. */
function knows(kind: KindDefinition, when: Condition): boolean {
  return leavesOf(when).every(({ fact }) => {
    const key = /^case\.facts\.(.+)$/.exec(fact)?.[1]
    return key === undefined || kind.fields.some((field) => field.key === key)
  })
}

/** Names of the areas that conditions speak of. The top of the tree comes at once; what lies deeper one by one. */
function useAreaNames(rules: readonly Asked[]): ReadonlyMap<string, string> {
  const codes = useMemo(
    () =>
      [
        ...new Set(
          rules.flatMap((rule) =>
            leavesOf(rule.when).flatMap((leaf) =>
              leaf.fact === 'place.areas' && 'has' in leaf && leaf.has !== '' ? [leaf.has] : [],
            ),
          ),
        ),
      ].slice(0, 300),
    [rules],
  )
  const top = useRead(listAreas, { query: { page: 1, pageSize: 500 } }, { staleTime: day, enabled: codes.length > 0 })
  const known = (top.data?.items ?? []).map((area) => [area.code, area.name] as const)
  const found = new Set(known.map(([code]) => code))
  const rest = useReads(
    getArea,
    (top.isPending ? [] : codes.filter((code) => !found.has(code))).map((code) => ({ params: { code }, query: {} })),
    { staleTime: day },
  )
  return useSameMap([
    ...known,
    ...rest.flatMap(({ data }) => (data === undefined ? [] : [[data.code, data.name] as const])),
  ])
}

/** A value that stays the same one as long as the same stands in it: what is worked out from it is not worked out anew. */
function useSame<T>(value: T): T {
  const text = JSON.stringify(value)
  return useMemo(() => JSON.parse(text) as T, [text])
}

function useSameMap<V>(entries: readonly (readonly [string, V])[]): ReadonlyMap<string, V> {
  const same = useSame(entries)
  return useMemo(() => new Map(same), [same])
}

/** The fields of all kinds that conditions ask about. */
function askedFields(kinds: readonly KindDefinition[] | undefined, rules: readonly Asked[]): Field[] {
  const facts = new Set(rules.flatMap((rule) => leavesOf(rule.when).map((leaf) => leaf.fact)))
  return (kinds ?? []).flatMap((kind) => kind.fields).filter((field) => facts.has(`case.facts.${field.key}`))
}

/** What the filing standards are about that conditions name, by their ids. */
function useStandardNames(
  kinds: readonly KindDefinition[] | undefined,
  rules: readonly Asked[],
): ReadonlyMap<string, string> {
  const ids = useMemo(() => {
    const facts = askedFields(kinds, rules).flatMap(({ key, type }) => (type === 'standard' ? `case.facts.${key}` : []))
    const values = rules
      .flatMap((rule) => leavesOf(rule.when))
      .flatMap((leaf) => (!facts.includes(leaf.fact) ? [] : 'is' in leaf ? [leaf.is] : 'in' in leaf ? leaf.in : []))
    return [...new Set(values)].filter((id): id is string => typeof id === 'string' && id !== '').slice(0, 50)
  }, [kinds, rules])
  const answers = useReads(
    getStandard,
    ids.map((id) => ({ params: { id }, query: {} })),
    { staleTime: day },
  )
  return useSameMap(
    answers.flatMap(({ data }) =>
      data === undefined ? [] : [[data.standard.id, `${data.standard.item.name} ${data.standard.filing}`] as const],
    ),
  )
}

interface CodeNames {
  /** of the entry `<list>/<code>` */
  readonly name: (code: string) => Words | undefined
  /** of what begins like `<list>/<beginning>` */
  readonly prefix: (code: string, brief: boolean) => Words | undefined
}

/** Names of the entries of the dictionaries that conditions ask about. */
function useCodeNames(kinds: readonly KindDefinition[] | undefined, rules: readonly Asked[]): CodeNames {
  const lists = useMemo(
    () => [...new Set(askedFields(kinds, rules).flatMap((field) => codeLists(field)))],
    [kinds, rules],
  )
  const entries = useSame(
    useEntries(lists).flatMap((some = [], at) =>
      some.map(({ code, name, nameEn, parent }) => ({ list: lists[at]!, code, name, nameEn, parent })),
    ),
  )
  return useMemo(() => {
    const byList = Map.groupBy(entries, (entry) => entry.list)
    const byCode = new Map(entries.map((entry) => [`${entry.list}/${entry.code}`, entry]))
    return {
      name: (code) => {
        const entry = byCode.get(code)
        return entry === undefined ? undefined : { 'zh-CN': entry.name, en: entry.nameEn ?? entry.name }
      },
      prefix: (code, brief) => {
        const at = code.indexOf('/')
        return prefixWords(code.slice(at + 1), byList.get(code.slice(0, at)) ?? [], brief)
      },
    }
  }, [entries])
}
