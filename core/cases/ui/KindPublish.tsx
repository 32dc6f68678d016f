import { ReasonDialog, useCommand, useSay } from '#lib/ui'
import { publishKind, type KindDefinition } from '../contract.ts'
import type { KindChange } from './kind-diff.ts'
import { usePublishingWords } from './publishing-words.ts'

interface KindPublishProps {
  readonly kind: KindDefinition
  /** undefined: a kind there was not */
  readonly changes: readonly KindChange[] | undefined
  /** how many cases run on earlier versions */
  readonly running: number
  readonly warnings: number
  readonly onDone: () => Promise<void>
  readonly onClose: () => void
}

/** Asks why before a version comes into force: it can never be changed again. */
export function KindPublish({ kind, changes, running, warnings, onDone, onClose }: KindPublishProps) {
  const t = usePublishingWords()
  const say = useSay()
  const publish = useCommand(publishKind)
  const count = (change: KindChange['change']) => changes?.filter((one) => one.change === change).length ?? 0
  return (
    <ReasonDialog
      title={t('publishing.title', { name: say(kind.name), version: kind.version })}
      ok={t('publishing.ok')}
      hint={t('publishing.hint')}
      pending={publish.isPending}
      failure={publish.error}
      about={
        <div className="kind-publishing">
          <p>
            <b>
              {changes === undefined
                ? t('publishing.first')
                : t('publishing.summary', {
                    added: count('added'),
                    changed: count('changed'),
                    removed: count('removed'),
                  })}
            </b>
          </p>
          {running === 0 ? null : <p>{t('publishing.running', { count: running })}</p>}
          {warnings === 0 ? null : <p>{t('publishing.warnings', { count: warnings })}</p>}
          <p className="yw-quiet">{t('publishing.about')}</p>
        </div>
      }
      onOk={(reason) => publish.mutate({ body: { definition: kind, reason } }, { onSuccess: () => void onDone() })}
      onClose={onClose}
    />
  )
}
