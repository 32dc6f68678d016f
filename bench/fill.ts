import { once } from 'node:events'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { withClient } from '#lib/db'
import { makeCase, type CaseRows, type Person, type Town } from './case-data.ts'
import type { Cluster } from './cluster.ts'

const tables: Record<keyof CaseRows, string> = {
  case: `cases.case (id, number, kind, kind_version, source_number, sequence, head, state, opened_at, changed_at,
    closed_at, seen_by)`,
  content: 'cases.content (case_id, title, body, facts, search)',
  actions: 'cases.action',
  assignments: 'cases.assignment (case_id, ordinal, part, unit_id, unit_name, since, until)',
  key: 'cases.private_key',
  private: 'cases.private',
}
const searchIndex = 'create index content_search_idx on cases.content using gin (search) with (fastupdate = off)'

/**
 * Makes a database hold `total` cases, adding to the `present` ones it was filled with before. Straight into the
 * tables by COPY: ten thousand lives over HTTP would take minutes.
 */
export async function fillCases(cluster: Cluster, database: string, present: number, total: number): Promise<void> {
  const town = await withClient(cluster.superUrl(database), readTown)
  // A connection a table: their rows are made together and stream side by side.
  const clients = new Map<keyof CaseRows, pg.Client>()
  await withClient(cluster.superUrl(database), (client) => client.query('drop index cases.content_search_idx'))
  try {
    for (const part of Object.keys(tables) as (keyof CaseRows)[]) {
      const client = new pg.Client(cluster.superUrl(database))
      await client.connect()
      // The rows come from one hand and fit; checking each reference would take half of the time.
      await client.query(`set session_replication_role = replica`)
      clients.set(part, client)
    }
    const streams = new Map(
      [...clients].map(([part, client]) => [part, client.query(copyFrom(`copy ${tables[part]} from stdin`))]),
    )
    const batch = 2000
    for (let at = present; at < total; at += batch) {
      const rows = Array.from({ length: Math.min(batch, total - at) }, (_, one) => makeCase(at + one, town))
      for (const [part, stream] of streams) {
        if (!stream.write(rows.map((row) => row[part]).join(''))) await once(stream, 'drain')
      }
    }
    for (const stream of streams.values()) {
      stream.end()
      await once(stream, 'finish')
    }
  } finally {
    for (const client of clients.values()) await client.end()
  }
  await withClient(cluster.superUrl(database), async (client) => {
    await client.query(`set maintenance_work_mem = '512MB'`)
    await client.query(searchIndex)
    await client.query(`select setval('cases.number', $1)`, [total])
    await client.query('vacuum analyze')
    await client.query('checkpoint')
  })
}

async function readTown(client: pg.Client): Promise<Town> {
  const units = await client.query<{ id: string; name: string }>(
    `select unit_id as id, name from org.version where sort in ('town', 'bureau') and valid_to is null order by position, 1`,
  )
  const people = await client.query<Person & { username: string }>(
    `select a.username, a.id, a.name, p.unit_id as "unitId", v.name as "unitName" from identity.account a
     join identity.post p on p.account_id = a.id join org.version v on v.unit_id = p.unit_id and v.valid_to is null`,
  )
  const named = (name: string): Person => people.rows.find((one) => one.username === name)!
  return { units: units.rows, receiver: named('receiver'), auditor: named('auditor') }
}
