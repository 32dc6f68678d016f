import { countCases, getCase, listCases } from '#core/cases/contract'
import type { QueryOf } from '#lib/http/contract'
import { withClient } from '#lib/db'
import type { Bench } from './bench.ts'
import { BenchClient } from './client.ts'
import type { BenchServer, Cluster } from './cluster.ts'
import { fillCases } from './fill.ts'
import { repeat, timed, type Line } from './measure.ts'
import { replayRead } from './replay.ts'

type ListQuery = QueryOf<typeof listCases>
type Read = (client: BenchClient, record?: string) => Promise<unknown>

/** What people read all day; `as`: who sees whole kinds, or a handling unit's clerk who sees what the unit has or had. */
function reads(caseId: string): { what: string; as: 'auditor' | 'water'; read: Read }[] {
  const list =
    (query: ListQuery): Read =>
    (client, record) =>
      ask(client, query, record)
  return [
    { what: 'list, first page', as: 'auditor', read: list({}) },
    { what: 'list, one open state', as: 'auditor', read: list({ state: 'handling' }) },
    { what: 'list, closed', as: 'auditor', read: list({ state: 'closed' }) },
    { what: 'list, page 200', as: 'auditor', read: list({ page: 200 }) },
    { what: 'list, by number', as: 'auditor', read: list({ sort: 'number' }) },
    { what: 'search 井盖', as: 'auditor', read: list({ q: '井盖' }) },
    { what: 'search 佘山 护栏', as: 'auditor', read: list({ q: '佘山 护栏' }) },
    { what: 'search by six digits', as: 'auditor', read: list({ q: '004711' }) },
    { what: 'counts', as: 'auditor', read: (client, record) => client.ask(countCases, { query: {} }, record) },
    {
      what: 'one case',
      as: 'auditor',
      read: (client, record) => client.ask(getCase, { params: { id: caseId } }, record),
    },
    { what: 'unit: list, first page', as: 'water', read: list({}) },
    { what: 'unit: held now', as: 'water', read: list({ held: true }) },
    {
      what: 'unit: counts',
      as: 'water',
      read: (client, record) => client.ask(countCases, { query: { held: true } }, record),
    },
  ]
}

async function ask(client: BenchClient, query: ListQuery, record?: string): Promise<void> {
  const page = await client.ask(listCases, { query }, record)
  // A query that finds nothing would be fast and mean nothing.
  if (page.items.length === 0) throw new Error(`Nothing found by ${JSON.stringify(query)}`)
}

/** (b) What people read, one after the other, at each number of cases; floor: the same SQL straight through `pg`. */
export const benchLists: Bench = async ({ cluster, filled, sizes, say }) => {
  const database = 'lists'
  await cluster.clone(filled, database)
  const lines: Line[] = []
  let present = sizes[0]!
  for (const size of sizes) {
    if (size > present) {
      const { ms } = await timed(() => fillCases(cluster, database, present, size))
      say(`${size} cases made in ${(ms / 1000).toFixed(0)} s`)
      present = size
    }
    const server = await cluster.serve(database)
    try {
      lines.push(...(await measureReads(cluster, database, server, size)))
    } finally {
      await server.stop()
    }
  }
  await cluster.drop(database)
  return lines
}

async function measureReads(cluster: Cluster, database: string, server: BenchServer, size: number): Promise<Line[]> {
  const clients = {
    auditor: await BenchClient.logIn(server.url, 'auditor'),
    water: await BenchClient.logIn(server.url, 'water'),
  }
  const caseId = await withClient(cluster.superUrl(database), async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `select id from cases.case where state = 'closed' order by number limit 1 offset 4711`,
    )
    return rows[0]!.id
  })
  const lines: Line[] = []
  for (const { what, as, read } of reads(caseId)) {
    const ours = await repeat(() => read(clients[as]))
    await read(clients[as], 'read')
    const batches = (await server.takeRecorded()).get('read')!
    const floor = await replayRead(cluster.url(database), batches)
    lines.push({ bench: 'lists', what: `${short(size)} ${what}`, ours, floor, note: '' })
  }
  return lines
}

function short(size: number): string {
  return size >= 1e6 ? `${size / 1e6} M` : `${size / 1000} k`
}
