import { Button } from 'antd'
import { useState } from 'react'
import { useRead } from '#lib/ui'
import { readClocks, type CaseView } from '../contract.ts'
import { ClockLedger } from './ClockLedger.tsx'
import { ClockLight } from './ClockLight.tsx'
import { Countdown } from './Countdown.tsx'
import { useWorkCalendar } from './work-calendar.ts'
import { useCaseWords } from './words.ts'

/** The clock by which the case is due, as it stands at the head of the page. */
export function DueClock({ view }: { readonly view: CaseView }) {
  const calendar = useWorkCalendar()
  const clock =
    view.clocks.find((one) => one.code === view.case.due?.clock && one.state !== 'ended') ??
    view.clocks.find((one) => one.shows && (one.state === 'paused' || one.state === 'standing'))
  if (clock === undefined) return null
  return (
    <span className="case-due">
      <ClockLight clock={clock} />
      <Countdown clock={clock} calendar={calendar} />
    </span>
  )
}

const order = { running: 0, standing: 1, paused: 2, ended: 3 } as const

/** All clocks of the case; each opens the ledger that says how its deadline came about. */
export function CaseClocks({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const calendar = useWorkCalendar()
  const [all, setAll] = useState(false)
  const read = useRead(readClocks, { params: { id: view.case.id } }, { staleTime: 10_000 })
  const clocks = view.clocks.toSorted(
    (one, other) => order[one.state] - order[other.state] || Date.parse(one.deadline) - Date.parse(other.deadline),
  )
  const ended = clocks.filter((clock) => clock.state === 'ended')
  const shown = all ? clocks : clocks.filter((clock) => clock.state !== 'ended')
  if (clocks.length === 0) return null
  return (
    <section className="case-clocks">
      <h2 className="case-h2">{t('page.clocks')}</h2>
      <ul>
        {shown.map((clock) => (
          <li key={clock.code}>
            <ClockLedger
              clock={clock}
              rounds={read.data?.ledgers.filter((ledger) => ledger.code === clock.code) ?? []}
              calendar={calendar}
            />
          </li>
        ))}
      </ul>
      {ended.length === 0 ? null : (
        <Button type="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>
          {t(all ? 'page.clocksFold' : 'page.clocksEnded', { count: ended.length })}
        </Button>
      )}
    </section>
  )
}
