import { Input } from 'antd'
import { lazy, Suspense } from 'react'
import type { DayInputProps } from './DayPicker.tsx'

const DayPicker = lazy(() => import('./DayPicker.tsx').then((module) => ({ default: module.DayPicker })))

/** A calendar day, written YYYY-MM-DD in every browser. The picker is large: it comes when the first one shows. */
export function DayInput(props: DayInputProps) {
  const { id, className, placeholder } = props
  return (
    <Suspense
      fallback={
        <Input
          {...(id === undefined ? {} : { id })}
          className={className ?? 'yw-day'}
          placeholder={placeholder ?? ''}
          aria-label={props['aria-label']}
          disabled
        />
      }
    >
      <DayPicker {...props} />
    </Suspense>
  )
}
