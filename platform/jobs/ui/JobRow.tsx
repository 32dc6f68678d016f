import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Popconfirm } from 'antd'
import { CopyButton, StateTag, TimeText, useSay, type Stage } from '#lib/ui'
import type { Words } from '#lib/kernel/contract'
import type { Job, JobState } from '../contract.ts'
import { useJobWords } from './words.ts'

const stages: Record<JobState, Stage> = {
  waiting: 'waiting',
  retry: 'waiting',
  active: 'working',
  completed: 'done',
  cancelled: 'done',
  failed: 'checking',
}

interface JobRowProps {
  readonly job: Job
  readonly title: Words | undefined
  readonly open: boolean
  readonly busy: boolean
  readonly onOpen: () => void
  readonly onRetry: () => void
  readonly onCancel: () => void
}

/** One job; opened, it shows what it works on and why it failed. */
export function JobRow({ job, title, open, busy, onOpen, onRetry, onCancel }: JobRowProps) {
  const t = useJobWords()
  const say = useSay()
  const mayCancel = job.state === 'waiting' || job.state === 'retry' || job.state === 'active'
  return (
    <>
      <tr className={open ? 'yw-row-open' : undefined}>
        <td className="yw-clip">
          <button
            type="button"
            className="yw-link jobs-open"
            aria-expanded={open}
            title={t('details')}
            onClick={onOpen}
          >
            {open ? <DownOutlined /> : <RightOutlined />} {title === undefined ? job.queue : say(title)}
          </button>
        </td>
        <td>
          {job.state === 'failed' ? (
            <span className="jobs-failed">{t('state.failed')}</span>
          ) : (
            <StateTag name={t(`state.${job.state}`)} stage={stages[job.state]} />
          )}
        </td>
        <td className="yw-number" title={t('triesOf', { tries: job.tries, allowed: job.triesAllowed })}>
          {job.tries}/{job.triesAllowed}
        </td>
        <td className="yw-clip" title={job.error ?? undefined}>
          {job.error ?? ''}
        </td>
        <td>
          <TimeText at={job.createdAt} />
        </td>
        <td className="yw-quiet">
          {job.endedAt === null ? (
            mayCancel && job.state !== 'active' ? (
              <span title={t('next')}>
                → <TimeText at={job.startAfter} />
              </span>
            ) : (
              ''
            )
          ) : (
            <TimeText at={job.endedAt} />
          )}
        </td>
        <td className="jobs-do">
          {job.state === 'failed' ? (
            <Button size="small" disabled={busy} onClick={onRetry}>
              {t('retry')}
            </Button>
          ) : null}
          {mayCancel ? (
            <Popconfirm title={t('cancelAsk')} okText={t('yes')} cancelText={t('no')} onConfirm={onCancel}>
              <Button size="small" danger disabled={busy}>
                {t('cancel')}
              </Button>
            </Popconfirm>
          ) : null}
        </td>
      </tr>
      {open ? (
        <tr className="jobs-more">
          <td colSpan={7}>
            {job.error === null ? null : (
              <>
                <h3>{t('error')}</h3>
                <p className="jobs-error">{job.error}</p>
              </>
            )}
            <h3>{t('data')}</h3>
            <pre>{JSON.stringify(job.data, null, 2)}</pre>
            <p className="yw-quiet yw-small yw-number">
              {t('id')} {job.id} <CopyButton text={job.id} what={t('id')} />
            </p>
          </td>
        </tr>
      ) : null}
    </>
  )
}
