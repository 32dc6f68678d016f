import { Link } from '@tanstack/react-router'
import { Button, Select } from 'antd'
import { useState } from 'react'
import type { ReplyOf } from '#lib/http/contract'
import { EmptyState, FailureAlert, Notice, useCall, useSay, figure } from '#lib/ui'
import { simulateRouting, type RoutingMove, type RoutingRule } from '../contract.ts'
import { useRoutingWords } from './routing-words.ts'
import type { RuleWords } from './use-rule-words.ts'

export interface Simulated {
  /** what was simulated */
  readonly rules: readonly RoutingRule[]
  readonly reply: ReplyOf<typeof simulateRouting>
}

interface RoutingSimulateProps {
  readonly rules: readonly RoutingRule[]
  readonly words: RuleWords
  readonly simulated: Simulated | undefined
  readonly onSimulated: (simulated: Simulated) => void
}

/** What rules would do with cases dispatched lately. */
export function RoutingSimulate({ rules, words, simulated, onSimulated }: RoutingSimulateProps) {
  const t = useRoutingWords()
  const say = useSay()
  const [kind, setKind] = useState('')
  const [most, setMost] = useState(500)
  const call = useCall(simulateRouting)
  const run = () =>
    call.mutate(
      { body: { rules: [...rules], most, ...(kind === '' ? {} : { kind }) } },
      { onSuccess: (reply) => onSimulated({ rules, reply }) },
    )
  return (
    <div className="routing-panel">
      <p className="yw-quiet">{t('simulate.about')}</p>
      <div className="routing-line routing-form">
        <Select
          aria-label={t('simulate.kind')}
          prefix={<span className="yw-quiet">{t('simulate.kind')}</span>}
          popupMatchSelectWidth={false}
          value={kind}
          options={[
            { value: '', label: t('anyKind') },
            ...words.kinds.map((one) => ({ value: one.kind, label: say(one.name) })),
          ]}
          onChange={setKind}
        />
        <Select
          aria-label={t('simulate.most')}
          prefix={<span className="yw-quiet">{t('simulate.most')}</span>}
          popupMatchSelectWidth={false}
          value={most}
          options={[100, 500, 1000].map((value) => ({ value, label: value }))}
          onChange={setMost}
        />
        <Button type="primary" loading={call.isPending} onClick={run}>
          {t('simulate.run')}
        </Button>
        {call.isPending ? <output className="yw-quiet">{t('simulate.running')}</output> : null}
      </div>
      {call.error === null ? null : <FailureAlert failure={call.error} />}
      {simulated === undefined ? null : (
        <>
          {simulated.rules === rules ? null : <Notice tone="warning">{t('simulate.again')}</Notice>}
          <Result simulated={simulated} words={words} />
        </>
      )}
    </div>
  )
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${Math.round((part / whole) * 100)}%`)

function Result({ simulated: { rules, reply }, words }: { readonly simulated: Simulated; readonly words: RuleWords }) {
  const t = useRoutingWords()
  const say = useSay()
  if (reply.cases === 0) return <EmptyState title={t('simulate.noCases')} />
  const tally = new Map(reply.byRule.map((one) => [one.rule, one]))
  return (
    <>
      <dl className="routing-figures">
        {(
          [
            [t('simulate.cases'), figure(reply.cases)],
            [t('simulate.moved'), figure(reply.moved)],
            [t('simulate.agreed'), percent(reply.agreed, reply.routed)],
            [t('simulate.certain'), percent(reply.certainAgreed, reply.certain)],
          ] as const
        ).map(([name, amount]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="yw-number">{amount}</dd>
          </div>
        ))}
      </dl>
      <h2 className="routing-title">
        {t('simulate.moves')}{' '}
        {reply.moved > reply.moves.length ? (
          <span className="yw-quiet yw-small">{t('simulate.first', { count: reply.moves.length })}</span>
        ) : null}
      </h2>
      {reply.moves.length === 0 ? (
        <p className="yw-quiet">{t('simulate.noMoves')}</p>
      ) : (
        <Moves moves={reply.moves} words={words} />
      )}
      <h2 className="routing-title">{t('simulate.byRule')}</h2>
      <table className="yw-table routing-small-table" aria-label={t('simulate.byRule')}>
        <thead>
          <tr>
            <th className="routing-c-order">{t('column.order')}</th>
            <th>{t('simulate.rule')}</th>
            <th className="routing-c-count yw-right">{t('simulate.hits')}</th>
            <th className="routing-c-count yw-right">{t('simulate.rate')}</th>
          </tr>
        </thead>
        <tbody>
          {rules.map((rule, at) => {
            const of = tally.get(rule.code)
            return (
              <tr key={rule.code}>
                <td className="yw-number">{at + 1}</td>
                <td className="yw-clip">{say(rule.name)}</td>
                <td className="yw-right yw-number">
                  {of === undefined ? <span className="yw-quiet">{t('simulate.never')}</span> : of.cases}
                </td>
                <td className="yw-right yw-number">{of === undefined ? '–' : percent(of.agreed, of.cases)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}

function Moves({ moves, words }: { readonly moves: readonly RoutingMove[]; readonly words: RuleWords }) {
  const t = useRoutingWords()
  const hit = (one: RoutingMove['before']) =>
    one === null ? (
      <span className="yw-quiet">{t('simulate.noUnit')}</span>
    ) : (
      <>
        {one.unit} <span className="yw-quiet yw-small yw-number">{one.rule}</span>
      </>
    )
  return (
    <table className="yw-table routing-small-table" aria-label={t('simulate.moves')}>
      <thead>
        <tr>
          <th className="routing-c-number">{t('simulate.number')}</th>
          <th className="routing-c-kind">{t('simulate.kind')}</th>
          <th>{t('simulate.before')}</th>
          <th>{t('simulate.after')}</th>
          <th>{t('simulate.got')}</th>
        </tr>
      </thead>
      <tbody>
        {moves.map((move) => (
          <tr key={move.caseId}>
            <td className="yw-number yw-nowrap">
              <Link to="/cases/$id" params={{ id: move.caseId }}>
                {move.number}
              </Link>
            </td>
            <td className="yw-clip">{words.kind(move.kind)}</td>
            <td className="yw-clip">{hit(move.before)}</td>
            <td className="yw-clip">
              <b className="routing-unit">{hit(move.after)}</b>
            </td>
            <td className="yw-clip">{move.got}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
