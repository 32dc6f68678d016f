import { Input, Pagination, Select } from 'antd'
import { useState } from 'react'
import { EmptyState, ErrorState, StateTag, TimeText, useRead, type Stage, figure } from '#lib/ui'
import { listImports, type ImportState } from '../import-contract.ts'
import { useHotlineWords } from './words.ts'

export const stages: Readonly<Record<ImportState, Stage>> = {
  mapping: 'waiting',
  checking: 'working',
  checked: 'waiting',
  importing: 'working',
  done: 'done',
  stopped: 'checking',
  failed: 'checking',
  discarded: 'done',
}

const states = Object.keys(stages) as ImportState[]

/** Imports so far: who, when, which file, what came of it. */
export function ImportRuns({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const t = useHotlineWords()
  const [q, setQ] = useState('')
  const [state, setState] = useState<ImportState | undefined>(undefined)
  const [page, setPage] = useState(1)
  const query = { page, pageSize: 10, ...(q === '' ? {} : { q }), ...(state === undefined ? {} : { state }) }
  const runs = useRead(listImports, { query }, { keep: true })
  const filtered = q !== '' || state !== undefined
  return (
    <section className="import-part" aria-label={t('runs.title')}>
      <div className="import-runs-head">
        <h2>{t('runs.title')}</h2>
        <Input.Search
          allowClear
          className="import-search"
          placeholder={t('runs.search')}
          aria-label={t('runs.search')}
          onSearch={(text) => {
            setPage(1)
            setQ(text.trim())
          }}
        />
        <Select<ImportState | ''>
          className="import-state"
          aria-label={t('runs.state')}
          value={state ?? ''}
          onChange={(value) => {
            setPage(1)
            setState(value === '' ? undefined : value)
          }}
          options={[
            { value: '', label: t('runs.anyState') },
            ...states.map((one) => ({ value: one, label: t(`state.${one}`) })),
          ]}
        />
      </div>
      {runs.error !== null ? (
        <ErrorState failure={runs.error} onRetry={() => void runs.refetch()} />
      ) : runs.data?.total === 0 ? (
        <EmptyState
          title={filtered ? t('runs.nothingFound') : t('runs.none')}
          {...(filtered ? {} : { hint: t('runs.noneHint') })}
        />
      ) : (
        <table className="import-table import-runs" aria-label={t('runs.title')}>
          <thead>
            <tr>
              <th>{t('runs.file')}</th>
              <th>{t('runs.by')}</th>
              <th>{t('runs.when')}</th>
              <th>{t('runs.state')}</th>
              <th className="import-count">{t('runs.rows')}</th>
              <th className="import-count">{t('runs.imported')}</th>
              <th className="import-count">{t('runs.known')}</th>
              <th className="import-count">{t('runs.bad')}</th>
            </tr>
          </thead>
          <tbody>
            {(runs.data?.items ?? []).map((run) => (
              <tr key={run.id}>
                <td>
                  <button type="button" className="import-open" title={t('runs.open')} onClick={() => onOpen(run.id)}>
                    {run.fileName}
                  </button>
                </td>
                <td>{run.by.name}</td>
                <td>
                  <TimeText at={run.createdAt} />
                </td>
                <td>
                  <StateTag stage={stages[run.state]} name={t(`state.${run.state}`)} />
                </td>
                <td className="import-count yw-number">{run.totalRows ?? '—'}</td>
                <td className="import-count yw-number">{figure(run.imported)}</td>
                <td className="import-count yw-number">{figure(run.known)}</td>
                <td className="import-count yw-number">{figure(run.bad)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(runs.data?.total ?? 0) > 10 ? (
        <Pagination
          className="import-pages"
          size="small"
          current={page}
          pageSize={10}
          total={runs.data?.total ?? 0}
          showSizeChanger={false}
          onChange={setPage}
        />
      ) : null}
    </section>
  )
}
