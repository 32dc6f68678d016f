import { Button, Tooltip } from 'antd'
import type { OfferedAction } from '#core/cases/contract'
import { useKeys, useSay } from '#lib/ui'
import { useCaseWords } from './words.ts'

interface ActionBarProps {
  readonly actions: readonly OfferedAction[]
  readonly picked: string | undefined
  readonly onPick: (action: OfferedAction) => void
}

/**
 * What may be done now, each with its number key; one of them leads. What may not be done stays in its place with the
 * reason, which the mouse, the keyboard and a screen reader all reach.
 */
export function ActionBar({ actions, picked, onPick }: ActionBarProps) {
  const t = useCaseWords()
  const say = useSay()
  const leading = actions.find((action) => action.allowed && action.tone === 'primary')?.code
  useKeys(
    t('page.actions'),
    actions.slice(0, 9).map((action, at) => ({
      keys: String(at + 1),
      label: say(action.name),
      run: () => {
        if (action.allowed) onPick(action)
        else document.getElementById(`case-act-${action.code}`)?.focus()
      },
    })),
  )
  if (actions.length === 0) return <p className="yw-quiet">{t('page.noActions')}</p>
  const off = actions.filter((action) => !action.allowed && action.reason !== null)
  return (
    <>
      <div className="case-actions" role="toolbar" aria-label={t('page.actions')}>
        {actions.map((action, at) => {
          const button = (
            <Button
              key={action.code}
              id={`case-act-${action.code}`}
              type={action.code === leading ? 'primary' : 'default'}
              danger={action.allowed && action.tone === 'danger'}
              className={action.allowed ? '' : 'case-action-off'}
              aria-disabled={!action.allowed}
              aria-pressed={picked === action.code}
              aria-keyshortcuts={at < 9 ? String(at + 1) : undefined}
              {...(action.allowed ? {} : { 'aria-describedby': `case-why-${action.code}` })}
              onClick={() => action.allowed && onPick(action)}
            >
              {say(action.name)}
              {at < 9 ? <span className="case-key" aria-hidden="true">{at + 1}</span> : null}
            </Button>
          )
          return action.allowed || action.reason === null ? (
            button
          ) : (
            <Tooltip key={action.code} title={say(action.reason)} trigger={['hover', 'focus']}>
              {button}
            </Tooltip>
          )
        })}
      </div>
      {off.map((action) => (
        <p key={action.code} id={`case-why-${action.code}`} className="case-why">
          <b>{say(action.name)}</b> {action.reason === null ? '' : say(action.reason)}
        </p>
      ))}
    </>
  )
}
