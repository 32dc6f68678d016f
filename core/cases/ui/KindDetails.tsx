import { CloseOutlined, LockOutlined } from '@ant-design/icons'
import { Button, Tag } from 'antd'
import type { ReactNode } from 'react'
import { StateTag, TimeText, useSay } from '#lib/ui'
import {
  clockIn,
  conditionWords,
  effectWords,
  ruleWords,
  type ActionDefinition,
  type KindDefinition,
  type NameOf,
} from '../contract.ts'
import { flowGraph, staying, ways, type FlowStep } from './flow-graph.ts'
import type { FlowPick } from './KindDiagram.tsx'
import { useCaseWords } from './words.ts'

interface KindDetailsProps {
  readonly kind: KindDefinition
  readonly pick: FlowPick
  readonly onPick: (pick: FlowPick | undefined) => void
  readonly nameOf: NameOf
  readonly steps?: readonly FlowStep[] | undefined
}

/** What a kind says of one state, one action, or the actions on one line. */
export function KindDetails({ pick, ...props }: KindDetailsProps) {
  const { kind, onPick } = props
  const t = useCaseWords()
  const edge = pick.type === 'edge' ? flowGraph(kind).edges.find((one) => one.id === pick.id) : undefined
  const action = pick.type === 'action' ? kind.actions.find((one) => one.code === pick.id) : undefined
  const state = pick.type === 'state' ? kind.states.find((one) => one.code === pick.id) : undefined
  return (
    <aside className="kind-details" aria-live="polite">
      <Button
        className="kind-close"
        size="small"
        type="text"
        icon={<CloseOutlined />}
        aria-label={t('flow.close')}
        onClick={() => onPick(undefined)}
      />
      {state === undefined ? null : <StateDetails {...props} state={state} />}
      {action === undefined ? null : <ActionDetails {...props} action={action} />}
      {edge === undefined ? null : edge.actions.map((one) => <ActionDetails key={one.code} {...props} action={one} />)}
      {pick.type === 'entry' ? <EntryDetails {...props} at={Number(pick.id.slice(1))} /> : null}
    </aside>
  )
}

type Shared = Omit<KindDetailsProps, 'pick'>

function EntryDetails({ kind, nameOf, onPick, at }: Shared & { readonly at: number }) {
  const t = useCaseWords()
  const say = useSay()
  const entry = ways(kind)[at]
  if (entry === undefined) return null
  return (
    <section>
      <h2>{say(entry.name)}</h2>
      <Part title={t('flow.roles')}>
        <Roles roles={entry.roles} nameOf={nameOf} />
      </Part>
      <Part title={t('flow.to')}>
        <StateButton kind={kind} code={entry.to} onPick={onPick} />
      </Part>
    </section>
  )
}

function StateDetails({
  kind,
  state,
  onPick,
  nameOf,
  steps,
}: Shared & { readonly state: KindDefinition['states'][number] }) {
  const t = useCaseWords()
  const say = useSay()
  const here = kind.actions.filter((action) => action.from.includes(state.code))
  const into = kind.actions.filter(
    (action) => action.to === state.code && action.from.some((from) => from !== state.code),
  )
  const stays = new Set(staying(kind, state.code))
  const clocks = (kind.clocks ?? []).filter((clock) => clockIn(clock, state.code) !== undefined)
  const visits = (steps ?? []).filter((step) => step.state === state.code)
  return (
    <section>
      <h2>
        <StateTag name={say(state.name)} stage={state.stage} />
      </h2>
      <p className="yw-quiet yw-small">
        {state.code}
        {state.stage === 'done' ? ` · ${t(`flow.ending.${state.ending ?? 'closed'}`)}` : ''}
      </p>
      {visits.length === 0 ? null : (
        <Part title={t('flow.way')}>
          <Steps kind={kind} steps={visits} />
        </Part>
      )}
      {clocks.length === 0 ? null : (
        <Part title={t('flow.clocks')}>
          {clocks.map((clock) => (
            <Clock
              key={clock.code}
              kind={kind}
              clock={clock}
              does={clockIn(clock, state.code)!}
              nameOf={nameOf}
              onPick={onPick}
            />
          ))}
        </Part>
      )}
      <Part title={t('flow.canDo')}>
        <Actions actions={here.filter((action) => !stays.has(action))} nameOf={nameOf} onPick={onPick} />
        {stays.size === 0 ? null : <Actions actions={[...stays]} nameOf={nameOf} onPick={onPick} />}
        {here.length === 0 ? t('flow.nothing') : null}
      </Part>
      {into.length === 0 ? null : (
        <Part title={t('flow.comesFrom')}>
          <Actions actions={into} nameOf={nameOf} onPick={onPick} />
        </Part>
      )}
    </section>
  )
}

function ActionDetails({ kind, action, onPick, nameOf, steps }: Shared & { readonly action: ActionDefinition }) {
  const t = useCaseWords()
  const say = useSay()
  const done = (steps ?? []).filter((step) => step.action === action.code)
  const shortcuts = (kind.shortcuts ?? []).filter((shortcut) => shortcut.actions.includes(action.code))
  const repeated =
    kind.sameNumber !== undefined &&
    [kind.sameNumber.otherwise, ...Object.values(kind.sameNumber.actions)].includes(action.code)
  const clocks = clocksBy(kind, action)
  return (
    <section>
      <h2>{say(action.name)}</h2>
      <p className="yw-quiet yw-small">{action.code}</p>
      {done.length === 0 ? null : (
        <Part title={t('flow.way')}>
          <Steps kind={kind} steps={done} />
        </Part>
      )}
      <Part title={t('flow.who')}>
        {t(`flow.by.${action.by}`)}
        {action.by === 'system' ? null : <Roles roles={action.roles} nameOf={nameOf} />}
      </Part>
      <Part title={t('flow.from')}>
        {action.from.map((code) => (
          <StateButton key={code} kind={kind} code={code} onPick={onPick} />
        ))}
      </Part>
      {action.to === undefined || action.to === '@before' ? null : (
        <Part title={t('flow.to')}>
          <StateButton kind={kind} code={action.to} onPick={onPick} />
        </Part>
      )}
      <Part title={t('flow.guards')}>
        {action.guards.length === 0 ? (
          <span className="yw-quiet">{t('flow.noGuards')}</span>
        ) : (
          <ul>
            {action.guards.map((guard) => (
              <li key={guard.reason.en}>
                {say(conditionWords(guard.condition, kind, nameOf))}
                <div className="yw-quiet yw-small">{t('flow.otherwise', { reason: say(guard.reason) })}</div>
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part title={t('flow.input')}>
        {action.input.length === 0 ? (
          <span className="yw-quiet">{t('flow.noInput')}</span>
        ) : (
          <ul>
            {action.input.map((field) => (
              <li key={field.key}>
                {say(field.name)}
                {field.required === true ? <span className="kind-required"> {t('flow.required')}</span> : null}
                {field.private === true ? (
                  <span className="yw-quiet yw-small">
                    {' '}
                    <LockOutlined /> {t('flow.private')}
                  </span>
                ) : null}
                {field.when === undefined ? null : (
                  <div className="yw-quiet yw-small">
                    {t('flow.when', { condition: say(conditionWords(field.when, kind, nameOf, action.input)) })}
                  </div>
                )}
              </li>
            ))}
          </ul>
        )}
      </Part>
      <Part title={t('flow.effects')}>
        <ul>
          {effectWords(action, kind).map((words) => (
            <li key={words.en}>{say(words)}</li>
          ))}
          {clocks.starts.map((clock) => (
            <li key={`+${clock.code}`}>{t('flow.startsClock', { clock: say(clock.name) })}</li>
          ))}
          {clocks.ends.map((clock) => (
            <li key={`-${clock.code}`}>{t('flow.endsClock', { clock: say(clock.name) })}</li>
          ))}
          {repeated ? <li>{t('flow.sameNumber')}</li> : null}
        </ul>
      </Part>
      {shortcuts.length === 0 ? null : (
        <Part title={t('flow.shortcuts')}>
          {shortcuts.map((shortcut) => (
            <div key={shortcut.code}>
              {say(shortcut.name)}
              <span className="yw-quiet yw-small">
                {' '}
                {shortcut.actions
                  .map((code) =>
                    say(kind.actions.find((one) => one.code === code)?.name ?? { 'zh-CN': code, en: code }),
                  )
                  .join(' → ')}
              </span>
            </div>
          ))}
        </Part>
      )}
    </section>
  )
}

/** Clocks that an action sets going or brings to a stop, by the states it leads between. */
function clocksBy(kind: KindDefinition, action: ActionDefinition) {
  const { to } = action
  const clocks = to === undefined || to === '@before' ? [] : (kind.clocks ?? [])
  return {
    starts: clocks.filter(
      (clock) => clock.runsIn.includes(to!) && action.from.some((from) => !clock.runsIn.includes(from)),
    ),
    ends: clocks.filter(
      (clock) => !clock.runsIn.includes(to!) && action.from.some((from) => clock.runsIn.includes(from)),
    ),
  }
}

function Clock({
  kind,
  clock,
  does,
  nameOf,
  onPick,
}: Pick<Shared, 'kind' | 'nameOf' | 'onPick'> & {
  readonly clock: NonNullable<KindDefinition['clocks']>[number]
  readonly does: 'runs' | 'stands' | 'pauses'
}) {
  const t = useCaseWords()
  const say = useSay()
  const then = kind.actions.find((action) => action.code === clock.performs)
  return (
    <div className="kind-clock-words">
      <b>{say(clock.name)}</b> <Tag>{t(`flow.${does}`)}</Tag>
      {clock.rules.length > 1 ? <div className="yw-quiet yw-small">{t('flow.first')}</div> : null}
      <ol>
        {clock.rules.map((rule) => (
          <li key={`${rule.source.en}${JSON.stringify(rule.limit ?? rule.standard ?? rule.until)}`}>
            {rule.when === undefined ? null : (
              <span>{t('flow.when', { condition: say(conditionWords(rule.when, kind, nameOf)) })} </span>
            )}
            {t('flow.limitOf', { limit: say(ruleWords(rule, kind)), source: say(rule.source) })}
          </li>
        ))}
      </ol>
      {then === undefined ? null : (
        <button type="button" className="kind-link" onClick={() => onPick({ type: 'action', id: then.code })}>
          {t('flow.afterwards', { action: say(then.name) })}
        </button>
      )}
    </div>
  )
}

function Steps({ kind, steps }: { readonly kind: KindDefinition; readonly steps: readonly FlowStep[] }) {
  const say = useSay()
  return (
    <ol className="kind-steps">
      {steps.map((step) => {
        const name = kind.actions.find((action) => action.code === step.action)?.name ?? kind.register.name
        return (
          <li key={step.sequence}>
            {say(name)} · {step.actor} · <TimeText at={step.at} />
          </li>
        )
      })}
    </ol>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="kind-part">
      <h3>{title}</h3>
      <div>{children}</div>
    </div>
  )
}

function Actions({
  actions,
  nameOf,
  onPick,
}: {
  readonly actions: readonly ActionDefinition[]
  readonly nameOf: NameOf
  readonly onPick: Shared['onPick']
}) {
  const t = useCaseWords()
  const say = useSay()
  return (
    <ul className="kind-actions">
      {actions.map((action) => (
        <li key={action.code}>
          <button
            type="button"
            className={`kind-link kind-link-${action.tone}`}
            onClick={() => onPick({ type: 'action', id: action.code })}
          >
            {say(action.name)}
          </button>
          <span className="yw-quiet yw-small">
            {action.by === 'system'
              ? t('flow.by.system')
              : action.roles.map((role) => say(nameOf('role', role) ?? { 'zh-CN': role, en: role })).join(t('act.and'))}
          </span>
        </li>
      ))}
    </ul>
  )
}

function Roles({ roles, nameOf }: { readonly roles: readonly string[]; readonly nameOf: NameOf }) {
  const say = useSay()
  return (
    <div className="kind-roles">
      {roles.map((role) => (
        <Tag key={role}>{say(nameOf('role', role) ?? { 'zh-CN': role, en: role })}</Tag>
      ))}
    </div>
  )
}

function StateButton({
  kind,
  code,
  onPick,
}: {
  readonly kind: KindDefinition
  readonly code: string
  readonly onPick: Shared['onPick']
}) {
  const say = useSay()
  const state = kind.states.find((one) => one.code === code)
  return (
    <button type="button" className="kind-state-button" onClick={() => onPick({ type: 'state', id: code })}>
      <StateTag name={state === undefined ? code : say(state.name)} stage={state?.stage ?? 'waiting'} />
    </button>
  )
}
