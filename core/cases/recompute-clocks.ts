import { Type } from 'typebox'
import { newId } from '#lib/kernel'
import { defineJob } from '#platform/jobs'
import type { CaseDesk } from './desk.ts'
import { holdCase } from './hold-case.ts'
import { perform, system } from './perform.ts'
import { recomputeClocks } from './step-clocks.ts'
import { selectClocked } from './store.ts'

const batch = 100

/** After the calendar has changed: open cases whose deadlines move by it get an action that says so; ended ones never. */
export function recomputeJob(desk: CaseDesk) {
  const job = defineJob({
    name: 'cases.recompute',
    title: { 'zh-CN': '按新日历重算时限', en: 'Work deadlines out anew on the changed calendar' },
    schema: Type.Object({ revision: Type.Integer(), after: Type.String() }),
    retryLimit: 5,
    backoff: { first: 2, max: 60 },
    run: async ({ tx, enqueue }, { revision, after }) => {
      const [rows] = await tx.read(selectClocked(after, batch))
      for (const { case_id } of rows) {
        const found = await holdCase(desk, tx, case_id)
        if (found === undefined) continue
        const { held, world } = found
        const clocks = recomputeClocks(held.kind, held.state, world.now, world.calendars)
        if (clocks.length === 0) continue
        const now = new Date(world.now).toISOString()
        const payload = { v: 2 as const, to: held.state.state, tick: true as const, clocks }
        perform(
          desk,
          tx,
          held,
          { payload, secret: {} },
          { commandId: newId(), action: 'clock.recomputed', doer: system, occurredAt: now },
        )
      }
      const last = rows.at(-1)
      if (rows.length === batch) enqueue(job, { revision, after: last!.case_id })
    },
  })
  return job
}
