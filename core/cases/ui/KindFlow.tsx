import { Select } from 'antd'
import { useMemo, useState } from 'react'
import { focusSearch, SearchBox, useKeys, useRead, useSay } from '#lib/ui'
import { listRoles } from '#platform/identity/contract'
import type { KindDefinition, NameOf } from '../contract.ts'
import { flowGraph, ways, type FlowStep } from './flow-graph.ts'
import { KindDetails } from './KindDetails.tsx'
import { KindDiagram, type FlowPick } from './KindDiagram.tsx'
import { useCaseWords } from './words.ts'

/** A kind’s diagram with what is asked of it: one role’s part, a word, one state or action in full. */
export function KindFlow({
  kind,
  steps,
}: {
  readonly kind: KindDefinition
  readonly steps?: readonly FlowStep[] | undefined
}) {
  const t = useCaseWords()
  const say = useSay()
  const nameOf = useRoleNames()
  const [picked, setPicked] = useState<FlowPick | undefined>(undefined)
  const [role, setRole] = useState<string | undefined>(undefined)
  const [wanted, setWanted] = useState('')
  const found = useMemo(() => (wanted === '' ? undefined : find(kind, wanted)), [kind, wanted])
  const lit = useMemo(
    () =>
      found !== undefined
        ? litBy(kind, found.states, found.actions)
        : role === undefined
          ? undefined
          : partOf(kind, role),
    [kind, found, role],
  )
  useKeys(t('flow.keys'), [
    { keys: 'Escape', label: t('flow.close'), run: () => setPicked(undefined) },
    { keys: '/', label: t('flow.search'), run: focusSearch },
  ])
  const roles = [
    ...new Set([...ways(kind).flatMap((way) => way.roles), ...kind.actions.flatMap((action) => action.roles)]),
  ]
  const count = found === undefined ? 0 : found.states.length + found.actions.length
  return (
    <div className="kind-flow">
      <div className="kind-bar">
        <SearchBox
          value={wanted}
          label={t('flow.search')}
          onSearch={(text) => {
            setWanted(text)
            const first = text === '' ? undefined : find(kind, text)
            const [state] = first?.states ?? []
            const [action] = first?.actions ?? []
            setPicked(
              state !== undefined
                ? { type: 'state', id: state }
                : action === undefined
                  ? undefined
                  : { type: 'action', id: action },
            )
          }}
        />
        <Select
          className="kind-role"
          value={role ?? ''}
          aria-label={t('flow.role')}
          prefix={<span className="yw-quiet">{t('flow.role')}</span>}
          options={[
            { value: '', label: t('flow.anyRole') },
            ...roles.map((code) => ({ value: code, label: say(nameOf('role', code) ?? { 'zh-CN': code, en: code }) })),
          ]}
          onChange={(value) => setRole(value === '' ? undefined : value)}
        />
        {found === undefined ? null : (
          <output className="yw-quiet yw-small">{count === 0 ? t('flow.notFound') : t('flow.found', { count })}</output>
        )}
        <ul className="kind-legend" aria-label={t('flow.legend')}>
          <li className="kind-legend-primary">{t('flow.legendForward')}</li>
          <li className="kind-legend-plain">{t('flow.legendPlain')}</li>
          <li className="kind-legend-danger">{t('flow.legendDanger')}</li>
          {kind.actions.some((action) => action.by === 'system') ? (
            <li className="kind-legend-system">{t('flow.legendSystem')}</li>
          ) : null}
        </ul>
      </div>
      <div className={picked === undefined ? 'kind-split' : 'kind-split kind-split-open'}>
        <KindDiagram kind={kind} steps={steps} picked={picked} onPick={setPicked} lit={lit} />
        {picked === undefined ? null : (
          <KindDetails kind={kind} pick={picked} onPick={setPicked} nameOf={nameOf} steps={steps} />
        )}
      </div>
    </div>
  )
}

/** How roles are called; whoever may not read them sees their codes. */
export function useRoleNames(): NameOf {
  const roles = useRead(listRoles, {}, { staleTime: 3_600_000 }).data?.items
  return (what, code) => (what === 'role' ? roles?.find((one) => one.code === code)?.name : undefined)
}

function find(kind: KindDefinition, wanted: string): { states: string[]; actions: string[] } {
  const text = wanted.toLowerCase()
  const hits = ({ code, name }: { readonly code: string; readonly name: KindDefinition['name'] }): boolean =>
    [code, ...Object.values(name)].some((one) => one.toLowerCase().includes(text))
  return {
    states: kind.states.filter(hits).map((state) => state.code),
    actions: kind.actions.filter(hits).map((action) => action.code),
  }
}

/** What stands out when some states and actions do: they, and the lines of the actions. */
function litBy(kind: KindDefinition, states: readonly string[], actions: readonly string[]): ReadonlySet<string> {
  const lines = flowGraph(kind).edges.filter((edge) => edge.actions.some((action) => actions.includes(action.code)))
  const where = kind.actions.filter((action) => actions.includes(action.code)).flatMap((action) => action.from)
  return new Set([...states, ...where, ...lines.flatMap((line) => [line.id, line.from, line.to])])
}

/** What of a kind is one role’s: its ways in and its actions. */
function partOf(kind: KindDefinition, role: string): ReadonlySet<string> {
  const actions = kind.actions.filter((action) => action.roles.includes(role)).map((action) => action.code)
  const entries = ways(kind).flatMap((way, at) =>
    way.roles.includes(role) ? [`+${at}`, `+${at}>${way.to}`, way.to] : [],
  )
  return new Set([...entries, ...litBy(kind, [], actions)])
}
