import { Tooltip } from 'antd'
import { ConfidenceBars } from '#lib/ui'
import type { Confidence, Limit, StageUnit } from '../contract.ts'
import { useGridWords } from './words.ts'

/** How sure it is: the word, and bars that read without colour. */
export function ConfidenceTag({ level }: { readonly level: Confidence }) {
  const t = useGridWords()
  return <ConfidenceBars level={level} name={t(`confidence.${level}`)} hint={t(`confidenceHint.${level}`)} />
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
