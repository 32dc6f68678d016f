import { PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Pagination, Segmented, Tooltip } from 'antd'
import { useCallback, useState } from 'react'
import { urlOf } from '#lib/http/contract'
import {
  EmptyState,
  ErrorState,
  ExportButton,
  focusSearch,
  keyOf,
  Notice,
  PageHeader,
  rowLinks,
  stepRow,
  TableSkeleton,
  useEvent,
  useKeys,
  usePreferences,
  useRead,
} from '#lib/ui'
import {
  exportStandards,
  getStandard,
  getStandardsOverview,
  listStageLimits,
  listStandards,
  searchStandards,
  StandardsChanged,
} from '../contract.ts'
import { AsOf, FilterRow, type Overview } from './FilterRow.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { QuickLook } from './QuickLook.tsx'
import { isFiltered, noFilter, pageSize, queryOf, type Change, type StandardsSearch } from './search.ts'
import { StageLimits } from './StageLimits.tsx'
import { StandardDrawer } from './StandardDrawer.tsx'
import { StandardTable } from './StandardTable.tsx'
import { useGridWords } from './words.ts'
import './grid.css'

/** Follows changes made anywhere: what is on the screen is read again. */
function useStandardEvents(): void {
  const queries = useQueryClient()
  useEvent(StandardsChanged, () => {
    for (const route of [getStandardsOverview, listStandards, searchStandards, getStandard, listStageLimits])
      void queries.invalidateQueries({ queryKey: keyOf(route) })
  })
}

/** The standards of filing and closing, and the stage limits. The page's whole state stands in the address. */
export function StandardsPage() {
  const t = useGridWords()
  const search: StandardsSearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const overview = useRead(getStandardsOverview, {}, { keep: true })
  useStandardEvents()
  const [adding, setAdding] = useState(false)
  const [importing, setImporting] = useState(false)
  const view = search.view ?? 'standards'
  const go = useCallback(
    (change: Change) => {
      const { page: _, ...kept } = search
      void navigate({ to: '/standards', search: { ...kept, ...change } as StandardsSearch, replace: 'q' in change })
    },
    [search, navigate],
  )
  // Opening a standard keeps the page one is on.
  const open = (standard: string | undefined) =>
    void navigate({ to: '/standards', search: { ...search, standard } as StandardsSearch })
  const mayEdit = overview.data?.mayEdit === true && search.asOf === undefined
  useKeys(t('keys.page'), [
    { keys: '/', label: t('keys.search'), run: focusSearch },
    ...(mayEdit && view === 'standards' ? [{ keys: 'n', label: t('keys.add'), run: () => setAdding(true) }] : []),
  ])
  return (
    <div className="yw-list">
      <PageHeader
        title={t('title')}
        aside={
          <Segmented<'standards' | 'stages' | 'look'>
            aria-label={t('title')}
            value={view}
            options={(['standards', 'stages', 'look'] as const).map((value) => ({ value, label: t(`tabs.${value}`) }))}
            onChange={(value) => go({ view: value === 'standards' ? undefined : value, standard: undefined })}
          />
        }
        actions={
          view === 'standards' ? (
            <Actions
              search={search}
              mayEdit={mayEdit}
              onAdd={() => setAdding(true)}
              onImport={() => setImporting(true)}
            />
          ) : view === 'stages' ? (
            <AsOf day={search.asOf} onChange={(asOf) => go({ asOf })} />
          ) : undefined
        }
      />
      {view === 'standards' ? <FilterRow overview={overview.data} search={search} onChange={go} /> : null}
      {search.asOf === undefined || view === 'look' ? null : (
        <Notice tone="info">
          {t('asOfNote', { day: search.asOf })}{' '}
          <Button type="link" size="small" onClick={() => go({ asOf: undefined })}>
            {t('now')}
          </Button>
        </Notice>
      )}
      {view === 'standards' ? (
        <List overview={overview.data} search={search} go={go} onOpen={open} />
      ) : view === 'stages' ? (
        <StageLimits asOf={search.asOf} />
      ) : (
        <QuickLook onOpen={open} />
      )}
      <StandardDrawer
        key={adding ? 'new' : search.standard}
        id={adding ? undefined : search.standard}
        asOf={view === 'look' ? undefined : search.asOf}
        adding={adding}
        overview={overview.data}
        mayEdit={mayEdit}
        onClose={() => {
          setAdding(false)
          if (!adding) open(undefined)
        }}
        onAdded={(id) => {
          setAdding(false)
          open(id)
        }}
      />
      <ImportDialog open={importing} onClose={() => setImporting(false)} />
    </div>
  )
}

interface ListProps {
  readonly overview: Overview | undefined
  readonly search: StandardsSearch
  readonly go: (change: Change) => void
  readonly onOpen: (id: string) => void
}

function List({ overview, search, go, onOpen }: ListProps) {
  const t = useGridWords()
  const navigate = useNavigate()
  const list = useRead(
    listStandards,
    { query: { ...queryOf(search), page: search.page ?? 1, pageSize } },
    { keep: true },
  )
  useKeys(t('keys.page'), [
    { keys: 'j ArrowDown', label: t('keys.next'), run: () => stepRow(1) },
    { keys: 'k ArrowUp', label: t('keys.previous'), run: () => stepRow(-1) },
    { keys: 'Enter', label: t('keys.open'), run: () => rowLinks()[0]?.click() },
  ])
  const rows = list.data?.items ?? []
  return (
    <>
      <div className={list.isPlaceholderData ? 'yw-scroll yw-stale' : 'yw-scroll'} aria-busy={list.isFetching}>
        {list.isError && list.data === undefined ? (
          <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
        ) : list.data === undefined ? (
          <TableSkeleton widths={[70, 120]} />
        ) : rows.length === 0 ? (
          isFiltered(search) || search.version !== undefined || search.kind !== undefined ? (
            <EmptyState
              title={t('emptyFilter')}
              hint={t('emptyFilterHint')}
              action={
                <Button onClick={() => go({ ...noFilter, version: undefined, kind: undefined })}>
                  {t('filter.clear')}
                </Button>
              }
            />
          ) : (
            <EmptyState title={t('empty')} hint={t('emptyHint')} />
          )
        ) : (
          <StandardTable
            rows={rows}
            versions={overview?.versions ?? []}
            sort={search.sort ?? ''}
            opened={search.standard}
            onSort={(sort) => go({ sort })}
            onOpen={onOpen}
          />
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">{t('total', { count: list.data?.total ?? 0 })}</span>
        <Pagination
          size="small"
          hideOnSinglePage
          current={search.page ?? 1}
          pageSize={pageSize}
          total={list.data?.total ?? 0}
          showSizeChanger={false}
          onChange={(page) => void navigate({ to: '/standards', search: { ...search, page } })}
        />
      </footer>
    </>
  )
}

interface ActionsProps {
  readonly search: StandardsSearch
  readonly mayEdit: boolean
  readonly onAdd: () => void
  readonly onImport: () => void
}

function Actions({ search, mayEdit, onAdd, onImport }: ActionsProps) {
  const t = useGridWords()
  const { language } = usePreferences()
  const { sort: _, page: __, pageSize: ___, ...filter } = queryOf(search)
  const why = mayEdit ? '' : search.asOf === undefined ? t('mayNot') : t('asOfNote', { day: search.asOf })
  return (
    <>
      <ExportButton
        label={t('export')}
        href={(format) => urlOf(exportStandards, { query: { ...filter, format, language } })}
      />
      <Tooltip title={why}>
        <Button icon={<UploadOutlined />} disabled={!mayEdit} onClick={onImport}>
          {t('import')}
        </Button>
      </Tooltip>
      <Tooltip title={why}>
        <Button type="primary" icon={<PlusOutlined />} disabled={!mayEdit} onClick={onAdd}>
          {t('add')}
        </Button>
      </Tooltip>
    </>
  )
}
