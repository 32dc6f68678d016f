import type { UseQueryResult } from '@tanstack/react-query'
import { Button, Pagination, Segmented } from 'antd'
import type { ReplyOf } from '#lib/http/contract'
import { EmptyState, ErrorState, SearchBox, TableSkeleton, TimeText, type Failure, figure } from '#lib/ui'
import type { listUnresolved, Unresolved } from '../contract.ts'
import { useGeoWords } from './words.ts'

const states = ['open', 'confirmed', 'dismissed'] as const
export const queuePageSize = 20

/** Which addresses of the queue are looked at. */
export interface QueueView {
  readonly state: (typeof states)[number]
  readonly search: string
  readonly page: number
}

interface UnresolvedQueueProps {
  readonly list: UseQueryResult<ReplyOf<typeof listUnresolved>, Failure>
  readonly view: QueueView
  readonly opened: string | undefined
  /** why nothing may be restored; undefined: it may */
  readonly refused: string | undefined
  readonly onView: (view: QueueView) => void
  readonly onOpen: (row: Unresolved) => void
  readonly onReopen: (id: string) => void
}

/** The addresses nobody could place, the most asked for first. */
export function UnresolvedQueue({ list, view, opened, refused, onView, onOpen, onReopen }: UnresolvedQueueProps) {
  const t = useGeoWords()
  const { state, search, page } = view
  const isOpen = state === 'open'
  const items = list.data?.items ?? []
  return (
    <>
      <h2>{t('address.list')}</h2>
      <div className="geo-buttons">
        <Segmented
          value={state}
          options={states.map((value) => ({ value, label: t(`address.${value}`) }))}
          onChange={(value) => onView({ ...view, state: value, page: 1 })}
        />
        <SearchBox
          id="address-queue"
          className="geo-grow"
          label={t('address.searchList')}
          placeholder={t('address.searchList')}
          value={search}
          onSearch={(text) => onView({ ...view, search: text, page: 1 })}
        />
      </div>
      <div className={list.isPlaceholderData ? 'geo-queue yw-stale' : 'geo-queue'}>
        {list.isPending ? (
          <TableSkeleton widths={[200]} />
        ) : list.isError && list.data === undefined ? (
          <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
        ) : items.length === 0 ? (
          search === '' ? (
            <EmptyState
              title={isOpen ? t('address.empty') : t('address.emptyOther')}
              {...(isOpen ? { hint: t('address.emptyHint') } : {})}
            />
          ) : (
            <EmptyState
              title={t('address.noMatch')}
              action={<Button onClick={() => onView({ ...view, search: '', page: 1 })}>{t('address.clear')}</Button>}
            />
          )
        ) : (
          <table className="yw-table" aria-label={t('address.list')} aria-busy={list.isFetching}>
            <thead>
              <tr>
                <th>{t('address.text')}</th>
                <th className="yw-right geo-c-times">{t('address.times')}</th>
                <th className="geo-c-when">{isOpen ? t('address.asked') : t('address.decided')}</th>
                {isOpen ? null : <th className="geo-c-do" aria-label={t('address.actions')} />}
              </tr>
            </thead>
            <tbody>
              {items.map((one) => (
                <tr
                  key={one.id}
                  className={one.id === opened ? 'yw-row yw-row-open' : 'yw-row'}
                  onClick={(event) => {
                    if (event.target instanceof Element && event.target.closest('button') !== null) return
                    // A click that marked text is not a wish to open.
                    if (getSelection()?.isCollapsed !== false) onOpen(one)
                  }}
                >
                  <td className="yw-clip" title={one.text}>
                    <button type="button" className="yw-link" onClick={() => onOpen(one)}>
                      {one.text}
                    </button>
                  </td>
                  <td className="yw-right yw-number">{figure(one.times)}</td>
                  <td className="yw-clip yw-quiet" title={isOpen ? undefined : (one.decidedBy ?? undefined)}>
                    {isOpen ? <TimeText at={one.askedAt} relative /> : one.decidedBy}
                  </td>
                  {isOpen ? null : (
                    <td className="yw-right">
                      <Button
                        size="small"
                        disabled={refused !== undefined}
                        title={refused}
                        onClick={() => onReopen(one.id)}
                      >
                        {t('address.reopen')}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">
          {list.data === undefined ? '' : t('address.total', { count: list.data.total })}
        </span>
        <Pagination
          size="small"
          simple
          hideOnSinglePage
          current={page}
          pageSize={queuePageSize}
          total={list.data?.total ?? 0}
          showSizeChanger={false}
          onChange={(next) => onView({ ...view, page: next })}
        />
      </footer>
    </>
  )
}
