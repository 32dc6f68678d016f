import type { KindDefinition } from '../contract.ts'
import { useSay } from '#lib/ui'
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
  return (
    <div className="cases-tabs" role="tablist" aria-label={t('list.tabs')}>
      {tabs.map((tab) => (
        <button
          key={tab.code}
          id={`cases-tab-${tab.code}`}
          type="button"
          role="tab"
          aria-selected={tab.code === state}
          aria-controls="cases-panel"
          tabIndex={tab.code === state ? 0 : -1}
          onClick={() => onPick(tab.code)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            const other = tabs[tabs.indexOf(tab) + by]
            if (by === 0 || other === undefined) return
            event.preventDefault()
            document.getElementById(`cases-tab-${other.code}`)?.focus()
            onPick(other.code)
          }}
        >
          {tab.name}
          {hideCounts ? null : <span className="yw-number">{tab.count ?? '–'}</span>}
        </button>
      ))}
    </div>
  )
}
