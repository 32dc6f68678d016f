import { Modal } from 'antd'
import { useId, useState, type ReactNode, type RefObject } from 'react'
import type { Failure } from './calls.ts'
import { FocusedInput } from './FocusedInput.tsx'
import { useUiWords } from './own-words.ts'
import { FailureAlert } from './states.tsx'

interface ReasonDialogProps {
  readonly title: string
  /** what will happen, and that it is written down */
  readonly about: ReactNode
  /** names the act */
  readonly ok: string
  readonly danger?: boolean
  /** an example of a good reason */
  readonly hint?: string
  readonly pending: boolean
  readonly failure: Failure | null
  /** gets the reason, without blanks around it */
  readonly onOk: (reason: string) => void
  readonly onClose: () => void
  /** what stands in place of the question when all is done; the button then closes */
  readonly done?: ReactNode
  /** the dialog it stands in, over which it must lie */
  readonly inside?: RefObject<HTMLElement | null>
}

const least = 2

/** Asks why before something that is written down is done. Shown as long as it is there. */
export function ReasonDialog(props: ReasonDialogProps) {
  const t = useUiWords()
  const id = useId()
  const [reason, setReason] = useState('')
  const { done, inside } = props
  const isDone = done !== undefined
  const isValid = reason.trim().length >= least
  const run = () => {
    if (isValid && !props.pending && !isDone) props.onOk(reason.trim())
  }
  return (
    <Modal
      open
      title={props.title}
      okText={isDone ? t('close') : props.ok}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: !isValid, loading: props.pending, danger: props.danger === true }}
      onOk={isDone ? props.onClose : run}
      onCancel={props.onClose}
      width={480}
      {...(inside === undefined ? {} : { getContainer: () => inside.current ?? document.body })}
    >
      {isDone ? (
        done
      ) : (
        <>
          {typeof props.about === 'string' ? <p>{props.about}</p> : props.about}
          <label className="yw-reason">
            <span>{t('reason.label')}</span>
            <FocusedInput
              maxLength={200}
              value={reason}
              placeholder={props.hint ?? ''}
              aria-describedby={`${id}need`}
              onChange={(event) => setReason(event.target.value)}
              onPressEnter={run}
            />
          </label>
          <p id={`${id}need`} className="yw-small yw-quiet">
            {isValid ? '\u00a0' : t('reason.need')}
          </p>
          {props.failure === null ? null : <FailureAlert failure={props.failure} />}
        </>
      )}
    </Modal>
  )
}
