import { useMemo } from 'react'
import type { Words } from '#lib/kernel/contract'
import { usePreferences, useRead, useReads, useSay } from '#lib/ui'
import { listEntries } from '#platform/dictionary/contract'
import { getArea, listAreas } from '#platform/geo/contract'
import { listRoles } from '#platform/identity/contract'
import type { Unit, UnitSort } from '#platform/org/contract'
import { useUnits } from '#platform/org/ui'
import { leavesOf } from '../check-conditions.ts'
import { codeLists } from '../code-lists.ts'
import { conditionWords, type Condition, type KindDefinition, type NameOf, type RoutingRule } from '../contract.ts'
import { useKinds } from './kinds.ts'
import { useRoutingWords } from './routing-words.ts'

const day = 86_400_000
const noRules: readonly RoutingRule[] = []

/** How rules and their parts are said, with the names of kinds, units, areas and entries of dictionaries. */
export interface RuleWords {
  readonly kinds: readonly KindDefinition[]
  readonly units: readonly Unit[]
  readonly sorts: readonly UnitSort[]
  readonly unitByCode: (code: string) => Unit | undefined
  readonly kind: (code: string | undefined) => string
  readonly when: (rule: Pick<RoutingRule, 'when' | 'kind'>) => string
  readonly whenWords: (rule: Pick<RoutingRule, 'when' | 'kind'>) => Words
  readonly to: (to: RoutingRule['to']) => string
  readonly isPlatform: (unit: Unit) => boolean
  /** 0 is Sunday */
  readonly weekday: (day: number) => string
}

/** Reads the names that some rules need. What is still on its way, or has no name, is said by its code. */
export function useRuleWords(rules: readonly RoutingRule[] = noRules): RuleWords {
  const t = useRoutingWords()
  const say = useSay()
  const { language } = usePreferences()
  const kinds = useKinds()
  const units = useUnits().data
  const roles = useRead(listRoles, {}, { staleTime: day }).data?.items
  const areaNames = useAreaNames(rules)
  const codeNames = useCodeNames(kinds, rules)
  return useMemo(() => {
    const byCode = new Map(units?.items.map((unit) => [unit.code, unit]))
    const alike = (text: string | undefined): Words | undefined =>
      text === undefined ? undefined : { 'zh-CN': text, en: text }
    const nameOf: NameOf = (what, code) => {
      if (what === 'area') return alike(areaNames.get(code))
      if (what === 'code') return codeNames.get(code)
      if (what === 'level') return units?.sorts.find((sort) => sort.code === code)?.name
      return roles?.find((role) => role.code === code)?.name
    }
    const all = kinds ?? []
    const whenWords: RuleWords['whenWords'] = ({ when, kind: code }) => {
      if ('all' in when && when.all.length === 0) return { 'zh-CN': '所有情形', en: 'always' }
      const asked = code === undefined ? all.find((one) => knows(one, when)) : all.find((one) => one.kind === code)
      const kind = asked ?? all[0]
      return kind === undefined ? { 'zh-CN': '…', en: '…' } : conditionWords(when, kind, nameOf)
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
      when: (rule) => say(whenWords(rule)),
      whenWords,
      to: (to) => {
        if ('unit' in to) return byCode.get(to.unit)?.name ?? to.unit
        if ('platform' in to) return t('toPlatform')
        if (to.sort === undefined) return t('toArea')
        const sort = units?.sorts.find((one) => one.code === to.sort)
        return t('toAreaOf', { sort: sort === undefined ? to.sort : say(sort.name) })
      },
    }
  }, [kinds, units, roles, areaNames, codeNames, language, t, say])
}

/** Whether a kind has every field a condition asks about. */
function knows(kind: KindDefinition, when: Condition): boolean {
  return leavesOf(when).every(({ fact }) => {
    const key = /^case\.facts\.(.+)$/.exec(fact)?.[1]
    return key === undefined || kind.fields.some((field) => field.key === key)
  })
}

/** Names of the areas that conditions speak of. The top of the tree comes at once; what lies deeper one by one. */
function useAreaNames(rules: readonly RoutingRule[]): ReadonlyMap<string, string> {
  const codes = useMemo(
    () =>
      [
        ...new Set(
          rules.flatMap((rule) =>
            leavesOf(rule.when).flatMap((leaf) => (leaf.fact === 'place.areas' && 'has' in leaf ? [leaf.has] : [])),
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

/** A map that stays the same one as long as the same stands in it: what is worked out from it is not worked out anew. */
function useSameMap<V>(entries: readonly (readonly [string, V])[]): ReadonlyMap<string, V> {
  const text = JSON.stringify(entries)
  return useMemo(() => new Map(JSON.parse(text) as [string, V][]), [text])
}

/** Names of the entries of the dictionaries that conditions ask about, by `<list>/<code>`. */
function useCodeNames(
  kinds: readonly KindDefinition[] | undefined,
  rules: readonly RoutingRule[],
): ReadonlyMap<string, Words> {
  const lists = useMemo(() => {
    const keys = new Set(rules.flatMap((rule) => leavesOf(rule.when).map((leaf) => leaf.fact)))
    const fields = (kinds ?? []).flatMap((kind) => kind.fields)
    return [...new Set(fields.flatMap((field) => (keys.has(`case.facts.${field.key}`) ? codeLists(field) : [])))]
  }, [kinds, rules])
  const answers = useReads(
    listEntries,
    lists.map((dictionary) => ({ params: { dictionary }, query: { state: 'all' as const, pageSize: 500 } })),
    { staleTime: day },
  )
  return useSameMap(
    answers.flatMap(({ data }, at) =>
      (data?.items ?? []).map(
        ({ code, name, nameEn }) => [`${lists[at]}/${code}`, { 'zh-CN': name, en: nameEn ?? name }] as const,
      ),
    ),
  )
}
