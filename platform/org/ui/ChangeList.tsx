import { Button, Popconfirm } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { FailureAlert, keyOf, shortTime, Timeline, useCommand, useJoin } from '#lib/ui'
import { getUnit, listChanges, listUnits, readTree, undoChange, type OrgChangeView } from '../contract.ts'
import { useOrgWords } from './words.ts'

interface ChangeListProps {
  readonly changes: readonly OrgChangeView[]
  readonly today: string
  readonly onUndone: () => void
  readonly onDay: (day: string) => void
}

/** Changes with their day, reason and author; what has not taken effect can be taken back. */
export function ChangeList({ changes, today, onUndone, onDay }: ChangeListProps) {
  const t = useOrgWords()
  const join = useJoin()
  const queries = useQueryClient()
  const undo = useCommand(undoChange)
  const takeBack = (id: string) =>
    undo.mutate(
      { params: { id }, body: {} },
      {
        onSuccess: () => {
          for (const route of [readTree, getUnit, listUnits, listChanges])
            void queries.invalidateQueries({ queryKey: keyOf(route) })
          onUndone()
        },
      },
    )
  const names = (units: OrgChangeView['from']): string => join(units.map((unit) => unit.name))
  return (
    <>
      {undo.error === null ? null : <FailureAlert failure={undo.error} />}
      <Timeline
        label={t('history.changes')}
        items={changes.map((change) => ({
          key: change.id,
          tone: change.undoneAt !== null ? 'done' : change.effectiveOn > today ? 'waiting' : 'working',
          content: (
            <div className={change.undoneAt === null ? 'org-change' : 'org-change org-change-undone'}>
              <div className="org-change-head">
                <Button
                  type="link"
                  size="small"
                  className="yw-number org-change-day"
                  onClick={() => onDay(change.effectiveOn)}
                >
                  {change.effectiveOn}
                </Button>
                <b>{t(`kind.${change.kind as 'open'}`)}</b>
                <span>
                  {names(change.from)}
                  {change.to.length === 0 ? '' : ` → ${names(change.to)}`}
                </span>
                {change.mayUndo ? (
                  <Popconfirm title={t('undo.ask')} onConfirm={() => takeBack(change.id)}>
                    <Button size="small" loading={undo.isPending}>
                      {t('undo.button')}
                    </Button>
                  </Popconfirm>
                ) : null}
              </div>
              <div className="yw-quiet yw-small">
                {change.reason === null ? null : <span>{change.reason} · </span>}
                {change.recordedBy ?? t('history.cityData')} ·{' '}
                <span className="yw-number">{shortTime(change.recordedAt)}</span>
                {change.undoneAt === null ? null : <> · {t('history.undone', { name: change.undoneBy ?? '' })}</>}
              </div>
            </div>
          ),
        }))}
      />
    </>
  )
}
