import { Input } from 'antd'
import { lazy, Suspense } from 'react'
import type { MomentInputProps } from './MomentPicker.tsx'

const MomentPicker = lazy(() => import('./MomentPicker.tsx').then((module) => ({ default: module.MomentPicker })))

/** A date and time on Shanghai's clock. The picker is large and seldom needed at once: it comes when the first one shows. */
export function MomentInput(props: MomentInputProps) {
  return (
    <Suspense fallback={<Input {...(props.id === undefined ? {} : { id: props.id })} disabled />}>
      <MomentPicker {...props} />
    </Suspense>
  )
}
