import { useNavigate, useSearch } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Segmented, Skeleton } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { urlOf } from '#lib/http/contract'
import {
  DayInput,
  EmptyState,
  ErrorState,
  ExportButton,
  keyOf,
  Notice,
  PageHeader,
  useEvent,
  useKeys,
  usePreferences,
  useRead,
} from '#lib/ui'
import {
  exportUnits,
  findUnits,
  getUnit,
  listChanges,
  listUnits,
  OrgChanged,
  readTree,
  type Order,
} from '../contract.ts'
import { ChangeDialog } from './ChangeDialog.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { parseOrgSearch, type OrgSearch } from './search.ts'
import { TreePicture } from './TreePicture.tsx'
import { UnitDetails } from './UnitDetails.tsx'
import { UnitTree } from './UnitTree.tsx'
import { UpcomingButton } from './UpcomingButton.tsx'
import { useOrgWords } from './words.ts'
import './org-page.css'

/** The organisation as of any day: a tree or a picture of it, a unit with its history, and what can be changed. */
export function OrgPage() {
  const t = useOrgWords()
  const { language } = usePreferences()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const search = parseOrgSearch(useSearch({ strict: false }))
  const [ordering, setOrdering] = useState<Order['kind'] | undefined>(undefined)
  const [importing, setImporting] = useState(false)
  const [said, setSaid] = useState<{ text: string; unit: string | undefined } | undefined>(undefined)
  const tree = useRead(readTree, { query: search.asOf === undefined ? {} : { asOf: search.asOf } }, { keep: true })
  const go = useCallback(
    (next: { [K in keyof OrgSearch]?: string | undefined }) =>
      void navigate({ to: '/organisation', search: { ...search, ...next } as never, replace: true }),
    [navigate, search],
  )
  const refresh = useCallback(() => {
    for (const route of [readTree, getUnit, listUnits, listChanges, findUnits])
      void queries.invalidateQueries({ queryKey: keyOf(route) })
  }, [queries])
  useEvent(OrgChanged, refresh)
  const isPicture = search.view === 'picture'
  useKeys(t('keys.group'), [
    { keys: 'v', label: t('keys.picture'), run: () => go({ view: isPicture ? undefined : 'picture' }) },
  ])
  const data = tree.data
  const picked = useMemo(() => data?.items.find((unit) => unit.id === search.unit), [data, search.unit])
  // Told while one stays with the unit it was done to.
  const tell = (text: string, unit = search.unit) => setSaid({ text, unit })

  const content = () => {
    if (tree.isError && data === undefined)
      return <ErrorState failure={tree.error} onRetry={() => void tree.refetch()} />
    if (data === undefined) return <Skeleton active className="org-loading" />
    if (data.items.length === 0)
      return (
        <EmptyState
          title={t('empty')}
          {...(data.since === null ? {} : { hint: t('emptyHint', { since: data.since }) })}
        />
      )
    const details =
      search.unit === undefined ? (
        <div className="org-details org-details-none yw-quiet">{t('pickOne')}</div>
      ) : (
        <UnitDetails
          id={search.unit}
          unit={picked}
          tree={data}
          onPick={(unit) => go({ unit })}
          onDay={(asOf) => go({ asOf })}
          onChange={setOrdering}
          onUndone={() => tell(t('undo.done'))}
        />
      )
    return (
      <div className={isPicture ? 'org-body org-body-picture' : 'org-body'}>
        {isPicture ? (
          <TreePicture
            items={data.items}
            sorts={data.sorts}
            asOf={data.asOf}
            picked={search.unit}
            onPick={(unit) => go({ unit })}
            onOpen={() => go({ view: undefined })}
          />
        ) : (
          <UnitTree items={data.items} picked={search.unit} onPick={(unit) => go({ unit })} />
        )}
        {isPicture ? null : details}
      </div>
    )
  }
  return (
    <div className="org-page">
      <PageHeader
        title={t('title')}
        aside={
          <>
            <Segmented
              aria-label={t('view')}
              value={isPicture ? 'picture' : 'tree'}
              options={[
                { value: 'tree', label: t('tree') },
                { value: 'picture', label: t('picture') },
              ]}
              onChange={(view) => go({ view: view === 'picture' ? 'picture' : undefined })}
            />
            <label className="org-as-of">
              <span className="yw-quiet">{t('asOf')}</span>
              <DayInput
                clearable={false}
                value={data?.asOf ?? search.asOf ?? ''}
                onChange={(asOf) => go({ asOf: asOf === data?.today ? undefined : asOf })}
              />
            </label>
            {search.asOf === undefined ? null : (
              <Button type="link" onClick={() => go({ asOf: undefined })}>
                {t('backToToday')}
              </Button>
            )}
          </>
        }
        actions={
          <>
            {/* What comes with the answer stands left of what is there from the start: nothing moves under the mouse. */}
            {data?.mayEdit === true ? <Button onClick={() => setImporting(true)}>{t('import')}</Button> : null}
            <UpcomingButton onUndone={() => tell(t('undo.done'))} onDay={(asOf) => go({ asOf })} />
            <ExportButton
              label={t('export')}
              href={(format) => urlOf(exportUnits, { query: { format, language, asOf: search.asOf } })}
            />
          </>
        }
      />
      {search.asOf !== undefined && data !== undefined && search.asOf !== data.today ? (
        <Notice tone="info">{t('otherDay', { day: search.asOf })}</Notice>
      ) : null}
      {said === undefined || said.unit !== search.unit ? null : <Notice tone="done">{said.text}</Notice>}
      {content()}
      {ordering !== undefined && picked !== undefined && data !== undefined ? (
        <ChangeDialog
          kind={ordering}
          unit={picked}
          tree={data}
          onClose={() => setOrdering(undefined)}
          onDone={(effectiveOn, opened) => {
            setOrdering(undefined)
            refresh()
            const later = effectiveOn > data.today
            if (later) return tell(t('change.later', { day: effectiveOn }))
            tell(t('change.done'), opened ?? search.unit)
            if (opened !== undefined) go({ unit: opened })
          }}
        />
      ) : null}
      {importing && data !== undefined ? (
        <ImportDialog
          today={data.today}
          onClose={() => setImporting(false)}
          onDone={(report) => {
            setImporting(false)
            refresh()
            tell(t('importing.done', { added: report.added, changed: report.changed }))
          }}
        />
      ) : null}
    </div>
  )
}
