import { Button } from 'antd'
import { useState } from 'react'
import type { Failure } from './calls.ts'
import { DayInput } from './DayInput.tsx'
import { FocusedInput } from './FocusedInput.tsx'
import { useUiWords } from './own-words.ts'
import { FailureAlert } from './states.tsx'

interface RetireFormProps {
  readonly title: string
  /** what follows from it */
  readonly about: string
  /** names the day field */
  readonly day: string
  /** names the act */
  readonly ok: string
  readonly pending: boolean
  readonly failure: Failure | null
  /** gets the reason without blanks around it, and the day; either may be `''` */
  readonly onRetire: (reason: string, day: string) => void
  readonly onClose: () => void
}

/** Takes a record out of use from today or a later day; why may be said. */
export function RetireForm({ title, about, day, ok, pending, failure, onRetire, onClose }: RetireFormProps) {
  const t = useUiWords()
  const [reason, setReason] = useState('')
  const [from, setFrom] = useState('')
  return (
    <section className="yw-retire" aria-label={ok}>
      <b>{title}</b>
      <p className="yw-quiet">{about}</p>
      <FocusedInput
        value={reason}
        maxLength={200}
        placeholder={t('retire.hint')}
        aria-label={t('retire.reason')}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="yw-record-actions">
        <DayInput placeholder={day} aria-label={day} fromToday value={from} onChange={setFrom} />
        <Button danger type="primary" loading={pending} onClick={() => onRetire(reason.trim(), from)}>
          {ok}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
      </div>
      {failure === null ? null : <FailureAlert failure={failure} />}
    </section>
  )
}
