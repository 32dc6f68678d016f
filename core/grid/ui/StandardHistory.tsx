import { fullTime, Timeline } from '#lib/ui'
import type { StandardRevision } from '../contract.ts'
import { useLimitText } from './tags.tsx'
import { useGridWords } from './words.ts'

interface StandardHistoryProps {
  /** the newest first */
  readonly history: readonly StandardRevision[]
  readonly today: string
}

/** What was said of a standard, the newest on top, each with what it changed. */
export function StandardHistory({ history, today }: StandardHistoryProps) {
  const t = useGridWords()
  const limitText = useLimitText()
  const fields = (one: StandardRevision) =>
    [
      ['filing', one.filing],
      ['limit', limitText(one.limit)],
      ['closing', one.closing],
      ['item', one.item],
      ['confidence', t(`confidence.${one.confidence}`)],
      ['source', one.source],
      ['note', one.note],
    ] as const
  const items = history.map((one, at) => {
    const isEmpty = one.validTo === one.validFrom
    const state = isEmpty
      ? one.endedBy === null
        ? 'replaced'
        : 'takenBack'
      : one.current
        ? 'current'
        : one.validFrom > today
          ? 'future'
          : undefined
    const before = history.slice(at + 1).find((other) => other.endedBy === null || other.validTo !== other.validFrom)
    const old = before === undefined ? undefined : new Map<string, string>(fields(before))
    const changes = old === undefined ? [] : fields(one).filter(([key, value]) => old.get(key) !== value)
    return {
      key: one.revision,
      tone: one.current ? ('done' as const) : state === 'future' ? ('checking' as const) : ('waiting' as const),
      content: (
        <div className={isEmpty ? 'yw-struck' : ''}>
          <p>
            <span className="yw-number">
              {one.validTo === null || isEmpty
                ? t('history.from', { day: one.validFrom })
                : t('history.until', { from: one.validFrom, to: one.validTo })}
            </span>{' '}
            {t(`history.${one.origin}`, { who: one.changedBy ?? '' })}
            {state === undefined ? null : <span className="yw-tag">{t(`history.${state}`)}</span>}
            {one.origin === 'delivered' ? null : (
              <span className="yw-quiet yw-small yw-number"> {fullTime(one.recordedAt)}</span>
            )}
          </p>
          {one.reason === null ? null : <p className="yw-quiet">{one.reason}</p>}
          {old === undefined ? (
            <p>
              {one.filing}，{limitText(one.limit)}
            </p>
          ) : (
            <ul className="yw-changes">
              {changes.map(([key, value]) => (
                <li key={key}>
                  <span className="yw-quiet">{t(`column.${key}`)}</span>{' '}
                  {t('history.became', { from: old.get(key) ?? '', to: value })}
                </li>
              ))}
            </ul>
          )}
          {one.endedBy === null ? null : (
            <p className="yw-quiet">
              {t('history.ended', { who: one.endedBy })} {one.endedReason ?? ''}
            </p>
          )}
        </div>
      ),
    }
  })
  return <Timeline label={t('history.title')} items={items} />
}
