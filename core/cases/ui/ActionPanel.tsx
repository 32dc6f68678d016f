import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { actOnCase, type CaseView, type OfferedAction, type Suggestion } from '../contract.ts'
import { FailureAlert, Keys, Notice, Refused, Unreachable, useCommand, useFocusOnMount, useKeys, useSay } from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { dropDraft, loadDraft, saveDraft, type Values } from './drafts.ts'
import { FormPlaceContext, type FormPlace } from './form-place.ts'
import { refreshCases } from './live.ts'
import { SchemaForm, type SchemaFormHandle } from './SchemaForm.tsx'
import { useUnitsAmong } from './units-among.ts'
import { unitFieldOf, useFollowing, useSuggestion } from './use-suggestion.ts'
import { useCaseWords } from './words.ts'

interface ActionPanelProps {
  readonly view: CaseView
  readonly action: OfferedAction
  /** the action can be done in the present state; it could when the form was opened */
  readonly possible: boolean
  readonly onClose: () => void
  /** another action is to be done instead of this one */
  readonly onInstead: (action: OfferedAction) => void
  readonly onDone: (action: OfferedAction, state: string) => void
}

/** The form of one action, beside the text it is about: nothing is covered while one decides. */
export function ActionPanel({ view, action, possible, onClose, onInstead, onDone }: ActionPanelProps) {
  const t = useCaseWords()
  const say = useSay()
  const queries = useQueryClient()
  const command = useCommand(actOnCase)
  const me = useMe()
  const place: FormPlace = {
    platformId: view.case.platform?.id,
    unitId: me?.post.unit.id,
    about: view.case.title,
    facts: view.case.facts,
    categoryField: view.kind.categoryField,
  }
  const form = useRef<SchemaFormHandle>(null)
  const draftKey = `${view.case.id}.${action.code}`
  const [draft, setDraft] = useState(() => loadDraft(draftKey))
  const unitKey = unitFieldOf(view.kind, action)
  const only = useUnitsAmong(action.input.find((field) => field.key === unitKey)?.among, place)
  const possibleHere = (found: Suggestion | null): Suggestion | undefined =>
    unitKey === undefined || found === null || only?.has(found.unit.id) === false ? undefined : found
  // What the rules are certain of stands in the form from the start; anything else is one key away.
  const initial = useMemo<Values>(
    () => {
      const first = possibleHere(view.suggestion)
      return {
        ...prefilled(view, action),
        ...(first?.certain === true && unitKey !== undefined ? { [unitKey]: first.unit.id } : {}),
        ...draft,
      }
    },
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- what the form began with; later news must not change it
    [],
  )
  const [values, setValues] = useState(initial)
  const unit = values[unitKey ?? ''] ?? null
  const found = useSuggestion(view, action, values)
  const suggested = possibleHere(found.suggestion)
  const fill = (next: string | null) => {
    if (unitKey !== undefined) form.current?.fill({ [unitKey]: next })
  }
  useFollowing(suggested, found.settled, unit, fill)
  const fillUnit = () => {
    if (suggested !== undefined) fill(suggested.unit.id)
  }
  // One key that needs a certain rule is refused without one: said before the form is sent, with the way round.
  const shortcut = view.kind.shortcuts?.find((one) => one.code === action.code)
  const uncertain = shortcut?.certain === true && found.settled && suggested?.certain !== true
  const firstStep = view.actions.find((one) => one.code === shortcut?.actions[0] && one.allowed)
  // What the person saw when they began; later news is shown in the panel before they can miss it.
  const [seen] = useState(view.case.sequence)
  // That a clock reached a point is no reason to look again.
  const news = view.timeline.findLast((entry) => entry.sequence > seen && !entry.tick)
  const plain = action.input.length === 0
  const confirm = useFocusOnMount<HTMLButtonElement>(plain)
  // After a lost answer the case may have moved by this very command: asking again under the same id tells.
  const sendable = possible || command.error instanceof Unreachable
  const name = say(action.name)
  // Once it is done the page reads the case anew and takes the form away.
  const sent = command.isPending || command.isSuccess

  const submit = (input: Values) => {
    if (sent || !sendable) return
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
    ...(suggested === undefined ? [] : [{ keys: 'mod+i', label: t('keys.fillUnit'), run: fillUnit }]),
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
                  setValues({})
                }}
              >
                {t('act.discard')}
              </Button>
            </p>
          )}
          {suggested === undefined ? null : (
            <p className="case-suggestion yw-small" aria-live="polite" aria-busy={!found.settled}>
              <span>
                {t(suggested.certain ? 'act.suggestedCertain' : 'act.suggested')} <b>{suggested.unit.name}</b>
                <span className="yw-quiet"> · {say(suggested.why)}</span>
              </span>
              {unit === suggested.unit.id ? (
                <span className="yw-quiet">{t('act.filled')}</span>
              ) : (
                <Button size="small" onClick={fillUnit}>
                  {t('act.fillUnit')} <Keys keys="mod+i" />
                </Button>
              )}
            </p>
          )}
          {uncertain ? (
            <Notice tone="warning">
              {t('act.uncertain')}{' '}
              {firstStep === undefined ? null : (
                <Button
                  type="link"
                  size="small"
                  onClick={() => {
                    dropDraft(draftKey)
                    saveDraft(`${view.case.id}.${firstStep.code}`, partFor(firstStep, values))
                    onInstead(firstStep)
                  }}
                >
                  {t('act.stepwise', { action: say(firstStep.name) })}
                </Button>
              )}
            </Notice>
          ) : null}
          <FormPlaceContext value={place}>
            <SchemaForm
              name={`act-${action.code}`}
              fields={action.input}
              initial={initial}
              disabled={sent}
              handle={form}
              onChange={(now) => {
                saveDraft(draftKey, now)
                setValues(now)
              }}
              onSubmit={submit}
            />
          </FormPlaceContext>
        </>
      )}
      {news !== undefined && !moved && command.error === null && !sent ? (
        <Notice tone="warning">
          {t('act.changedMeanwhile', {
            action: sayAction(view, news.action, say) ?? t('page.tick'),
            who: news.actor.name,
          })}{' '}
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
          disabled={!sendable && !sent}
          loading={sent}
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

/** What was filled in that another action asks for as well. */
function partFor({ input }: OfferedAction, values: Values): Values {
  return Object.fromEntries(input.map(({ key }) => [key, values[key] ?? null]))
}

/** What a form asks and the case knows already: one reads it over instead of typing it again. */
function prefilled(view: CaseView, { input }: OfferedAction): Record<string, string> {
  return Object.fromEntries(
    input.flatMap((field) => {
      const value = view.case.facts[field.key]
      const own = view.kind.fields.find((one) => one.key === field.key)
      return value === undefined || own?.type !== field.type ? [] : [[field.key, value]]
    }),
  )
}

/** The name of a timeline entry’s action; registering is no action of the kind but stands in the history. */
export function sayAction(view: CaseView, code: string, say: ReturnType<typeof useSay>): string | undefined {
  const { actions, register } = view.kind
  const name = code === 'register' ? register.name : actions.find((action) => action.code === code)?.name
  return name === undefined ? undefined : say(name)
}
