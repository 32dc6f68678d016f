import type { KindDefinition } from '../contract.ts'
import { Tabs, useSay } from '#lib/ui'
import { useCaseWords } from './words.ts'

interface StateTabsProps {
  readonly kind: KindDefinition
  readonly state: string
  readonly counts: { readonly states: Readonly<Record<string, number>>; readonly total: number } | undefined
  /** a search is on: how many there are in all would be misread as how many were found */
  readonly hideCounts: boolean
  readonly onPick: (state: string) => void
}

/** A tab for each state of the kind, in the order of the work, with how many cases are there now. */
export function StateTabs({ kind, state, counts, hideCounts, onPick }: StateTabsProps) {
  const t = useCaseWords()
  const say = useSay()
  const tabs = [
    ...kind.states.map((one) => ({
      code: one.code,
      name: say(one.name),
      count: counts === undefined ? undefined : (counts.states[one.code] ?? 0),
    })),
    { code: 'all', name: t('list.all'), count: counts?.total },
  ]
  return <Tabs id="cases" label={t('list.tabs')} tabs={tabs} current={state} counts={!hideCounts} onPick={onPick} />
}
