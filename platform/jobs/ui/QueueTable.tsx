import { TimeText, useSay } from '#lib/ui'
import type { JobState, Queue } from '../contract.ts'
import { states } from './search.ts'
import { useJobWords } from './words.ts'

interface QueueTableProps {
  readonly queues: readonly Queue[]
  readonly queue: string | undefined
  readonly state: JobState | undefined
  readonly onPick: (queue: string, state: JobState | undefined) => void
}

/** The queues with how many jobs stand where; each number opens its jobs. */
export function QueueTable({ queues, queue, state, onPick }: QueueTableProps) {
  const t = useJobWords()
  const say = useSay()
  return (
    <table className="yw-table jobs-queues" aria-label={t('queues')}>
      <thead>
        <tr>
          <th>{t('queue')}</th>
          {states.map((one) => (
            <th key={one} className="jobs-c-count" title={one === 'completed' ? t('completedHint') : undefined}>
              {t(`state.${one}`)}
            </th>
          ))}
          <th className="jobs-c-time">{t('oldest')}</th>
        </tr>
      </thead>
      <tbody>
        {queues.map((one) => (
          <tr key={one.name} className={one.name === queue ? 'yw-row-open' : undefined}>
            <td>
              <button type="button" className="jobs-link" onClick={() => onPick(one.name, undefined)}>
                {say(one.title)}
              </button>{' '}
              <span className="yw-quiet yw-small">{one.name}</span>
            </td>
            {states.map((each) => (
              <td key={each} className="jobs-c-count">
                {one.counts[each] === 0 ? (
                  <span className="yw-quiet">0</span>
                ) : (
                  <button
                    type="button"
                    className={each === 'failed' ? 'jobs-link jobs-bad' : 'jobs-link'}
                    aria-pressed={one.name === queue && each === state}
                    aria-label={`${say(one.title)} ${t(`state.${each}`)} ${one.counts[each]}`}
                    onClick={() => onPick(one.name, each)}
                  >
                    {one.counts[each]}
                  </button>
                )}
              </td>
            ))}
            <td className="jobs-c-time yw-quiet">
              {one.oldestWaiting === null ? '' : <TimeText at={one.oldestWaiting} relative />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
