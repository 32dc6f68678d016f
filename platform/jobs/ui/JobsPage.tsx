import { ReloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Pagination, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import {
  EmptyState,
  ErrorState,
  FailureAlert,
  focusSearch,
  keyOf,
  PageHeader,
  SearchBox,
  stepRow,
  TableSkeleton,
  useCommand,
  useEvent,
  useKeys,
  useRead,
  useSay,
} from '#lib/ui'
import { cancelJob, JobFailed, listJobs, listQueues, retryFailedJobs, retryJob, type Job } from '../contract.ts'
import { useMayManageJobs } from './index.ts'
import { JobRow } from './JobRow.tsx'
import { QueueTable } from './QueueTable.tsx'
import { RetentionDialog } from './RetentionDialog.tsx'
import { states, type JobSearch } from './search.ts'
import { useJobWords } from './words.ts'
import './jobs.css'

const pageSize = 50

/** 后台任务: what runs, what waits, what failed and why; retry, cancel. */
export function JobsPage() {
  const t = useJobWords()
  if (useMayManageJobs()) return <Jobs />
  return (
    <div className="yw-list">
      <PageHeader title={t('title')} />
      <EmptyState title={t('mayNot')} hint={t('mayNotHint')} />
    </div>
  )
}

function Jobs() {
  const t = useJobWords()
  const say = useSay()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const search: JobSearch = useSearch({ strict: false })
  const queues = useRead(listQueues, {})
  const { queue, state, q, page = 1 } = search
  const jobs = useRead(
    listJobs,
    {
      query: {
        ...(queue === undefined ? {} : { queue }),
        ...(state === undefined ? {} : { state }),
        ...(q === undefined ? {} : { q }),
        page,
        pageSize,
      },
    },
    { keep: true },
  )
  const retry = useCommand(retryJob)
  const cancel = useCommand(cancelJob)
  const retryAll = useCommand(retryFailedJobs)
  const [open, setOpen] = useState<string>()
  const [keeping, setKeeping] = useState(false)
  const refresh = () => {
    void queries.invalidateQueries({ queryKey: keyOf(listQueues) })
    void queries.invalidateQueries({ queryKey: keyOf(listJobs) })
  }
  useEvent(JobFailed, refresh)
  const go = (next: JobSearch) => void navigate({ to: '/jobs', search: next })
  const done = (text: string) => {
    void message.success(text)
    refresh()
  }
  useKeys(t('keys.title'), [
    { keys: 'j ArrowDown', label: t('keys.next'), run: () => stepRow(1) },
    { keys: 'k ArrowUp', label: t('keys.previous'), run: () => stepRow(-1) },
    { keys: '/', label: t('keys.search'), run: focusSearch },
    { keys: 'r', label: t('keys.refresh'), run: refresh },
  ])
  const failed = (queues.data?.items ?? [])
    .filter((one) => queue === undefined || one.name === queue)
    .reduce((sum, one) => sum + one.counts.failed, 0)
  const titleOf = (job: Job) => queues.data?.items.find((one) => one.name === job.queue)?.title
  const filtered = queue !== undefined || state !== undefined || q !== undefined
  const busy = retry.isPending || cancel.isPending
  const failure = retry.error ?? cancel.error ?? retryAll.error
  return (
    <div className="yw-list">
      <PageHeader
        title={t('title')}
        actions={
          <>
            <Button onClick={() => setKeeping(true)}>{t('keep.button')}</Button>
            <Popconfirm
              title={t('retryAllAsk', { count: failed })}
              okText={t('yes')}
              cancelText={t('no')}
              onConfirm={() =>
                retryAll.mutate(
                  { body: queue === undefined ? {} : { queue } },
                  { onSuccess: ({ count }) => done(t('retried', { count })) },
                )
              }
            >
              <Button disabled={failed === 0} loading={retryAll.isPending}>
                {t('retryAll')} {failed === 0 ? '' : failed}
              </Button>
            </Popconfirm>
            <Button
              icon={<ReloadOutlined aria-hidden />}
              loading={jobs.isFetching || queues.isFetching}
              onClick={refresh}
            >
              {t('refresh')}
            </Button>
          </>
        }
      />
      {failure === null ? null : <FailureAlert failure={failure} />}
      {queues.isError ? (
        <ErrorState failure={queues.error} onRetry={refresh} />
      ) : (
        <QueueTable
          queues={queues.data?.items ?? []}
          queue={queue}
          state={state}
          onPick={(name, one) => go({ queue: name, ...(one === undefined ? {} : { state: one }) })}
        />
      )}
      <div className="yw-filters">
        <Select
          aria-label={t('queue')}
          value={queue ?? ''}
          options={[
            { value: '', label: t('allQueues') },
            ...(queues.data?.items ?? []).map((one) => ({ value: one.name, label: say(one.title) })),
          ]}
          onChange={(name) => go({ ...search, queue: name, page: 1 })}
          style={{ width: 180 }}
        />
        <Select
          aria-label={t('state.all')}
          value={state ?? ''}
          options={[
            { value: '', label: t('state.all') },
            ...states.map((one) => ({ value: one, label: t(`state.${one}`) })),
          ]}
          onChange={(one) => go({ ...search, state: one as never, page: 1 })}
          style={{ width: 120 }}
        />
        <SearchBox
          label={t('search')}
          value={q ?? ''}
          onSearch={(text) => go({ ...search, q: text === '' ? undefined : text, page: 1 })}
        />
      </div>
      <div className={jobs.isPlaceholderData ? 'yw-scroll yw-stale' : 'yw-scroll'}>
        {jobs.isPending ? (
          <TableSkeleton widths={[180, 80]} />
        ) : jobs.isError ? (
          <ErrorState failure={jobs.error} onRetry={refresh} />
        ) : jobs.data.items.length === 0 ? (
          <EmptyState
            title={t('empty.title')}
            hint={state === 'failed' ? t('empty.failed') : filtered ? t('empty.filter') : t('empty.hint')}
            action={filtered ? <Button onClick={() => go({})}>{t('empty.clear')}</Button> : null}
          />
        ) : (
          <table className="yw-table" aria-label={t('list')}>
            <thead>
              <tr>
                <th className="jobs-c-kind">{t('kind')}</th>
                <th className="jobs-c-state">{t('stateHead')}</th>
                <th className="jobs-c-tries">{t('tries')}</th>
                <th>{t('error')}</th>
                <th className="jobs-c-time">{t('created')}</th>
                <th className="jobs-c-time">{t('ended')}</th>
                <th className="jobs-c-do" aria-label={t('retry')} />
              </tr>
            </thead>
            <tbody>
              {jobs.data.items.map((job) => (
                <JobRow
                  key={job.id}
                  job={job}
                  title={titleOf(job)}
                  open={open === job.id}
                  busy={busy}
                  onOpen={() => setOpen(open === job.id ? undefined : job.id)}
                  onRetry={() =>
                    retry.mutate(
                      { params: { queue: job.queue, id: job.id }, body: {} },
                      { onSuccess: () => done(t('retried', { count: 1 })) },
                    )
                  }
                  onCancel={() =>
                    cancel.mutate(
                      { params: { queue: job.queue, id: job.id }, body: {} },
                      { onSuccess: () => done(t('cancelled')) },
                    )
                  }
                />
              ))}
            </tbody>
          </table>
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">{t('total', { count: jobs.data?.total ?? 0 })}</span>
        <Pagination
          size="small"
          current={page}
          pageSize={pageSize}
          total={jobs.data?.total ?? 0}
          showSizeChanger={false}
          hideOnSinglePage
          onChange={(next) => go({ ...search, page: next })}
        />
      </footer>
      {keeping ? <RetentionDialog onClose={() => setKeeping(false)} /> : null}
    </div>
  )
}
