import { useMemo } from 'react'
import type { CaseView } from '../contract.ts'
import type { FlowStep } from './flow-graph.ts'
import { KindFlow } from './KindFlow.tsx'

/** A case’s way through its kind: the states it was in, numbered, and where it is now. */
export function CaseFlow({ view }: { readonly view: Pick<CaseView, 'kind' | 'timeline'> }) {
  const steps = useMemo(
    () =>
      view.timeline
        .toSorted((one, other) => one.sequence - other.sequence)
        .map((entry): FlowStep => ({
          sequence: entry.sequence,
          action: entry.action,
          at: entry.occurredAt,
          actor: entry.actor.name,
          state: entry.state,
        })),
    [view.timeline],
  )
  return <KindFlow kind={view.kind} steps={steps} />
}
