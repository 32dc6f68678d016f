import { Tooltip } from 'antd'
import type { Confidence, Limit, StageUnit } from '../contract.ts'
import { useGridWords } from './words.ts'

/** How sure it is: the word, and bars that read without colour. */
export function ConfidenceTag({ level }: { readonly level: Confidence }) {
  const t = useGridWords()
  const bars = { high: 3, medium: 2, low: 1 }[level]
  return (
    <span className={`grid-confidence grid-confidence-${level}`} title={t(`confidenceHint.${level}`)}>
      <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
        {[0, 1, 2].map((at) => (
          <rect
            key={at}
            x={at * 4.5}
            y={8 - at * 4}
            width="3"
            height={4 + at * 4}
            rx="0.8"
            fill="currentColor"
            opacity={at < bars ? 1 : 0.22}
          />
        ))}
      </svg>
      {t(`confidence.${level}`)}
    </span>
  )
}

/** A limit in words. */
export function useLimitText(): (limit: { readonly value: number; readonly unit: StageUnit }) => string {
  const t = useGridWords()
  return ({ value, unit }) => t('limit', { value, unit: t(`unit.${unit}`) })
}

/** A limit that says how its time counts; urgent ones stand out. */
export function LimitTag({ limit }: { readonly limit: Limit }) {
  const t = useGridWords()
  const text = useLimitText()
  return (
    <Tooltip title={t(`unitHint.${limit.unit}`)} mouseEnterDelay={0.5}>
      <span className={`grid-limit grid-limit-${limit.unit} yw-number`}>{text(limit)}</span>
    </Tooltip>
  )
}
