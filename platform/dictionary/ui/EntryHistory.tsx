import { fullTime, Timeline } from '#lib/ui'
import type { Entry, Revision } from '../contract.ts'
import { differences, type FieldRow } from './fields.ts'
import { useDictionaryWords } from './words.ts'

interface EntryHistoryProps {
  readonly entry: Entry
  readonly history: readonly Revision[]
  readonly rows: readonly FieldRow[]
}

/** What was said of an entry, the newest on top, each with what it changed. */
export function EntryHistory({ entry, history, rows }: EntryHistoryProps) {
  const t = useDictionaryWords()
  const items = history.map((one, at) => {
    const before = history.slice(at + 1).find((other) => !isWithdrawn(other))
    const state = isWithdrawn(one) ? 'withdrawn' : stateOf(one, entry)
    const changes = before === undefined ? [] : differences(rows, before, one)
    const who = one.changedBy ?? ''
    const made =
      one.origin === 'edited' && before === undefined
        ? t('history.created', { who })
        : t(`history.${one.origin}`, { who })
    return {
      key: one.revision,
      tone: state === 'now' ? ('done' as const) : state === 'future' ? ('checking' as const) : ('waiting' as const),
      content: (
        <div className={state === 'withdrawn' ? 'yw-struck' : ''}>
          <p>
            <span className="yw-number">{fullTime(one.validFrom)}</span> {made}
            {state === undefined ? null : <span className="yw-tag">{t(`history.${state}`)}</span>}
          </p>
          {one.reason === null ? null : <p className="yw-quiet">{one.reason}</p>}
          {before === undefined ? (
            <p>{one.name}</p>
          ) : changes.length === 0 ? (
            <p className="yw-quiet">{t('history.same')}</p>
          ) : (
            <ul className="yw-changes">
              {changes.map((change) => (
                <li key={change.key}>
                  <span className="yw-quiet">{change.label}</span>{' '}
                  {t('history.became', {
                    from: change.from === '' ? t('history.emptied') : change.from,
                    to: change.to === '' ? t('history.emptied') : change.to,
                  })}
                </li>
              ))}
            </ul>
          )}
          {one.endedBy === null || one.validTo === null ? null : (
            <p>
              <span className="yw-number">{state === 'withdrawn' ? '' : fullTime(one.validTo)}</span>{' '}
              {t(state === 'withdrawn' ? 'history.withdrew' : 'history.retired', { who: one.endedBy })}
              {one.endedReason === null ? null : <span className="yw-quiet"> {one.endedReason}</span>}
            </p>
          )}
        </div>
      ),
    }
  })
  return <Timeline label={t('history.title')} items={items} />
}

/** What a revision is beside the one that is shown; the server's clock decides, not that of the browser. */
function stateOf(one: Revision, entry: Entry): 'now' | 'future' | undefined {
  if (one.revision > entry.revision) return 'future'
  if (one.revision < entry.revision || entry.state === 'retired') return undefined
  return entry.state === 'planned' ? 'future' : 'now'
}

/** A plan that was taken back before it began was never valid. */
function isWithdrawn(one: Revision): boolean {
  return one.validTo === one.validFrom
}
