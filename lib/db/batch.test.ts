import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { cloneDatabase, type ClonedDatabase } from '#lib/testing'
import { BatchFailed, runBatch, type Answer } from './batch.ts'
import { statementOf, type Statement } from './statement.ts'
// Its types of numbers and days are those of every connection.
import './pool.ts'

let database: ClonedDatabase
let client: pg.Client

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
  client = new pg.Client({ connectionString: database.superUrl })
  await client.connect()
  await client.query('create schema proof')
})
afterAll(async () => {
  await client.end()
  await database.drop()
})
beforeEach(() => client.query('drop table if exists proof.item; create table proof.item (id int primary key)'))

const say = (sql: string, ...parameters: unknown[]): Statement => statementOf({ sql, parameters })
const run = (...statements: Statement[]): Promise<Answer[]> => runBatch(client, statements)
const insert = (id: number): Statement => say('insert into proof.item values ($1)', id)
const one = async (statement: Statement): Promise<unknown> => Object.values((await run(statement))[0]!.rows[0]!)[0]

async function stored(): Promise<number[]> {
  return (await client.query<{ id: number }>('select id from proof.item order by id')).rows.map((row) => row.id)
}
async function failureOf(...statements: Statement[]): Promise<BatchFailed> {
  const error: unknown = await run(...statements).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(BatchFailed)
  return error as BatchFailed
}

test('every statement is answered in its place: rows, none, and what was done', async () => {
  for (let round = 0; round < 2; round += 1) {
    const answers = await run(
      say('select $1::int as n, null as nothing, true as yes', 5),
      insert(round),
      say('select id from proof.item where false'),
      say('select id, id as again from proof.item order by id limit 1'),
    )
    expect(answers.map((answer) => answer.command)).toEqual(['SELECT', 'INSERT', 'SELECT', 'SELECT'])
    expect(answers.map((answer) => answer.rows)).toEqual([
      [{ n: 5, nothing: null, yes: true }],
      [],
      [],
      [{ id: 0, again: 0 }],
    ])
  }
})

test('batches given at once are answered each for itself, in order', async () => {
  const numbers = Array.from({ length: 20 }, (_, n) => n)
  const first = await run(say('select $1::int as n', 1))
  expect(first[0]!.rows).toEqual([{ n: 1 }])
  for (const n of numbers) expect(await one(say('select $1::int as n', n))).toBe(n)
})

test('one that is used twice in a batch is prepared once', async () => {
  const twice = say('select $1::int + 1000 as n', 1)
  const [a, b] = await run(twice, { ...twice, values: ['2'] })
  expect([a!.rows, b!.rows]).toEqual([[{ n: 1001 }], [{ n: 1002 }]])
})

describe('a statement that fails', () => {
  test('ends the batch, says which, and undoes those before it', async () => {
    const failed = await failureOf(insert(1), insert(1), insert(2))
    expect([failed.at, (failed.cause as pg.DatabaseError).code]).toEqual([1, '23505'])
    expect(await stored()).toEqual([])
  })

  test('keeps the COMMIT behind it from being heard', async () => {
    const failed = await failureOf(say('begin'), insert(1), say('select 1 / $1::int', 0), say('commit'))
    expect(failed.at).toBe(2)
    // 25P02: the transaction stands still, aborted, until somebody ends it.
    expect(((await failureOf(say('select 1'))).cause as pg.DatabaseError).code).toBe('25P02')
    await run(say('rollback'))
    expect(await stored()).toEqual([])
  })

  test.each([
    ['while it is prepared', say('select no_such_column')],
    ['while its values are read', say('select $1::int as n', 'x')],
    ['while it runs', say('select 1 / $1::int as n', 0)],
  ])('%s does not harm those that follow, nor itself', async (_, broken) => {
    for (let round = 0; round < 2; round += 1) {
      expect((await failureOf(insert(7), broken, insert(8))).at).toBe(1)
      await run(insert(round), say('select 1 as n'))
    }
    expect(await stored()).toEqual([0, 1])
  })

  test('because its table has other columns by now is prepared anew', async () => {
    const all = say('select * from proof.item')
    await run(insert(1))
    expect(await one(all)).toBe(1)
    await client.query('alter table proof.item add column more text default $$x$$')
    expect(((await failureOf(all)).cause as pg.DatabaseError).code).toBe('0A000')
    expect((await run(all))[0]!.rows).toEqual([{ id: 1, more: 'x' }])
  })

  test('because its value cannot be read is told, and the connection goes on', async () => {
    expect((await failureOf(say('select 9223372036854775807::int8 as n'))).message).toMatch(/does not fit/)
    expect(await one(say('select 3 as n'))).toBe(3)
  })
})

test('a connection keeps a thousand statements prepared and lets go of older ones, which still work', async () => {
  const nth = (n: number): Statement => say(`select ${n} as n`)
  for (let from = 0; from < 1500; from += 100) await run(...Array.from({ length: 100 }, (_, at) => nth(from + at)))
  const { rows } = await client.query<{ count: number }>('select count(*) from pg_prepared_statements')
  expect(rows[0]!.count).toBeLessThanOrEqual(1001)
  expect(await one(nth(0))).toBe(0)
})

test('a lost connection fails the batch', async () => {
  const lost = new pg.Client({ connectionString: database.superUrl })
  lost.on('error', () => undefined)
  await lost.connect()
  const error: unknown = await runBatch(lost, [say('select pg_terminate_backend(pg_backend_pid())')]).catch(
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(BatchFailed)
})

describe('what PostgreSQL reads is what was meant', () => {
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'))
  const comes = async (type: string, value: unknown): Promise<unknown> => one(say(`select $1::${type} as value`, value))
  const check = (type: string, values: fc.Arbitrary<unknown>): Promise<void> =>
    fc.assert(
      fc.asyncProperty(values, async (value) => {
        expect(await comes(type, value)).toEqual(value)
      }),
      { numRuns: 60 },
    )

  test.each<[string, fc.Arbitrary<unknown>]>([
    ['text', fc.option(text)],
    ['int', fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })],
    ['int8', fc.maxSafeInteger()],
    ['float8', fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)],
    ['boolean', fc.boolean()],
    ['text[]', fc.array(fc.option(text))],
    ['int[]', fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }))],
    ['jsonb', fc.dictionary(text, fc.oneof(text, fc.boolean(), fc.integer(), fc.array(text)))],
    ['bytea', fc.uint8Array({ maxLength: 50 }).map((bytes) => Buffer.from(bytes))],
    ['bytea[]', fc.array(fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)))],
  ])('%s', (type, values) => check(type, values))

  test('moments from the year 1 on, and before it', async () => {
    const moment = fc.date({ min: new Date('-004000-01-01'), max: new Date('+030000-01-01'), noInvalidDate: true })
    await fc.assert(
      fc.asyncProperty(moment, async (value) => {
        const seconds = await one(say('select extract(epoch from $1::timestamptz)::float8 * 1000 as value', value))
        expect(Math.round(seconds as number)).toBe(value.getTime())
      }),
      { numRuns: 100 },
    )
  })

  test('a list of lists', async () => {
    expect(await comes('int[]', [[1, 2], [3, 4]])).toEqual([[1, 2], [3, 4]]) // prettier-ignore
  })

  test('a moment that is none is refused before anything is sent', () => {
    expect(() => say('select $1::timestamptz', new Date(Number.NaN))).toThrow(RangeError)
  })
})
