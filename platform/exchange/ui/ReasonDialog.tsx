import { Input, Modal } from 'antd'
import { useId, useState, type ReactNode } from 'react'
import { FailureAlert, type Failure } from '#lib/ui'
import { useExchangeWords } from './words.ts'

interface ReasonDialogProps {
  readonly title: string
  readonly about: ReactNode
  readonly ok: string
  readonly danger?: boolean
  readonly pending: boolean
  readonly failure: Failure | null
  readonly onOk: (reason: string) => void
  readonly onClose: () => void
}

/** Asks why before something that is written down is done. */
export function ReasonDialog(props: ReasonDialogProps) {
  const t = useExchangeWords()
  const id = useId()
  const [reason, setReason] = useState('')
  const valid = reason.trim().length >= 2
  const done = () => {
    if (valid && !props.pending) props.onOk(reason.trim())
  }
  return (
    <Modal
      open
      title={props.title}
      okText={props.ok}
      cancelText={t('why.cancel')}
      okButtonProps={{ disabled: !valid, loading: props.pending, danger: props.danger === true }}
      onOk={done}
      onCancel={props.onClose}
      width={480}
    >
      <p>{props.about}</p>
      <div className="exchange-form">
        <label htmlFor={id}>{t('why.reason')}</label>
        <div>
          <Input
            id={id}
            autoFocus
            maxLength={200}
            value={reason}
            placeholder={t('why.hint')}
            aria-describedby={`${id}need`}
            onChange={(event) => setReason(event.target.value)}
            onPressEnter={done}
          />
          <span id={`${id}need`} className="yw-small yw-quiet">
            {valid ? '\u00a0' : t('why.need')}
          </span>
        </div>
      </div>
      {props.failure === null ? null : <FailureAlert failure={props.failure} />}
    </Modal>
  )
}
