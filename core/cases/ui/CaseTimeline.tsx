import type { CaseView, TimelineEntry } from '../contract.ts'
import { StateTag, TimeText, Timeline, useSay } from '#lib/ui'
import { sayAction } from './ActionPanel.tsx'
import { valueText } from './kinds.ts'
import { useCaseWords } from './words.ts'

/** A later record is worth saying when somebody wrote it down afterwards, not when a network was slow. */
const lateAfter = 60_000

/** What happened, newest first: the last step is what the next one depends on. */
export function CaseTimeline({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const entries = [...view.timeline].sort((one, other) => other.sequence - one.sequence)
  return (
    <section>
      <h2 className="case-h2">{t('page.timeline')}</h2>
      <Timeline
        label={t('page.timeline')}
        items={entries.map((entry) => ({
          key: entry.sequence,
          tone: view.kind.states.find((state) => state.code === entry.state)?.stage ?? 'waiting',
          content: <Entry view={view} entry={entry} />,
        }))}
      />
    </section>
  )
}

function Entry({ view, entry }: { readonly view: CaseView; readonly entry: TimelineEntry }) {
  const t = useCaseWords()
  const say = useSay()
  const state = view.kind.states.find((one) => one.code === entry.state)
  const definition = view.kind.actions.find((one) => one.code === entry.action)
  const late = new Date(entry.recordedAt).getTime() - new Date(entry.occurredAt).getTime() > lateAfter
  // What was filled in at registering is the case itself and stands at the left.
  const filled =
    definition === undefined
      ? []
      : definition.input.filter(
          (field) => (entry.input[field.key] ?? '') !== '' && field.key !== definition.effect.assignUnitFrom,
        )
  return (
    <div className="case-entry">
      <div className="case-entry-head">
        <b>{sayAction(view, entry.action, say)}</b>
        {entry.assigned === null ? null : (
          <span>
            <span className="yw-quiet">{t('page.assigned')}</span> {entry.assigned.name}
          </span>
        )}
        <StateTag name={state === undefined ? entry.state : say(state.name)} stage={state?.stage ?? 'waiting'} />
      </div>
      <div className="yw-quiet yw-small">
        {entry.actor.name} · {entry.actor.unitName} · <TimeText at={entry.occurredAt} />
        {late ? (
          <>
            {' '}
            · {t('page.recorded')} <TimeText at={entry.recordedAt} />
          </>
        ) : null}
      </div>
      {filled.length === 0 ? null : (
        <dl className="case-entry-input">
          {filled.map((field) => (
            <div key={field.key}>
              <dt>{say(field.name)}</dt>
              <dd>{valueText(field, entry.input[field.key] ?? '', say)}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
