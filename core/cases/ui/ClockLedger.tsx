import { RightOutlined } from '@ant-design/icons'
import { Drawer } from 'antd'
import { useState } from 'react'
import { limitWords, momentWords, type WorkCalendar } from '#platform/calendar/contract'
import { TimeText, useSay } from '#lib/ui'
import type { ClockLedger as Ledger, LedgerEntry } from '../contract.ts'
import type { ClockView } from './clock-view.ts'
import { ClockLight } from './ClockLight.tsx'
import { Countdown } from './Countdown.tsx'
import { useCaseWords } from './words.ts'
import './clock.css'

interface ClockLedgerProps {
  readonly clock: ClockView
  /** the ledgers of this clock, one per round, in the order in which they began */
  readonly rounds: readonly Ledger[]
  readonly calendar?: WorkCalendar | undefined
}

/** A clock with its light and what is left; it opens the ledger that says how its deadline came about. */
export function ClockLedger({ clock, rounds, calendar }: ClockLedgerProps) {
  const t = useCaseWords()
  const say = useSay()
  const [open, setOpen] = useState(false)
  const title = t('clock.ledger', { name: say(clock.name) })
  return (
    <>
      <button
        type="button"
        className="clock-chip"
        aria-haspopup="dialog"
        aria-expanded={open}
        title={t('clock.open')}
        onClick={() => setOpen(true)}
      >
        <span className="clock-name">{say(clock.name)}</span>
        <ClockLight clock={clock} />
        <Countdown clock={clock} calendar={calendar} />
        <RightOutlined className="clock-more" aria-hidden />
      </button>
      <Drawer open={open} onClose={() => setOpen(false)} title={title} aria-label={title} size={560} destroyOnHidden>
        <div className="clock-head">
          <ClockLight clock={clock} />
          <Countdown clock={clock} calendar={calendar} />
        </div>
        {rounds.length === 0 ? <p className="yw-quiet">{t('clock.none')}</p> : null}
        {rounds.toReversed().map((round, index) => (
          <Round key={round.round} round={round} latest={index === 0} many={rounds.length > 1} />
        ))}
      </Drawer>
    </>
  )
}

/** A round, told from its start: one reads a sum from the top down. */
function Round({ round, latest, many }: { readonly round: Ledger; readonly latest: boolean; readonly many: boolean }) {
  const t = useCaseWords()
  const say = useSay()
  const last = round.entries.findLast((entry) => entry.days.length > 0)
  return (
    <section className="clock-round" aria-label={t('clock.round', { round: round.round })}>
      {many ? (
        <h3>
          {t('clock.round', { round: round.round })}
          {round.state === 'replaced' ? <span className="yw-quiet"> · {t('clock.replaced')}</span> : null}
        </h3>
      ) : null}
      <dl className="clock-facts">
        {round.limit === null ? null : (
          <div>
            <dt>{t('clock.limit')}</dt>
            <dd>{say(limitWords(round.limit.value, round.limit.unit))}</dd>
          </div>
        )}
        <div>
          <dt>{t('clock.deadline')}</dt>
          <dd className="yw-number">{say(momentWords(Date.parse(round.deadline)))}</dd>
        </div>
      </dl>
      <ol className="clock-entries">
        {round.entries.map((entry, index) => (
          <Entry key={index} entry={entry} open={latest && entry === last} />
        ))}
      </ol>
      {round.sum === null ? null : <p className="clock-sum yw-number">{say(round.sum)}</p>}
    </section>
  )
}

function Entry({ entry, open }: { readonly entry: LedgerEntry; readonly open: boolean }) {
  const t = useCaseWords()
  const say = useSay()
  const moved = entry.before !== null && entry.before !== entry.deadline
  return (
    <li className={`clock-entry clock-entry-${entry.what}${moved ? ' clock-entry-moved' : ''}`}>
      <TimeText at={entry.at} />
      <div>
        <p>{say(entry.words)}</p>
        {entry.days.length === 0 ? null : (
          <details open={open}>
            <summary>{t('clock.days')}</summary>
            <ul className="yw-number">
              {entry.days.map((day, index) => (
                <li
                  key={index}
                  className={day.head === true ? 'clock-day-head' : day.counts ? 'clock-day-counts' : 'clock-day-not'}
                >
                  {say(day.words)}
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </li>
  )
}
