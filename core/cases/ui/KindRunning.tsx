import { EmptyState, Notice, useSay, figure } from '#lib/ui'
import type { ReplyOf } from '#lib/http/contract'
import type { checkKindRoute, KindDefinition } from '../contract.ts'
import { usePublishingWords } from './publishing-words.ts'

type Checked = ReplyOf<typeof checkKindRoute>

interface KindRunningProps {
  /** the version in force, for the names of states */
  readonly kind: KindDefinition | undefined
  readonly running: Checked['running']
  readonly stranded: Checked['stranded']
}

/** The cases that run on earlier versions, and which of them could not be moved to the draft. */
export function KindRunning({ kind, running, stranded }: KindRunningProps) {
  const t = usePublishingWords()
  const say = useSay()
  if (running.length === 0) return <EmptyState title={t('running.none')} hint={t('running.about')} />
  const nameOf = (state: string): string => {
    const name = kind?.states.find((one) => one.code === state)?.name
    return name === undefined ? state : say(name)
  }
  return (
    <div className="kind-running">
      <p>{t('running.about')}</p>
      {stranded.length === 0 ? (
        <p className="yw-quiet">{t('running.strandedNone')}</p>
      ) : (
        <Notice tone="warning">
          {t('running.stranded')}
          <ul>
            {stranded.map(({ version, finding }) => (
              <li key={`${version} ${finding.where} ${finding.code}`}>
                <span className="yw-quiet">
                  {t('running.version')} {version}
                </span>{' '}
                {say(finding.words)}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      <table className="yw-table" aria-label={t('tabs.running')}>
        <thead>
          <tr>
            <th>{t('running.version')}</th>
            <th>{t('running.state')}</th>
            <th className="kind-count">{t('running.count')}</th>
          </tr>
        </thead>
        <tbody>
          {running
            .toSorted((one, other) => other.version - one.version || other.count - one.count)
            .map(({ version, state, count }) => (
              <tr key={`${version} ${state}`}>
                <td className="yw-number">{version}</td>
                <td>{nameOf(state)}</td>
                <td className="kind-count yw-number">{figure(count)}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}
