import { useQueryClient } from '@tanstack/react-query'
import { keyOf, Notice, ReasonDialog, useCommand } from '#lib/ui'
import { getRouting, listRoutingVersions, publishRouting, type RoutingRule } from '../contract.ts'
import type { RuleChange } from './routing-diff.ts'
import type { Simulated } from './RoutingSimulate.tsx'
import { useRoutingWords } from './routing-words.ts'

interface RoutingPublishProps {
  readonly basedOn: number
  readonly rules: readonly RoutingRule[]
  readonly changes: readonly RuleChange[]
  readonly warnings: number
  readonly simulated: Simulated | undefined
  readonly onDone: (version: number) => void
  readonly onClose: () => void
}

/** Asks why before a draft comes into force, and says once more what it changes. */
export function RoutingPublish({ basedOn, rules, changes, warnings, simulated, onDone, onClose }: RoutingPublishProps) {
  const t = useRoutingWords()
  const queries = useQueryClient()
  const publish = useCommand(publishRouting)
  const count = (kind: RuleChange['kind']) => changes.filter((one) => one.kind === kind).length
  const isSimulated = simulated?.rules === rules
  return (
    <ReasonDialog
      title={t('publishing.title', { version: basedOn + 1 })}
      ok={t('publishing.ok')}
      hint={t('publishing.hint')}
      pending={publish.isPending}
      failure={publish.error}
      about={
        <div className="routing-stack">
          <p>
            <b>
              {t('publishing.summary', {
                added: count('added'),
                changed: count('changed'),
                moved: count('moved'),
                removed: count('removed'),
              })}
            </b>
          </p>
          {isSimulated ? (
            <Notice tone="info">
              {t('publishing.simulated', { cases: simulated.reply.cases, moved: simulated.reply.moved })}
            </Notice>
          ) : (
            <Notice tone="warning">{t('publishing.notSimulated')}</Notice>
          )}
          {warnings === 0 ? null : <p>{t('publishing.warnings', { count: warnings })}</p>}
          <p className="yw-quiet">{t('publishing.about')}</p>
        </div>
      }
      onOk={(reason) =>
        publish.mutate(
          { body: { basedOn, rules: [...rules], reason } },
          {
            onSuccess: ({ version }) => {
              void queries.invalidateQueries({ queryKey: keyOf(listRoutingVersions) })
              // The draft goes when what it became is here: the page would else show the old rules for a moment.
              void queries.invalidateQueries({ queryKey: keyOf(getRouting) }).then(() => onDone(version))
            },
          },
        )
      }
      onClose={onClose}
    />
  )
}
