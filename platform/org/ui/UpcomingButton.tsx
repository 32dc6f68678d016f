import { Badge, Button, Popover } from 'antd'
import { EmptyState, useRead } from '#lib/ui'
import { listChanges } from '../contract.ts'
import { ChangeList } from './ChangeList.tsx'
import { useOrgWords } from './words.ts'

/** Changes that are recorded and wait for their day. */
export function UpcomingButton({
  onUndone,
  onDay,
}: {
  readonly onUndone: () => void
  readonly onDay: (day: string) => void
}) {
  const t = useOrgWords()
  const changes = useRead(listChanges, { query: { upcoming: true, pageSize: 100 } })
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="org-upcoming">
          {changes.data === undefined || changes.data.total === 0 ? (
            <EmptyState title={t('noUpcoming')} />
          ) : (
            <ChangeList changes={changes.data.items} today="" onUndone={onUndone} onDay={onDay} />
          )}
        </div>
      }
    >
      <Badge count={changes.data?.total ?? 0} size="small">
        <Button>{t('upcoming')}</Button>
      </Badge>
    </Popover>
  )
}
