import type { WorkCalendar } from '#platform/calendar/contract'
import { fullTime, useNow } from '#lib/ui'
import { isOver, remainingOf, type ClockView } from './clock-view.ts'
import { useCaseWords } from './words.ts'
import './clock.css'

interface CountdownProps {
  readonly clock: ClockView
  /** the calendar whose hours count for the clock; without it a limit in working time is told in plain time */
  readonly calendar?: WorkCalendar | undefined
}

/**
 * What is left of a clock in its own unit. It moves with the tab's one clock, keeps its width, and is silent to screen
 * readers while it moves: they read it when they come to it.
 */
export function Countdown({ clock, calendar }: CountdownProps) {
  const t = useCaseWords()
  const now = useNow()
  if (clock.state === 'ended') return null
  const { over, parts, plain } = remainingOf(clock, now, calendar)
  const time =
    parts.length === 0
      ? t('clock.underMinute')
      : parts.map(({ unit, count }) => t(`clock.${unit}`, { count })).join(' ')
  const due = t('clock.due', { at: fullTime(clock.deadline) })
  return (
    <time
      dateTime={clock.deadline}
      title={plain ? `${due} · ${t('clock.plain')}` : due}
      className={`clock-countdown yw-number${isOver(clock, now) ? ' clock-over' : ''}`}
    >
      {plain && parts.length > 0 ? '≈ ' : ''}
      {over && parts.length === 0 ? t('clock.justOver') : t(over ? 'clock.over' : 'clock.left', { time })}
    </time>
  )
}
