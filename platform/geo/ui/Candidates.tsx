import { Tag } from 'antd'
import type { ReplyOf } from '#lib/http/contract'
import { EmptyState } from '#lib/ui'
import type { resolveAddress } from '../contract.ts'
import { useGeoWords } from './words.ts'

interface CandidatesProps {
  readonly answer: ReplyOf<typeof resolveAddress>
  readonly chosen: number
  readonly onChoose: (index: number) => void
}

/** How an address was read, and the places it may mean with the reasons for each. */
export function Candidates({ answer: { parts, candidates, resolved }, chosen, onChoose }: CandidatesProps) {
  const t = useGeoWords()
  const read = [
    parts.town === null ? undefined : [t('address.town'), parts.town],
    parts.village === null ? undefined : [t('address.village'), parts.village],
    parts.roads.length === 0
      ? undefined
      : [
          t('address.road'),
          [
            parts.roads.join(' × '),
            parts.lane === null ? '' : t('address.lane', { value: parts.lane }),
            parts.number === null ? '' : t('address.number', { value: parts.number }),
          ].join(' '),
        ],
    parts.rest === '' ? undefined : [t('address.rest'), parts.rest],
  ].filter((one) => one !== undefined)
  return (
    <div>
      <p className="geo-parts">
        <span className="yw-quiet">{t('address.parts')}</span>
        {read.map(([label, value]) => (
          <Tag key={label} title={value}>
            {label} {value}
          </Tag>
        ))}
      </p>
      {candidates.length === 0 ? (
        <EmptyState title={t('address.none')} hint={t('address.noneHint')} />
      ) : (
        <ol className="geo-candidates">
          {candidates.map((one, index) => (
            <li key={`${one.lon} ${one.lat} ${one.kind}`}>
              <button
                type="button"
                aria-pressed={index === chosen}
                className={index === chosen ? 'geo-candidate geo-candidate-on' : 'geo-candidate'}
                onClick={() => onChoose(index)}
              >
                <span className="geo-candidate-head">
                  <b>{one.name}</b>
                  <span className="yw-quiet">{t(`address.kind.${one.kind}`)}</span>
                  <span className="yw-number">
                    {t('address.confidence', { value: Math.round(one.confidence * 100) })}
                  </span>
                </span>
                <span className="geo-candidate-where">
                  {one.areas
                    .slice(1)
                    .map(({ name }) => name)
                    .join(' / ')}
                </span>
                <span className="yw-quiet">{one.reasons.join(' · ')}</span>
              </button>
            </li>
          ))}
        </ol>
      )}
      {candidates.length === 0 ? null : (
        <p className={resolved ? 'geo-sure' : 'geo-unsure'}>{resolved ? t('address.sure') : t('address.unsure')}</p>
      )}
    </div>
  )
}
