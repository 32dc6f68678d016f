import { once } from 'node:events'
import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { CaseRows } from './simulate.ts'
import { dueOf, seenBy } from './store.ts'
import { nextPoint } from './step-clocks.ts'

/** How far an installation is filled with sample cases. */
export interface Filling {
  readonly seed: number
  /** the moment up to which sample cases live */
  readonly until: Date
  readonly firstNumber: number
  readonly total: number
  readonly done: number
  readonly ended: boolean
}

const fillingSql = `select seed, until, first_number as "firstNumber", total, done, ended_at is not null as ended from cases.filling`

/** The filling that was begun, or a new one where there is no case yet; undefined where people have cases already. */
export async function beginFilling(
  client: pg.Client,
  wanted: { seed: number; until: Date; total: number },
): Promise<Filling | undefined> {
  await client.query('begin')
  try {
    await client.query('lock table cases.filling in exclusive mode')
    await client.query(
      `insert into cases.filling (seed, until, first_number, total)
       select $1, $2, case when is_called then last_value + 1 else last_value end, $3 from cases.number
       where not exists (select from cases.case) and not exists (select from cases.filling)`,
      [wanted.seed, wanted.until, wanted.total],
    )
    // Whoever registers a case meanwhile gets a number after theirs.
    await client.query(
      `select setval('cases.number', greatest(n.last_value, f.first_number + f.total - 1)) from cases.number n, cases.filling f`,
    )
    const { rows } = await client.query<Filling>(fillingSql)
    await client.query('commit')
    return rows[0]
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** The filling, as it stands now. */
export async function readFilling(client: pg.Client): Promise<Filling | undefined> {
  return (await client.query<Filling>(fillingSql)).rows[0]
}

/** Says that all are there. */
export async function endFilling(client: pg.Client): Promise<void> {
  // So many rows came in a moment that the planner would still take the tables for empty.
  await client.query('analyze cases.case, cases.action, cases.assignment, cases.clock, cases.content')
  await client.query('update cases.filling set ended_at = now() where ended_at is null')
}

/** The rows of cases as COPY takes them: UTF-8 text, one piece for each table, in the order of the tables. */
export type CaseLines = readonly Uint8Array[]

/** Spells cases for `fillCases`. */
export function linesOf(cases: readonly CaseRows[]): Uint8Array<ArrayBuffer>[] {
  const encoder = new TextEncoder()
  return tables.map(([, , lines]) => encoder.encode(cases.map(lines).join('')))
}

/**
 * Writes the next `count` sample cases with all their rows by COPY, and how far it has come, in one short transaction: an
 * open one holds every stream back. Fails when `from` is not how far it had come: another process fills too. Needs the
 * login that owns the tables. Nothing is said of these cases, nothing audited.
 */
export async function fillCases(client: pg.Client, from: number, count: number, lines: CaseLines): Promise<void> {
  await client.query('begin')
  try {
    const { rowCount } = await client.query('update cases.filling set done = done + $2 where done = $1', [from, count])
    if (rowCount !== 1) throw new Error('Another process fills this installation')
    for (const [index, [table, columns]] of tables.entries()) {
      const stream = client.query(copyFrom(`copy cases.${table} (${columns}) from stdin`))
      const done = once(stream, 'finish')
      stream.end(lines[index])
      await done
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

const tables: readonly (readonly [table: string, columns: string, lines: (rows: CaseRows) => string])[] = [
  [
    'case',
    `id, number, kind, kind_version, source_number, opened_at, sequence, head, state, changed_at, closed_at, due_at, due_clock, warn_at,
     outer_due_at, lon, lat, area, category, sensitivity, seen_by, marks, ending`,
    ({ projection: { state, head, aside, category, outerDueAt, ending } }) => {
      const due = dueOf(state, aside)
      const { place } = state
      return line(
        state.id,
        state.number,
        state.kind,
        state.kindVersion,
        state.sourceNumber,
        state.openedAt,
        state.sequence,
        bytes(head),
        state.state,
        state.changedAt,
        state.closedAt,
        due?.deadline ?? null,
        due?.code ?? null,
        due?.warnAt ?? null,
        outerDueAt,
        place?.lon ?? null,
        place?.lat ?? null,
        place?.areas.at(-1) ?? null,
        category,
        state.sensitivity,
        `{${seenBy(state).join()}}`,
        `{${state.marks.map((mark) => JSON.stringify(mark)).join()}}`,
        ending,
      )
    },
  ],
  [
    'action',
    'case_id, sequence, command_id, action, actor_id, actor_name, unit_id, unit_name, occurred_at, recorded_at, payload, hash',
    ({ actions }) =>
      actions
        .map(({ record: one, hash }) =>
          line(
            one.caseId,
            one.sequence,
            one.commandId,
            one.action,
            one.actorId,
            one.actorName,
            one.unitId,
            one.unitName,
            one.occurredAt,
            one.recordedAt,
            JSON.stringify(one.payload),
            bytes(hash),
          ),
        )
        .join(''),
  ],
  [
    'assignment',
    'case_id, ordinal, part, unit_id, unit_name, since, until, visible',
    ({ projection: { state } }) =>
      state.assignments
        .map((one) =>
          line(
            state.id,
            one.ordinal,
            one.part,
            one.unitId,
            one.unitName,
            one.since,
            one.until,
            one.visible ? 't' : 'f',
          ),
        )
        .join(''),
  ],
  [
    'clock',
    'case_id, code, round, state, started_at, since, limit_value, limit_unit, deadline, warn_at, warned_at, breached_at, graded, next_at',
    ({ projection: { state } }) =>
      state.clocks
        .map((run) =>
          line(
            state.id,
            run.code,
            run.round,
            run.state,
            run.startedAt,
            run.since,
            run.limit?.value ?? null,
            run.limit?.unit ?? null,
            run.deadline,
            run.warnAt,
            run.warnedAt,
            run.breachedAt,
            run.graded,
            nextPoint(run)?.at ?? null,
          ),
        )
        .join(''),
  ],
  [
    'content',
    'case_id, title, body, facts, search',
    ({ content: { caseId, title, body, facts, terms } }) =>
      line(caseId, title, body, JSON.stringify(facts), terms.map((term) => `'${term}'`).join(' ')),
  ],
  ['private_key', 'case_id, wrapped', ({ projection, wrapped }) => line(projection.state.id, bytes(wrapped))],
  [
    'private',
    'case_id, sequence, sealed',
    ({ projection, sealed }) =>
      sealed.map((one) => line(projection.state.id, one.sequence, bytes(one.sealed))).join(''),
  ],
]

function bytes(value: Buffer): string {
  return `\\x${value.toString('hex')}`
}

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }

/** A row in the text format of COPY. */
function line(...values: (string | number | null)[]): string {
  const texts = values.map((value) =>
    value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (one) => escapes[one]!),
  )
  return `${texts.join('\t')}\n`
}
