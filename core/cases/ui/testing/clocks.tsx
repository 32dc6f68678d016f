import { createRoot } from 'react-dom/client'
import { createQueryClient, UiProvider } from '#lib/ui'
import type { ClockLedger as Ledger } from '../../contract.ts'
import type { WorkCalendar } from '#platform/calendar/contract'
import type { ClockView } from '../clock-view.ts'
import { ClockLedger } from '../ClockLedger.tsx'
import { ClockLight } from '../ClockLight.tsx'

/** What a test puts on the page before it loads. */
export interface ClocksOnPage {
  readonly clocks: readonly { readonly clock: ClockView; readonly rounds: readonly Ledger[] }[]
  readonly hours: WorkCalendar['hours']
}

const { clocks, hours } = (globalThis as unknown as { clocksOnPage: ClocksOnPage }).clocksOnPage
const calendar: WorkCalendar = { special: new Map(), hours }

createRoot(document.getElementById('root')!).render(
  <UiProvider queries={createQueryClient()}>
    <main style={{ display: 'grid', gap: 8, padding: 16, justifyItems: 'start' }}>
      {clocks.map((one) => (
        <div key={one.clock.code} style={{ display: 'flex', gap: 12, alignItems: 'center' }}>
          <ClockLedger clock={one.clock} rounds={one.rounds} calendar={calendar} />
          <ClockLight clock={one.clock} bare />
        </div>
      ))}
    </main>
  </UiProvider>,
)
