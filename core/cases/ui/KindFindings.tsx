import { Tag } from 'antd'
import { Notice, useSay } from '#lib/ui'
import type { KindFinding } from '../contract.ts'
import { placeFor, type ReadJson, type TextPlace } from './json-places.ts'
import { usePublishingWords } from './publishing-words.ts'

interface KindFindingsProps {
  readonly read: ReadJson
  /** undefined while it is being checked */
  readonly findings: readonly KindFinding[] | undefined
  readonly onJump: (place: TextPlace) => void
}

/** What is wrong with a draft: errors first, each a way to its line. */
export function KindFindings({ read, findings, onJump }: KindFindingsProps) {
  const t = usePublishingWords()
  const say = useSay()
  if (!read.ok) {
    return (
      <ul className="kind-found">
        <li>
          <button
            type="button"
            onClick={() => onJump(read.place)}
            title={t('findings.jump', { line: read.place.line })}
          >
            <Tag color="error">JSON</Tag>
            <span>{t(`json.${read.fault}`)}</span>
            <span className="yw-quiet yw-small yw-number">{t('findings.line', { line: read.place.line })}</span>
          </button>
        </li>
      </ul>
    )
  }
  if (findings === undefined) return <output className="yw-quiet">{t('findings.checking')}</output>
  if (findings.length === 0) return <Notice tone="done">{t('findings.none')}</Notice>
  return (
    <>
      {findings.some((one) => one.severity === 'error') ? null : <Notice tone="done">{t('findings.warned')}</Notice>}
      <ul className="kind-found" aria-label={t('tabs.findings')}>
        {findings
          .toSorted((one, other) => Number(one.severity === 'warning') - Number(other.severity === 'warning'))
          .map((one) => {
            const place = placeFor(read.places, one.where)
            return (
              <li key={`${one.where} ${one.code} ${one.words.en}`}>
                <button type="button" onClick={() => onJump(place)} title={t('findings.jump', { line: place.line })}>
                  <Tag color={one.severity === 'error' ? 'error' : 'warning'}>{t(`findings.${one.severity}`)}</Tag>
                  <span>
                    {say(one.words)}
                    <span className="kind-where">{one.where}</span>
                  </span>
                  <span className="yw-quiet yw-small yw-number">{t('findings.line', { line: place.line })}</span>
                </button>
              </li>
            )
          })}
      </ul>
    </>
  )
}
