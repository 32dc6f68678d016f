import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { actOnCase, type CaseView, type OfferedAction } from '../contract.ts'
import { FailureAlert, Keys, Notice, Refused, Unreachable, useCommand, useFocusOnMount, useKeys, useSay } from '#lib/ui'
import { dropDraft, loadDraft, saveDraft, type Values } from './drafts.ts'
import { refreshCases } from './live.ts'
import { SchemaForm, type SchemaFormHandle } from './SchemaForm.tsx'
import { useCaseWords } from './words.ts'

interface ActionPanelProps {
  readonly view: CaseView
  readonly action: OfferedAction
  /** the action can be done in the present state; it could when the form was opened */
  readonly possible: boolean
  readonly onClose: () => void
  readonly onDone: (action: OfferedAction, state: string) => void
}

/** The form of one action, beside the text it is about: nothing is covered while one decides. */
export function ActionPanel({ view, action, possible, onClose, onDone }: ActionPanelProps) {
  const t = useCaseWords()
  const say = useSay()
  const queries = useQueryClient()
  const command = useCommand(actOnCase)
  const form = useRef<SchemaFormHandle>(null)
  const draftKey = `${view.case.id}.${action.code}`
  const [draft, setDraft] = useState(() => loadDraft(draftKey))
  // What the person saw when they began; later news is shown in the panel before they can miss it.
  const [seen] = useState(view.case.sequence)
  const news =
    view.case.sequence > seen
      ? view.timeline.reduce((last, entry) => (entry.sequence > last.sequence ? entry : last))
      : undefined
  const plain = action.input.length === 0
  const confirm = useFocusOnMount<HTMLButtonElement>(plain)
  // After a lost answer the case may have moved by this very command: asking again under the same id tells.
  const sendable = possible || command.error instanceof Unreachable
  const name = say(action.name)

  const submit = (input: Values) => {
    if (command.isPending || !sendable) return
    command.mutate(
      { params: { id: view.case.id, action: action.code }, body: { basedOn: view.case.sequence, input: { ...input } } },
      {
        onSuccess: (reply) => {
          dropDraft(draftKey)
          onDone(action, reply.state)
          refreshCases(queries, [view.case.id])
        },
        onError: (error) => {
          if (error instanceof Refused && error.problem.status === 409) refreshCases(queries, [view.case.id])
        },
      },
    )
  }
  const go = () => (plain ? submit({}) : form.current?.submit())
  useKeys(name, [
    { keys: 'mod+Enter', label: t('keys.submit'), run: go },
    { keys: 'Escape', label: t('keys.close'), run: onClose, whileTyping: true },
  ])
  const moved = command.error instanceof Refused && command.error.problem.type === 'cases.moved'
  return (
    <section className="case-panel" aria-label={name}>
      {plain ? (
        <p className="case-confirm">{t('act.confirm', { action: name })}</p>
      ) : (
        <>
          {draft === undefined ? null : (
            <p className="case-draft yw-small">
              {t('act.draft')}
              <Button
                type="link"
                size="small"
                onClick={() => {
                  dropDraft(draftKey)
                  setDraft(undefined)
                  form.current?.clear()
                }}
              >
                {t('act.discard')}
              </Button>
            </p>
          )}
          <SchemaForm
            name={`act-${action.code}`}
            fields={action.input}
            initial={draft}
            disabled={command.isPending}
            handle={form}
            onChange={(values) => saveDraft(draftKey, values)}
            onSubmit={submit}
          />
        </>
      )}
      {news !== undefined && !moved && command.error === null && !command.isPending ? (
        <Notice tone="warning">
          {t('act.changedMeanwhile', { action: sayAction(view, news.action, say), who: news.actor.name })}{' '}
          {possible ? t('act.lookAgain') : t('act.noLonger')}
        </Notice>
      ) : null}
      {command.error === null ? null : (
        <FailureAlert failure={command.error} extra={moved ? t('act.moved') : undefined} />
      )}
      <div className="case-panel-foot">
        <Button
          type="primary"
          danger={action.tone === 'danger'}
          disabled={!sendable}
          loading={command.isPending}
          ref={confirm}
          onClick={go}
        >
          {t('act.submit', { action: name })}
        </Button>
        <Button onClick={onClose}>{t('act.cancel')}</Button>
        <span className="yw-quiet yw-small">{plain ? t('act.confirmHint') : <Keys keys="mod+Enter" />}</span>
      </div>
    </section>
  )
}

/** The name of a timeline entry’s action; registering is no action of the kind but stands in the history. */
export function sayAction(view: CaseView, code: string, say: ReturnType<typeof useSay>): string {
  return say(view.kind.actions.find((action) => action.code === code)?.name ?? view.kind.register.name)
}
