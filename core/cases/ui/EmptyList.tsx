import { Button } from 'antd'
import type { KindDefinition } from '../contract.ts'
import { EmptyState, useSay } from '#lib/ui'
import type { ListView } from './list-search.ts'
import { useCaseWords } from './words.ts'

interface EmptyListProps {
  readonly kind: KindDefinition
  readonly view: ListView
  readonly filtered: boolean
  readonly onClear: () => void
}

/** Says why nothing is there and what to do, by tab, search and scope. */
export function EmptyList({ kind, view, filtered, onClear }: EmptyListProps) {
  const t = useCaseWords()
  const say = useSay()
  if (view.q !== '') {
    return (
      <EmptyState
        title={t('empty.search', { q: view.q })}
        hint={t('empty.searchHint')}
        action={<Button onClick={onClear}>{t('empty.clear')}</Button>}
      />
    )
  }
  if (filtered) {
    return (
      <EmptyState
        title={t('empty.filtered')}
        hint={t('empty.filteredHint')}
        action={<Button onClick={onClear}>{t('filter.clear')}</Button>}
      />
    )
  }
  if (view.state === 'todo') {
    return <EmptyState title={t('empty.todo')} hint={t(`empty.whose.${view.whose}`)} />
  }
  const state = kind.states.find((one) => one.code === view.state)
  const hint = state === undefined ? t('empty.any') : t(`empty.${state.stage}`)
  return (
    <EmptyState
      title={t('empty.tab', { state: state === undefined ? t('list.all') : say(state.name) })}
      hint={view.whose === 'all' ? hint : `${hint}${t(`empty.whose.${view.whose}`)}`}
    />
  )
}
