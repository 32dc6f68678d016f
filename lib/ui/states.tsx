import { Button } from 'antd'
import type { ReactNode } from 'react'
import type { Failure } from './calls.ts'
import { Notice } from './Notice.tsx'
import { useUiWords } from './own-words.ts'
import { usePreferences } from './preferences.ts'
import { Refused } from './send.ts'

/** Nothing here, and what to do about it. The net without a catch. */
export function EmptyState({
  title,
  hint,
  action,
}: {
  readonly title: string
  readonly hint?: string
  readonly action?: ReactNode
}) {
  return (
    <div className="yw-empty">
      <svg
        viewBox="0 0 96 56"
        width="96"
        height="56"
        aria-hidden="true"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.4"
      >
        <path d="M4 12 Q48 34 92 12 M10 26 Q48 46 86 26 M24 5 Q28 34 38 52 M48 3 V54 M72 5 Q68 34 58 52" />
        <circle cx="48" cy="23" r="2.6" fill="currentColor" />
        <circle cx="28" cy="21.3" r="2.6" fill="currentColor" />
        <circle cx="68" cy="21.3" r="2.6" fill="currentColor" />
        <circle cx="48" cy="36" r="2.6" fill="currentColor" />
      </svg>
      <h2>{title}</h2>
      {hint === undefined ? null : <p>{hint}</p>}
      {action}
    </div>
  )
}

/** The sentence for a failed call, as the server said it, in the present language. */
export function useFailureText(): (failure: Error) => string {
  const t = useUiWords()
  const { language } = usePreferences()
  return (failure) =>
    failure instanceof Refused ? (failure.problem.titles?.[language] ?? failure.problem.title) : t('unreachable')
}

/** A page or panel that could not be read, with the way to try again and the number to quote. */
export function ErrorState({
  failure,
  onRetry,
  action,
}: {
  readonly failure: Failure
  readonly onRetry?: () => void
  readonly action?: ReactNode
}) {
  const t = useUiWords()
  const textOf = useFailureText()
  if (failure instanceof Refused && failure.problem.status < 500) {
    // A clear no: asking again would change nothing.
    return (
      <div className="yw-empty" role="alert">
        <h2>{textOf(failure)}</h2>
        {action}
      </div>
    )
  }
  return (
    <div className="yw-empty" role="alert">
      <h2>{t('failed')}</h2>
      <p>{failure instanceof Refused ? textOf(failure) : t('unreachableRead')}</p>
      {onRetry === undefined ? null : <Button onClick={onRetry}>{t('retry')}</Button>}
      {failure instanceof Refused && failure.problem.requestId !== '' ? (
        <p className="yw-quiet yw-number">
          {t('requestNumber')} {failure.problem.requestId}
        </p>
      ) : null}
      {action}
    </div>
  )
}

/** Why an action failed, beside the button that was pressed. */
export function FailureAlert({ failure, extra }: { readonly failure: Failure; readonly extra?: ReactNode }) {
  const t = useUiWords()
  const text = useFailureText()(failure)
  // A number to quote is for what somebody must look into; a wrong entry is put right by the person.
  const id = failure instanceof Refused && failure.problem.status >= 500 ? failure.problem.requestId : ''
  return (
    <Notice tone={failure instanceof Refused ? 'error' : 'warning'}>
      {text}
      {extra === undefined ? null : <div>{extra}</div>}
      {id === '' ? null : (
        <div className="yw-quiet yw-number yw-small">
          {t('requestNumber')} {id}
        </div>
      )}
    </Notice>
  )
}
