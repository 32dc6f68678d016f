import { CheckCircleFilled, CloseCircleFilled, ExclamationCircleFilled, InfoCircleFilled } from '@ant-design/icons'
import type { ReactNode } from 'react'

const icons = {
  error: CloseCircleFilled,
  warning: ExclamationCircleFilled,
  info: InfoCircleFilled,
  done: CheckCircleFilled,
} as const

interface NoticeProps {
  readonly tone: keyof typeof icons
  readonly children: ReactNode
}

/** A sentence that must be seen where one is looking: beside the button, above the form. Errors are read out at once. */
export function Notice({ tone, children }: NoticeProps) {
  const Icon = icons[tone]
  return (
    <div className={`yw-notice yw-notice-${tone}`} role={tone === 'error' || tone === 'warning' ? 'alert' : 'status'}>
      <Icon aria-hidden />
      <div>{children}</div>
    </div>
  )
}
