import { Tooltip } from 'antd'
import { useDemo, useIdentityWords } from './me.ts'

/** A slim mark on every page of a demonstration system, so that nobody takes it for the real one. */
export function DemoMarker() {
  const t = useIdentityWords()
  const demo = useDemo()
  if (demo === undefined || demo.accounts.length === 0) return null
  return (
    <Tooltip title={t('demo.markerHint')}>
      <button type="button" className="id-marker">
        {t('demo.marker')}
      </button>
    </Tooltip>
  )
}
