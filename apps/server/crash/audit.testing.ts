import type pg from 'pg'
import { expect } from 'vitest'
import { verifyCases } from '#core/cases'
import { CaseChanged } from '#core/cases/contract'
import type { StreamedEvent } from '#lib/events/contract'
import { withClient } from '#lib/db'
import { until } from '#lib/testing'
import type { Listener } from './listener.testing.ts'
import { send, type Entry } from './worker.testing.ts'

/** One row of the log, and what must stand beside it once and once only. */
interface Logged {
  command_id: string
  case_id: string
  sequence: number
  action: string
  recorded_at: Date
  replies: number
  audits: number
  events: number
}

const logSql = `
  select a.command_id, a.case_id, a.sequence, a.action, a.recorded_at,
    (select count(*)::int from http.command c where c.id = a.command_id) as replies,
    (select count(*)::int from audit.entry e where e.subject = a.case_id::text and e.what = 'cases.' || a.action
      and coalesce((e.detail->>'sequence')::int, 1) = a.sequence) as audits,
    (select count(*)::int from events.outbox o where o.topic = 'cases.changed' and o.data->>'caseId' = a.case_id::text
      and (o.data->>'sequence')::int = a.sequence) as events
  from cases.action a where a.recorded_at >= $1 order by a.case_id, a.sequence`

/** How many rows each table has that a command writes to. */
async function countRows(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query<Record<string, number>>(
    `select (select count(*) from cases.action) as actions, (select count(*) from cases.case) as cases,
      (select sum(sequence) from cases.case) as sequences, (select count(distinct source_number) from cases.case) as numbers,
      (select count(*) from http.command) as replies,
      (select count(*) from audit.entry where what like 'cases.%') as audits,
      (select count(*) from events.outbox where topic = 'cases.changed') as events`,
  )
  return rows[0]!
}

/** What the senders' journals and the database must agree on; `since` limits the look at single rows to what is newer. */
export async function checkCommands(
  url: string,
  masterKey: Buffer,
  entries: readonly Entry[],
  since: Date,
): Promise<Map<string, Date>> {
  const accepted = entries.filter((entry) => entry.reply !== undefined)
  expect(entries.filter((entry) => entry.reply === undefined && entry.refused === undefined)).toEqual([])
  return withClient(url, async (client) => {
    // Every acknowledged command and nothing else, each with its reply, its audit entry and its event.
    const registered = accepted.filter(({ command: sent }) => sent.to === 'register').length
    const all = accepted.length
    expect(await countRows(client)).toEqual({
      actions: all,
      cases: registered,
      sequences: all,
      numbers: registered,
      replies: all,
      audits: all,
      events: all,
    })
    const { rows } = await client.query<Logged>(logSql, [since])
    const logged = new Map(rows.map((row) => [row.command_id, row]))
    const recent = accepted.filter(({ command: sent }) => Date.parse(sent.body.occurredAt) >= since.getTime())
    for (const { command: sent, reply } of recent) {
      expect(logged.get(sent.body.id), `${sent.body.id} was acknowledged`).toMatchObject({
        case_id: reply!.caseId,
        sequence: reply!.sequence,
        action: sent.to === 'register' ? 'register' : sent.params.action,
        replies: 1,
        audits: 1,
        events: 1,
      })
    }
    expect(await gaps(client)).toEqual([])
    const verified = await verifyCases(client, masterKey)
    expect(verified.findings).toEqual([])
    expect(verified.actions).toBe(all)
    return new Map(rows.map((row) => [row.command_id, row.recorded_at]))
  })
}

async function gaps(client: pg.Client): Promise<unknown[]> {
  const { rows } = await client.query(
    `select case_id from cases.action group by case_id having min(sequence) <> 1 or max(sequence) <> count(*)`,
  )
  return rows
}

/** Sends commands that were answered long ago once more: accepted ones answer the same, refused ones stay refused. */
export async function checkReplies(entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) {
    const answer = await send(entry)
    if (entry.reply !== undefined) expect(answer).toEqual(entry.reply)
    else expect(typeof answer).toBe('string')
  }
}

interface Changed {
  caseId: string
  action: string
  sequence: number
}

/**
 * Waits until a listener has heard of every action it may see, then compares: each case's events once, in order, none
 * of an action that is not in the log. `unitId`: hears only of cases that this unit held by then.
 */
export async function checkStream(url: string, listener: Listener, unitId?: string): Promise<void> {
  const expected = await withClient(url, async (client) => {
    const { rows } = await client.query<Changed>(
      `select a.case_id as "caseId", a.action, a.sequence from cases.action a
       where $1::uuid is null or exists (select from cases.action d where d.case_id = a.case_id
         and d.sequence <= a.sequence and d.payload->'assign' @> jsonb_build_array(jsonb_build_object('unitId', $1::text)))
       order by a.case_id, a.sequence`,
      [unitId ?? null],
    )
    return rows
  })
  // Messages that follow from the cases come through the same stream, later and in an order of their own.
  const changes = (): Changed[] =>
    listener.events.filter(({ topic }: StreamedEvent) => topic === CaseChanged.topic).map(({ data }) => data as Changed)
  await until(() => changes().length >= expected.length)
  const heard = changes()
  // The sort is stable and only by case: within a case the order is the one in which events came.
  const byCase = heard.toSorted((a, b) => (a.caseId < b.caseId ? -1 : a.caseId > b.caseId ? 1 : 0))
  expect(byCase.map(({ caseId, action, sequence }) => ({ caseId, action, sequence }))).toEqual(expected)
  expect(listener.signals).toEqual([])
}
