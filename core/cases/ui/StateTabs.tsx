import { DownOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import type { KindDefinition } from '../contract.ts'
import { Tabs, useSay } from '#lib/ui'
import { countText } from './list-search.ts'
import { useCaseWords } from './words.ts'

/** With more tabs some are out of sight: all of them stand in a menu too. */
const mostInSight = 8

interface StateTabsProps {
  readonly kind: KindDefinition
  /** the states in which the post can move a case on */
  readonly work: readonly string[]
  /** those in which cases wait for it */
  readonly todo: readonly string[]
  readonly state: string
  readonly counts: { readonly states: Readonly<Record<string, number>>; readonly total: number } | undefined
  /** other filters are on: how many there are without them would be misread as how many were found */
  readonly hideCounts: boolean
  readonly onPick: (state: string) => void
}

/** What a post comes for: its work, everything, and a tab for each state of it in the order of the work. */
export function StateTabs({ kind, work, todo, state, counts, hideCounts, onPick }: StateTabsProps) {
  const t = useCaseWords()
  const say = useSay()
  const countOf = (codes: readonly string[]) =>
    counts === undefined ? undefined : countText(codes.reduce((sum, code) => sum + (counts.states[code] ?? 0), 0))
  const named = kind.states.filter((one) => (work.length === 0 ? true : work.includes(one.code)) || one.code === state)
  const tabs = [
    ...(todo.length === 0 ? [] : [{ code: 'todo', name: t('list.todo'), count: countOf(todo) }]),
    // Before the states, of which a town has more than fit: where everything is never scrolls out of sight.
    { code: 'all', name: t('list.all'), count: counts === undefined ? undefined : countText(counts.total) },
    ...named.map((one) => ({ code: one.code, name: say(one.name), count: countOf([one.code]) })),
  ]
  return (
    <>
      <Tabs id="cases" label={t('list.tabs')} tabs={tabs} current={state} counts={!hideCounts} onPick={onPick} />
      {tabs.length <= mostInSight ? null : (
        <Dropdown
          trigger={['click']}
          placement="bottomRight"
          menu={{
            className: 'cases-states',
            selectedKeys: [state],
            onClick: ({ key }) => onPick(key),
            items: tabs.map(({ code, name, count }) => ({
              key: code,
              label: name,
              ...(hideCounts || count === undefined ? {} : { extra: <span className="yw-number">{count}</span> }),
            })),
          }}
        >
          <Button className="cases-more-states" size="small" type="text">
            {t('list.moreStates')} <DownOutlined />
          </Button>
        </Dropdown>
      )}
    </>
  )
}
