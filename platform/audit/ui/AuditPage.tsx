import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { ReloadOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useCallback } from 'react'
import { getAuditAccess, getAuditState, listAudit } from '../contract.ts'
import { EmptyState, ErrorState, focusSearch, keyOf, PageHeader, TableSkeleton, useKeys, useRead } from '#lib/ui'
import { filterOf, isFiltered, pageSizes, queryOf, type AuditSearch } from './audit-search.ts'
import { EntryDrawer } from './EntryDrawer.tsx'
import { EntryTable } from './EntryTable.tsx'
import { ExportButton } from './ExportButton.tsx'
import { FilterBar, noFilter, type Change } from './FilterBar.tsx'
import { SealState } from './SealState.tsx'
import { UnitsGiven, type GivenUnit } from './units.ts'
import { useAuditWords } from './words.ts'
import './audit.css'

/** The audit log, for those who may read it. Its whole state stands in the address. */
export function AuditPage({ units }: { readonly units: readonly GivenUnit[] }) {
  const t = useAuditWords()
  const access = useRead(getAuditAccess, {}, { staleTime: 300_000 })
  if (access.data?.mayRead === true)
    return (
      <UnitsGiven value={units}>
        <AuditLog />
      </UnitsGiven>
    )
  return (
    <div className="yw-list">
      <PageHeader title={t('title')} />
      {access.isError ? (
        <ErrorState failure={access.error} onRetry={() => void access.refetch()} />
      ) : access.data === undefined ? (
        <TableSkeleton />
      ) : (
        <EmptyState title={access.data.reason ?? ''} hint={t('mayNotHint')} />
      )}
    </div>
  )
}

const countEnd = 10_000

function AuditLog() {
  const t = useAuditWords()
  const navigate = useNavigate()
  const { history } = useRouter()
  const queries = useQueryClient()
  const search: AuditSearch = useSearch({ strict: false })
  const list = useRead(listAudit, { query: queryOf(search) }, { keep: true, staleTime: 5000 })
  const newest = search.sort !== 'recorded'
  const rows = list.data?.items ?? []
  const total = list.data?.total ?? 0

  const go = useCallback(
    (change: Change, replace = false) => {
      void navigate({
        to: '/audit',
        search: (before: AuditSearch) => ({ ...before, ...change }),
        replace,
      } as unknown as Parameters<typeof navigate>[0])
    },
    [navigate],
  )
  const filter = useCallback((change: Change) => go({ after: undefined, entry: undefined, ...change }), [go])
  const open = (entry: number | undefined) => go({ entry }, true)
  const step = (by: number) => {
    const at = rows.findIndex((row) => row.id === search.entry)
    const row = rows[at === -1 ? (by > 0 ? 0 : rows.length - 1) : at + by]
    if (row !== undefined) open(row.id)
  }
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keyOf(listAudit) })
    void queries.invalidateQueries({ queryKey: keyOf(getAuditState) })
  }
  useKeys(t('keys.list'), [
    { keys: 'j ArrowDown', label: t('keys.next'), run: () => step(1) },
    { keys: 'k ArrowUp', label: t('keys.previous'), run: () => step(-1) },
    { keys: '/', label: t('keys.search'), run: focusSearch },
    { keys: 'r', label: t('keys.refresh'), run: refresh },
  ])

  return (
    <div className="yw-list">
      <PageHeader
        title={t('title')}
        actions={
          <>
            <Button
              icon={<ReloadOutlined aria-hidden />}
              loading={list.isFetching}
              aria-label={t('keys.refresh')}
              title={t('keys.refresh')}
              onClick={refresh}
            />
            <ExportButton filter={filterOf(search)} sort={search.sort ?? '-recorded'} total={total} />
          </>
        }
      />
      <SealState />
      <FilterBar search={search} onChange={filter} />
      <div className={list.isPlaceholderData ? 'yw-scroll yw-stale' : 'yw-scroll'}>
        {list.isPending ? (
          <TableSkeleton />
        ) : list.isError && list.data === undefined ? (
          <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
        ) : rows.length > 0 ? (
          <EntryTable
            rows={rows}
            newest={newest}
            busy={list.isFetching}
            open={search.entry}
            onTurn={() => filter({ sort: newest ? 'recorded' : undefined })}
            onOpen={open}
          />
        ) : isFiltered(search) ? (
          <EmptyState
            title={t('empty')}
            hint={t('emptyHint')}
            action={<Button onClick={() => filter(noFilter)}>{t('filter.clear')}</Button>}
          />
        ) : (
          <EmptyState title={t('none')} hint={t('noneHint')} />
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">
          {list.data === undefined
            ? ''
            : total > countEnd
              ? t('totalMore', { count: countEnd })
              : t('total', { count: total })}
        </span>
        <span className="audit-pages">
          <Select<number>
            size="small"
            aria-label={t('pageSize')}
            value={search.size ?? 50}
            options={pageSizes.map((size) => ({ value: size, label: t('perPage', { size }) }))}
            onChange={(size) => filter({ size: size === 50 ? undefined : size })}
          />
          {search.after === undefined ? null : (
            <Button size="small" type="link" onClick={() => filter({})}>
              {newest ? t('first') : t('firstOldest')}
            </Button>
          )}
          <Button size="small" disabled={search.after === undefined} onClick={() => history.back()}>
            {t('previous')}
          </Button>
          <Button
            size="small"
            disabled={list.data?.next == null || list.isPlaceholderData}
            onClick={() => go({ after: list.data?.next ?? undefined, entry: undefined })}
          >
            {t('next')}
          </Button>
        </span>
      </footer>
      <EntryDrawer id={search.entry} onClose={() => open(undefined)} onFilter={filter} />
    </div>
  )
}
