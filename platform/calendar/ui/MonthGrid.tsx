import { useRef, type KeyboardEvent } from 'react'
import { useSay } from '#lib/ui'
import { getDay, weekdayOf, type CalendarDay, type CalendarYear } from '../contract.ts'
import { useCalendarWords } from './words.ts'
import type { Choice } from './YearTab.tsx'

type Mark = 'holiday' | 'makeup' | 'on' | 'off'

/** The classes of the signs. */
export const classes = { holiday: 'holiday', makeup: 'makeup', on: 'on', off: 'set-off' } as const

/** The sign a day carries besides its ground, so that nothing is said by colour alone. */
export function markOf({ kind, working }: CalendarDay): Mark | undefined {
  if (kind === 'override') return working ? 'on' : 'off'
  return kind === 'holiday' || kind === 'makeup' ? kind : undefined
}

/** Weekday from Monday, 0 … 6. */
const column = (day: string): number => (weekdayOf(getDay(day)) + 6) % 7

interface MonthGridProps {
  readonly year: CalendarYear
  readonly today: string
  readonly choice: Choice | undefined
  readonly onPick: (day: string, extend: boolean) => void
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }

/** The days of a year by months. One stop for the tab key; arrows move from day to day, over months too. */
export function MonthGrid({ year, today, choice, onPick }: MonthGridProps) {
  const t = useCalendarWords()
  const say = useSay()
  const grid = useRef<HTMLDivElement>(null)
  const weekdays = t('year.weekdays').split(',')
  const names = t('year.months').split(',')
  const months = Map.groupBy(year.days, (one) => one.day.slice(0, 7))
  const reached = choice?.other ?? (today.startsWith(String(year.year)) ? today : `${year.year}-01-01`)
  const [first, last] = choice === undefined ? ['', ''] : [choice.anchor, choice.other].toSorted()
  const move = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = steps[event.key]
    if (step === undefined) return
    const at = year.days.findIndex((one) => one.day === event.currentTarget.dataset['day'])
    const next = year.days[at + step]
    if (next === undefined) return
    event.preventDefault()
    grid.current?.querySelector<HTMLButtonElement>(`[data-day="${next.day}"]`)?.focus()
    if (event.shiftKey) onPick(next.day, true)
  }
  return (
    <div className="calendar-months" ref={grid} role="group" aria-label={t('year.grid', { year: year.year })}>
      {[...months].map(([month, days]) => (
        <section key={month} className="calendar-month" aria-label={month}>
          <h2>{names[Number(month.slice(5)) - 1]}</h2>
          <div className="calendar-weeks">
            {weekdays.map((name, index) => (
              <span key={name} className={index > 4 ? 'calendar-head calendar-head-weekend' : 'calendar-head'}>
                {name}
              </span>
            ))}
            {days.map((one, index) => {
              const mark = markOf(one)
              const name = one.name === null ? '' : ` ${say(one.name)}`
              const said = `${one.day} ${t(`year.kind.${one.kind}`)}${name}${one.kind === 'override' ? ` ${t(one.working ? 'day.working' : 'day.off')}` : ''}`
              const chosen = one.day >= first! && one.day <= last! && first !== ''
              return (
                <button
                  key={one.day}
                  type="button"
                  data-day={one.day}
                  className={[
                    'calendar-day',
                    one.working ? '' : 'calendar-free',
                    mark === undefined ? '' : `calendar-${classes[mark]}`,
                    one.day === today ? 'calendar-today' : '',
                    chosen ? 'calendar-chosen' : '',
                  ].join(' ')}
                  style={index === 0 ? { gridColumnStart: column(one.day) + 1 } : undefined}
                  tabIndex={one.day === reached ? 0 : -1}
                  title={said}
                  aria-pressed={chosen}
                  aria-current={one.day === today ? 'date' : undefined}
                  onClick={(event) => onPick(one.day, event.shiftKey)}
                  onKeyDown={move}
                >
                  <b className="yw-hidden">{said}</b>
                  <span aria-hidden="true">{Number(one.day.slice(8))}</span>
                  {mark === undefined ? null : <i aria-hidden="true">{t(`year.mark.${mark}`)}</i>}
                </button>
              )
            })}
          </div>
          <MonthNotes days={days} />
        </section>
      ))}
    </div>
  )
}

/** What is special in a month, in a line: the signs in the sheet are too small for names. */
function MonthNotes({ days }: { readonly days: readonly CalendarDay[] }) {
  const t = useCalendarWords()
  const say = useSay()
  const notes: { mark: Mark; name: string; from: number; to: number }[] = []
  for (const one of days) {
    const mark = markOf(one)
    if (mark === undefined) continue
    const name = one.name === null ? '' : say(one.name)
    const date = Number(one.day.slice(8))
    const last = notes.at(-1)
    if (last !== undefined && last.mark === mark && last.name === name && last.to === date - 1) last.to = date
    else notes.push({ mark, name, from: date, to: date })
  }
  return (
    <ul className="calendar-notes">
      {notes.map((note) => (
        <li key={`${note.mark}${note.from}`}>
          <span className={`calendar-sign calendar-${classes[note.mark]}`}>{t(`year.mark.${note.mark}`)}</span>{' '}
          <span className="yw-number">{note.from === note.to ? note.from : `${note.from}–${note.to}`}</span> {note.name}
        </li>
      ))}
    </ul>
  )
}
