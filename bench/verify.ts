import type pg from 'pg'
import { verifyCases } from '#core/cases'
import { withClient } from '#lib/db'
import type { Bench } from './bench.ts'
import { masterKey } from './cluster.ts'
import { figure, timed } from './measure.ts'

/** (f) Folding every case anew from its history; floor: reading the same rows. */
export const benchVerify: Bench = async ({ cluster, filled }) =>
  withClient(cluster.superUrl(filled), async (client) => {
    const queries: unknown[][] = []
    const listening = new Proxy(client, {
      get(target, key) {
        if (key !== 'query') return Reflect.get(target, key) as unknown
        return (...args: unknown[]) => {
          queries.push(args)
          return (target.query as (...args: unknown[]) => unknown)(...args)
        }
      },
    })
    const { ms, value } = await timed(() => verifyCases(listening as pg.Client, masterKey))
    if (value.findings.length > 0) throw new Error(`The made cases are not valid: ${JSON.stringify(value.findings[0])}`)
    const floor = await timed(async () => {
      for (const args of queries) await (client.query as (...args: unknown[]) => Promise<unknown>)(...args)
    })
    return [
      {
        bench: 'verify',
        what: `verify ${value.cases} cases`,
        ours: figure([ms], ms / 1000, value.actions),
        floor: figure([floor.ms], floor.ms / 1000, value.actions),
        note: 'per s: actions',
      },
    ]
  })
