import { DownloadOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Dropdown, Pagination, Segmented, Tooltip } from 'antd'
import { useCallback, useState } from 'react'
import { urlOf } from '#lib/http/contract'
import {
  EmptyState,
  ErrorState,
  keyOf,
  Notice,
  PageHeader,
  useEvent,
  useKeys,
  usePreferences,
  useRead,
  useSay,
  focusSearch,
  rowLinks,
  stepRow,
  TableSkeleton,
} from '#lib/ui'
import {
  compareVersions,
  DictionaryChanged,
  exportEntries,
  getEntry,
  listDictionaries,
  listEntries,
  type DictionaryDefinition,
  type DictionarySummary,
} from '../contract.ts'
import { useColumnsInSight } from './columns-in-sight.ts'
import { CompareView } from './CompareView.tsx'
import { DictionaryList } from './DictionaryList.tsx'
import { EntryDrawer } from './EntryDrawer.tsx'
import { EntryTable } from './EntryTable.tsx'
import { FilterRow, noFilter, type Change } from './FilterRow.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { isFiltered, pageSize, queryOf, type DictionarySearch } from './search.ts'
import { useDictionaryWords } from './words.ts'
import './dictionary.css'

/** Follows changes made anywhere: what is on the screen of a dictionary is read again. */
function useDictionaryEvents(): void {
  const queries = useQueryClient()
  useEvent(DictionaryChanged, () => {
    for (const route of [listDictionaries, listEntries, getEntry, compareVersions])
      void queries.invalidateQueries({ queryKey: keyOf(route) })
  })
}

/** Every code table of the system. The page's whole state stands in the address. */
export function DictionaryPage() {
  const t = useDictionaryWords()
  const search: DictionarySearch = useSearch({ strict: false })
  const navigate = useNavigate()
  const all = useRead(listDictionaries, {}, { keep: true })
  useDictionaryEvents()
  const items = all.data?.items ?? []
  const picked = items.find(({ definition }) => definition.code === search.dictionary) ?? items[0]
  const pick = (code: string) => void navigate({ to: '/dictionary', search: { dictionary: code } })
  const turn = (by: number) => {
    const at = picked === undefined ? 0 : items.indexOf(picked)
    const next = items[(at + by + items.length) % items.length]
    if (next !== undefined) pick(next.definition.code)
  }
  useKeys(t('keys.page'), [
    { keys: ']', label: t('keys.nextDictionary'), run: () => turn(1) },
    { keys: '[', label: t('keys.previousDictionary'), run: () => turn(-1) },
  ])
  if (all.isError && all.data === undefined)
    return <ErrorState failure={all.error} onRetry={() => void all.refetch()} />
  return (
    <div className="dict-page">
      <DictionaryList
        groups={all.data?.groups ?? []}
        items={items}
        picked={picked?.definition.code ?? ''}
        onPick={pick}
      />
      {picked === undefined ? (
        <div className="yw-list dict-main">
          <PageHeader title={t('title')} />
        </div>
      ) : (
        <Entries key={picked.definition.code} summary={picked} search={search} mayEdit={all.data?.mayEdit === true} />
      )}
    </div>
  )
}

interface EntriesProps {
  readonly summary: DictionarySummary
  readonly search: DictionarySearch
  readonly mayEdit: boolean
}

function Entries({ summary, search, mayEdit }: EntriesProps) {
  const t = useDictionaryWords()
  const say = useSay()
  const navigate = useNavigate()
  const { definition } = summary
  const [adding, setAdding] = useState(false)
  const [importing, setImporting] = useState(false)
  const isComparing = search.view === 'compare' && definition.mapping !== undefined
  const isTree = definition.hierarchical && !isFiltered(search) && search.sort === undefined
  const query = {
    ...queryOf(search, definition.versions),
    ...(isTree ? { parent: '-' } : {}),
    page: search.page ?? 1,
    pageSize,
  }
  const list = useRead(
    listEntries,
    { params: { dictionary: definition.code }, query },
    { keep: true, enabled: !isComparing },
  )
  // A tree's page holds only its top: how many there are in all is asked apart.
  const whole = useRead(
    listEntries,
    { params: { dictionary: definition.code }, query: { ...queryOf(search, definition.versions), pageSize: 1 } },
    { keep: true, enabled: isTree },
  )
  const total = (isTree ? whole : list).data?.total
  const { frame, columns } = useColumnsInSight(definition, search.version === 'all', search.sort ?? '')
  const go = useCallback(
    (change: Change) => {
      const { page: _, ...kept } = { ...search, dictionary: definition.code }
      void navigate({ to: '/dictionary', search: { ...kept, ...change }, replace: 'q' in change })
    },
    [search, definition.code, navigate],
  )
  // Opening an entry keeps the page one is on.
  const open = (entry: string | undefined) =>
    void navigate({ to: '/dictionary', search: { ...search, dictionary: definition.code, entry } })
  const mayAdd = mayEdit && search.asOf === undefined
  useKeys(t('keys.page'), [
    { keys: 'j ArrowDown', label: t('keys.next'), run: () => stepRow(1) },
    { keys: 'k ArrowUp', label: t('keys.previous'), run: () => stepRow(-1) },
    { keys: 'Enter', label: t('keys.open'), run: () => rowLinks()[0]?.click() },
    { keys: '/', label: t('keys.search'), run: focusSearch },
    ...(mayAdd ? [{ keys: 'n', label: t('keys.add'), run: () => setAdding(true) }] : []),
  ])
  const rows = list.data?.items ?? []
  return (
    <div className="yw-list dict-main">
      <PageHeader
        title={say(definition.name)}
        aside={
          <Facts
            summary={summary}
            view={search.view ?? 'table'}
            onView={(view) => go({ view, show: undefined })}
            onDiffering={() => go({ ...noFilter, view: undefined, version: 'all', delivered: 'differs' })}
          />
        }
        actions={
          <Actions
            definition={definition}
            search={search}
            mayEdit={mayAdd}
            onAdd={() => setAdding(true)}
            onImport={() => setImporting(true)}
          />
        }
      />
      <FilterRow definition={definition} search={search} onChange={go} />
      {search.asOf === undefined ? null : (
        <Notice tone="info">
          {t('asOfNote', { day: search.asOf })}{' '}
          <Button type="link" size="small" onClick={() => go({ asOf: undefined })}>
            {t('now')}
          </Button>
        </Notice>
      )}
      {isComparing ? (
        <CompareView
          definition={definition}
          search={search}
          onChange={(change) =>
            'page' in change ? void navigate({ to: '/dictionary', search: { ...search, ...change } }) : go(change)
          }
          onOpen={open}
        />
      ) : (
        <>
          <div
            ref={frame}
            className={list.isPlaceholderData ? 'yw-scroll yw-stale' : 'yw-scroll'}
            aria-busy={list.isFetching}
          >
            {list.isError && list.data === undefined ? (
              <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
            ) : list.data === undefined ? (
              <TableSkeleton widths={[70, 120]} />
            ) : rows.length === 0 ? (
              <Nothing filtered={isFiltered(search)} onClear={() => go(noFilter)} />
            ) : (
              <EntryTable
                definition={definition}
                columns={columns}
                rows={rows}
                tree={isTree}
                showVersion={search.version === 'all'}
                sort={search.sort ?? ''}
                opened={search.entry}
                onSort={(sort) => go({ sort })}
                onOpen={(entry) => open(entry.id)}
              />
            )}
          </div>
          <footer className="yw-foot">
            <span className="yw-quiet yw-number">
              {total === undefined ? null : t('total', { count: total })}
              {columns.left.length === 0 ? null : (
                <span className="dict-left" title={columns.left.map((column) => say(column.name)).join(' · ')}>
                  {t('left', { count: columns.left.length })}
                </span>
              )}
            </span>
            <Pagination
              size="small"
              hideOnSinglePage
              current={search.page ?? 1}
              pageSize={pageSize}
              total={list.data?.total ?? 0}
              showSizeChanger={false}
              onChange={(page) => void navigate({ to: '/dictionary', search: { ...search, page } })}
            />
          </footer>
        </>
      )}
      <EntryDrawer
        key={adding ? 'new' : search.entry}
        definition={definition}
        entryId={adding ? undefined : search.entry}
        adding={adding}
        mayEdit={mayEdit && search.asOf === undefined}
        onClose={() => {
          setAdding(false)
          if (!adding) open(undefined)
        }}
        onAdded={(id) => {
          setAdding(false)
          open(id)
        }}
      />
      <ImportDialog definition={definition} open={importing} onClose={() => setImporting(false)} />
    </div>
  )
}

interface FactsProps {
  readonly summary: DictionarySummary
  readonly view: 'table' | 'compare'
  readonly onView: (view: 'compare' | undefined) => void
  readonly onDiffering: () => void
}

/** What the dictionary follows, and how one looks at it. */
function Facts({ summary, view, onView, onDiffering }: FactsProps) {
  const t = useDictionaryWords()
  const { definition, differing } = summary
  const standard = [definition.standard, definition.clause].filter((one) => one !== '').join(' ')
  return (
    <>
      <span className="yw-quiet">{standard === '' ? t('noStandard') : standard}</span>
      {differing === 0 ? null : (
        <button type="button" className="yw-tag yw-tag-warn" onClick={onDiffering}>
          {t('differing', { count: differing })}
        </button>
      )}
      {definition.mapping === undefined ? null : (
        <Segmented
          value={view}
          options={[
            { value: 'table', label: t('table') },
            { value: 'compare', label: t('compare') },
          ]}
          onChange={(value) => onView(value === 'compare' ? value : undefined)}
        />
      )}
    </>
  )
}

interface ActionsProps {
  readonly definition: DictionaryDefinition
  readonly search: DictionarySearch
  readonly mayEdit: boolean
  readonly onAdd: () => void
  readonly onImport: () => void
}

function Actions({ definition, search, mayEdit, onAdd, onImport }: ActionsProps) {
  const t = useDictionaryWords()
  const { language } = usePreferences()
  const { sort: _, ...filter } = queryOf(search, definition.versions)
  const href = (format: 'csv' | 'xlsx' | 'json') =>
    urlOf(exportEntries, { params: { dictionary: definition.code }, query: { ...filter, format, language } })
  const why = mayEdit ? '' : t('mayNot')
  return (
    <>
      <Dropdown
        trigger={['click']}
        menu={{
          items: (['xlsx', 'csv', 'json'] as const).map((format) => ({
            key: format,
            label: (
              <a href={href(format)} download>
                {t(`exportAs.${format}`)}
              </a>
            ),
          })),
        }}
      >
        <Button icon={<DownloadOutlined aria-hidden />}>{t('export')}</Button>
      </Dropdown>
      <Tooltip title={why}>
        <Button icon={<UploadOutlined aria-hidden />} disabled={!mayEdit} onClick={onImport}>
          {t('import')}
        </Button>
      </Tooltip>
      <Tooltip title={why}>
        <Button type="primary" icon={<PlusOutlined aria-hidden />} disabled={!mayEdit} onClick={onAdd}>
          {t('add')}
        </Button>
      </Tooltip>
    </>
  )
}

function Nothing({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  const t = useDictionaryWords()
  return filtered ? (
    <EmptyState
      title={t('emptyFilter')}
      hint={t('emptyFilterHint')}
      action={<Button onClick={onClear}>{t('filter.clear')}</Button>}
    />
  ) : (
    <EmptyState title={t('empty')} hint={t('emptyHint')} />
  )
}
