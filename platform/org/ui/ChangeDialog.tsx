import { Form, Input, Modal } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import type { ReplyOf } from '#lib/http/contract'
import { DayInput, FailureAlert, Refused, useCall, useCommand, useFailureText } from '#lib/ui'
import { changeOrg, previewChange, type Order, type readTree, type TreeUnit } from '../contract.ts'
import { ChangeForm } from './ChangeForm.tsx'
import { EffectList } from './EffectList.tsx'
import { emptyDraft, orderFrom } from './order-draft.ts'
import { useOrgWords } from './words.ts'

interface ChangeDialogProps {
  readonly kind: Order['kind']
  readonly unit: TreeUnit
  readonly tree: ReplyOf<typeof readTree>
  readonly onClose: () => void
  readonly onDone: (effectiveOn: string, opened: string | undefined) => void
}

const previewAfterMs = 350

/** One change of one unit: what, from which day, why; and what it would do, as soon as that can be said. */
export function ChangeDialog({ kind, unit, tree, onClose, onDone }: ChangeDialogProps) {
  const t = useOrgWords()
  const textOf = useFailureText()
  const [draft, setDraft] = useState(() => emptyDraft(kind, unit, tree.items))
  const [effectiveOn, setEffectiveOn] = useState(tree.asOf)
  const [reason, setReason] = useState('')
  const preview = useCall(previewChange)
  const command = useCommand(changeOrg)
  const order = useMemo(() => orderFrom(kind, unit, draft), [kind, unit, draft])
  const isPast = effectiveOn < tree.today
  const text = reason.trim() === '' ? null : reason.trim()
  const ready = order !== undefined && (!isPast || text !== null)
  const { mutate: look, reset } = preview
  const forget = command.reset
  const hasReason = text !== null
  useEffect(() => {
    forget()
    if (order === undefined || (isPast && !hasReason)) {
      reset()
      return undefined
    }
    // The reason changes nothing about the effects: only whether there is one.
    const body = { order, effectiveOn, reason: hasReason ? '…' : null }
    const timer = setTimeout(() => look({ body }), previewAfterMs)
    return () => clearTimeout(timer)
  }, [order, effectiveOn, isPast, hasReason, look, reset, forget])

  const submit = () => {
    if (order === undefined || !ready || command.isPending) return
    command.mutate(
      { body: { order, effectiveOn, reason: text } },
      { onSuccess: ({ opened }) => onDone(effectiveOn, kind === 'split' ? undefined : opened[0]) },
    )
  }
  const failure = command.error ?? preview.error
  return (
    <Modal
      open
      width={720}
      title={`${t(`change.${kind}`)} · ${unit.name}`}
      okText={effectiveOn > tree.today ? t('change.submitLater', { day: effectiveOn }) : t('change.submit')}
      cancelText={t('change.cancel')}
      okButtonProps={{
        disabled: !ready || preview.error !== null,
        danger: kind === 'close',
        loading: command.isPending,
      }}
      onOk={submit}
      onCancel={onClose}
      destroyOnHidden
    >
      {/* Enter closes a list or takes a day; that it should also send half a change off would surprise. */}
      <Form layout="vertical" className="org-form" component={false}>
        <div className="org-form">
          <ChangeForm kind={kind} unit={unit} tree={tree} draft={draft} onChange={setDraft} />
          <div className="org-form-row">
            <Form.Item label={t('change.effectiveOn')} htmlFor="org-effective">
              <DayInput clearable={false} id="org-effective" value={effectiveOn} onChange={setEffectiveOn} />
            </Form.Item>
            <Form.Item
              label={t('change.reason')}
              htmlFor="org-reason"
              required={isPast}
              {...(isPast && text === null
                ? { help: t('change.reasonNeeded'), validateStatus: 'warning' as const }
                : {})}
            >
              <Input
                id="org-reason"
                maxLength={500}
                placeholder={t('change.reasonHint')}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </Form.Item>
          </div>
          <section className="org-preview" aria-label={t('change.preview')} aria-live="polite">
            <h3>{t('change.preview')}</h3>
            {failure instanceof Refused && failure.problem.type === 'org.nothing_changes' ? (
              // The form as it opens: nobody did anything wrong.
              <p className="yw-quiet">{textOf(failure)}</p>
            ) : failure !== null ? (
              <FailureAlert failure={failure} />
            ) : preview.data === undefined || !ready ? (
              <p className="yw-quiet">{t('change.previewHint')}</p>
            ) : (
              <EffectList preview={preview.data} sorts={tree.sorts} />
            )}
          </section>
        </div>
      </Form>
    </Modal>
  )
}
