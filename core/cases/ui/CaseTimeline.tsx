import { Switch } from 'antd'
import { useState } from 'react'
import type { CaseView, TimelineEntry } from '../contract.ts'
import { StateTag, TimeText, Timeline, useSay } from '#lib/ui'
import { sayAction } from './ActionPanel.tsx'
import { FlowButton } from './FlowButton.tsx'
import { FieldValue } from './FieldValue.tsx'
import { useCaseWords } from './words.ts'

/** A later record is worth saying when somebody wrote it down afterwards, not when a network was slow. */
const lateAfter = 60_000

/** What happened, newest first: the last step is what the next one depends on. What only clocks did is folded away. */
export function CaseTimeline({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const [ticks, setTicks] = useState(false)
  const isTick = (entry: TimelineEntry) =>
    entry.action !== 'register' && !view.kind.actions.some((one) => one.code === entry.action)
  const hidden = view.timeline.filter(isTick).length
  const entries = view.timeline
    .filter((entry) => ticks || !isTick(entry))
    .toSorted((one, other) => other.sequence - one.sequence)
  return (
    <section>
      <div className="case-timeline-head">
        <h2 className="case-h2">{t('page.timeline')}</h2>
        <FlowButton view={view} />
        <label className="yw-small yw-quiet">
          <Switch size="small" checked={ticks} onChange={setTicks} />
          {t('page.showTicks', { count: hidden })}
        </label>
      </div>
      <Timeline
        label={t('page.timeline')}
        items={entries.map((entry) => ({
          key: entry.sequence,
          tone: view.kind.states.find((state) => state.code === entry.state)?.stage ?? 'waiting',
          content: <Entry view={view} entry={entry} clocks={ticks} />,
        }))}
      />
    </section>
  )
}

interface EntryProps {
  readonly view: CaseView
  readonly entry: TimelineEntry
  readonly clocks: boolean
}

function Entry({ view, entry, clocks }: EntryProps) {
  const t = useCaseWords()
  const say = useSay()
  const state = view.kind.states.find((one) => one.code === entry.state)
  const definition = view.kind.actions.find((one) => one.code === entry.action)
  const late = new Date(entry.recordedAt).getTime() - new Date(entry.occurredAt).getTime() > lateAfter
  // To whom it went is said beside the name of the action.
  const { assignUnitFrom, joinUnitFrom, transfer } = definition?.effect ?? {}
  const said = new Set([assignUnitFrom, joinUnitFrom, transfer?.way === 'down' ? transfer.unitFrom : undefined])
  // What was filled in at registering is the case itself and stands at the left.
  const filled =
    definition === undefined
      ? []
      : definition.input.filter((field) => (entry.input[field.key] ?? '') !== '' && !said.has(field.key))
  // The platform a case begins on was handed it by nobody.
  const handed = entry.action === 'register' ? [] : entry.handed
  return (
    <div className="case-entry">
      <div className="case-entry-head">
        <b>{sayAction(view, entry.action, say) ?? t('page.tick')}</b>
        {handed.map(({ part, unit }) => (
          <span key={`${part} ${unit.id}`}>
            <span className="yw-quiet">{t(`page.handed.${part}`)}</span> {unit.name}
          </span>
        ))}
        <StateTag name={state === undefined ? entry.state : say(state.name)} stage={state?.stage ?? 'waiting'} />
      </div>
      <div className="yw-quiet yw-small">
        {entry.tick ? t('page.byClock') : `${entry.actor.name} · ${entry.actor.unitName}`} ·{' '}
        <TimeText at={entry.occurredAt} />
        {late ? (
          <>
            {' '}
            · {t('page.recorded')} <TimeText at={entry.recordedAt} />
          </>
        ) : null}
        {entry.routed === null ? null : ` · ${t('page.routed', { rule: entry.routed.rule })}`}
      </div>
      {clocks && entry.clocks.length > 0 ? <Clocks view={view} entry={entry} /> : null}
      {filled.length === 0 ? null : (
        <dl className="case-entry-input">
          {filled.map((field) => (
            <div key={field.key}>
              <dt>{say(field.name)}</dt>
              <dd>
                {field.type === 'unit' ? (
                  entry.input[field.key]
                ) : (
                  <FieldValue field={field} value={entry.input[field.key] ?? ''} />
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}

const steps = [
  'start',
  'end',
  'pause',
  'resume',
  'stand',
  'run',
  'limit',
  'warn',
  'breach',
  'extend',
  'recompute',
  'grade',
] as const

function Clocks({ view, entry }: { readonly view: CaseView; readonly entry: TimelineEntry }) {
  const t = useCaseWords()
  const say = useSay()
  return (
    <ul className="case-entry-clocks yw-small">
      {entry.clocks.map((step, at) => {
        const name = view.kind.clocks?.find((one) => one.code === step.clock)?.name
        const known = steps.find((one) => one === step.do)
        return (
          <li key={at}>
            {name === undefined ? step.clock : say(name)} {known === undefined ? step.do : t(`step.${known}`)}
            {step.deadline === null ? null : (
              <>
                {' '}
                <span className="yw-quiet">{t('clock.deadline')}</span> <TimeText at={step.deadline} />
              </>
            )}
          </li>
        )
      })}
    </ul>
  )
}
