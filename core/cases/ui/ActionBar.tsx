import { Button, Tooltip } from 'antd'
import type { OfferedAction } from '../contract.ts'
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
export function ActionBar({ actions: offered, picked, onPick }: ActionBarProps) {
  const t = useCaseWords()
  const say = useSay()
  // What takes a case back stands after the rest: key 1 is never the one that sends work away. What cannot be done now
  // stands last, so that the keys of what can do not wander.
  const rank = (action: OfferedAction) => (action.allowed ? 0 : 2) + (action.tone === 'danger' ? 1 : 0)
  const actions = offered.toSorted((one, other) => rank(one) - rank(other))
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
  const reasons = Map.groupBy(
    actions.flatMap((action) =>
      action.allowed || action.reason === null ? [] : [{ action, reason: say(action.reason) }],
    ),
    (off) => off.reason,
  )
  const why = (action: OfferedAction) =>
    action.reason === null ? '' : `case-why-${[...reasons.keys()].indexOf(say(action.reason))}`
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
              aria-expanded={picked === action.code}
              aria-keyshortcuts={at < 9 ? String(at + 1) : undefined}
              {...(action.allowed ? {} : { 'aria-describedby': why(action) })}
              onClick={() => action.allowed && onPick(action)}
            >
              {say(action.name)}
              {at < 9 ? (
                <span className="case-key" aria-hidden="true">
                  {at + 1}
                </span>
              ) : null}
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
      {[...reasons].map(([reason, off], at) => (
        <p key={reason} id={`case-why-${at}`} className="case-why">
          <b>{off.map((one) => say(one.action.name)).join(t('act.and'))}</b> {reason}
        </p>
      ))}
    </>
  )
}
