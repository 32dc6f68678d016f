import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test } from 'vitest'
import { createLogger } from '#lib/kernel'
import { cloneDatabase, until, type ClonedDatabase } from '#lib/testing'
import { withClient } from './client.ts'
import { createPool, type Pool } from './pool.ts'
import { createReader } from './reader.ts'
import type { Compiled } from './sql.ts'
import { startProxy, type Proxy } from './testing.ts'
import { BrokenRule, CommitUnknown, runTransaction, type Transaction } from './transaction.ts'

let database: ClonedDatabase
let pool: Pool

beforeAll(async () => {
  database = await cloneDatabase(inject('superUrl'), inject('template'))
  await asSuper(`create schema proof;
    create table proof.item (id int primary key, value int not null constraint item_positive check (value > 0));
    create table proof.later (id int constraint later_unique unique deferrable initially deferred);
    grant usage on schema proof to yiwang_serving;
    grant all on all tables in schema proof to yiwang_serving`)
  pool = newPool(database.webUrl)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(() => asSuper('truncate proof.item, proof.later'))

const log = createLogger('silent')

function newPool(url: string, size = 10): Pool {
  return createPool(url, 'yiwang_serving', log, size)
}

/** A pool that ends with the test, behind a proxy. */
async function behindProxy(): Promise<{ proxy: Proxy; pool: Pool }> {
  const proxy = await startProxy(database.webUrl)
  const own = newPool(proxy.url)
  onTestFinished(() => own.end())
  return { proxy, pool: own }
}

async function asSuper(sql: string): Promise<Record<string, unknown>[]> {
  return withClient(database.superUrl, async (client) => (await client.query<Record<string, unknown>>(sql)).rows)
}

const insert = (id: number, value: unknown): Compiled => ({
  sql: 'insert into proof.item (id, value) values ($1, $2)',
  parameters: [id, value],
})
const all: Compiled<{ id: number; value: number }> = {
  sql: 'select id, value from proof.item order by id',
  parameters: [],
}
const backend: Compiled<{ pid: number }> = { sql: 'select pg_backend_pid() as pid', parameters: [] }
const stored = (): Promise<Record<string, unknown>[]> => asSuper('select id, value from proof.item order by id')

/** The error of a transaction that must fail. */
async function failure(work: (tx: Transaction) => Promise<unknown>, on: Pool = pool): Promise<unknown> {
  return runTransaction(on, work).then(
    () => expect.unreachable('the transaction should have failed'),
    (error: unknown) => error,
  )
}

describe('round trips', () => {
  async function turnsOf(work: (tx: Transaction) => Promise<unknown>): Promise<[number, number]> {
    const { proxy, pool: own } = await behindProxy()
    await own.query('select 1')
    const before = proxy.turns
    let said = 0
    await runTransaction(own, async (tx) => {
      await work(tx)
      said = tx.roundTrips
    })
    return [proxy.turns - before, said]
  }

  test('writes alone travel with BEGIN and COMMIT: one', async () => {
    expect((await turnsOf(async (tx) => [1, 2, 3].map((id) => tx.write(insert(id, id)))))[0]).toBe(1)
    expect(await stored()).toHaveLength(3)
  })

  test('reading then writing: two, however much is read and written at once', async () => {
    const [turns] = await turnsOf(async (tx) => {
      await tx.read(all, backend, all)
      for (let id = 0; id < 20; id++) tx.write(insert(id, 1))
    })
    expect(turns).toBe(2)
  })

  test('what was written is seen by the next read, in the same round trip', async () => {
    const [turns, said] = await turnsOf(async (tx) => {
      tx.write(insert(1, 7))
      expect((await tx.read(all))[0]).toEqual([{ id: 1, value: 7 }])
    })
    expect([turns, said]).toEqual([2, 1])
  })

  test('a transaction that touches nothing takes no connection', async () => {
    const own = newPool('postgres://nobody@127.0.0.1:1/none')
    expect(await runTransaction(own, async () => 'done')).toBe('done')
    await expect(runTransaction(own, async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(own.totalCount).toBe(0)
    await own.end()
  })

  test('two reads at once share the one connection and its BEGIN', async () => {
    const [first, second] = await runTransaction(pool, async (tx) => {
      tx.write(insert(1, 1))
      return Promise.all([tx.read(all, backend), tx.read(all, backend)])
    })
    expect(first).toEqual(second)
    expect(pool.idleCount).toBe(pool.totalCount)
  })
})

describe('a failing statement', () => {
  test.each([0, 1, 2])('as queued write number %i stores nothing', async (bad) => {
    const error = await failure(async (tx) => {
      for (let id = 0; id < 3; id++) tx.write(insert(id, id === bad ? -1 : 1))
    })
    expect(error).toBeInstanceOf(BrokenRule)
    expect(error).toMatchObject({ constraint: 'item_positive', code: '23514' })
    expect(await stored()).toEqual([])
  })

  test('whose value cannot be written as text stores nothing and leaves the connection whole', async () => {
    const endless: Record<string, unknown> = {}
    endless['self'] = endless
    for (const value of [endless, { big: 1n }, [endless]]) {
      const error = await failure(async (tx) => {
        tx.write(insert(1, 1))
        tx.write(insert(2, value))
        tx.write(insert(3, 1))
      })
      expect(error).toBeInstanceOf(TypeError)
      expect(await stored()).toEqual([])
    }
    await runTransaction(pool, async (tx) => tx.write(insert(1, 1)))
    expect(await stored()).toHaveLength(1)
  })

  test('that the use case swallowed still stores nothing', async () => {
    const error = await failure(async (tx) => {
      tx.write(insert(1, 1))
      tx.write(insert(1, 1))
      await tx.read(all).catch(() => undefined)
      tx.write(insert(2, 2))
    })
    expect(error).toBeInstanceOf(Error)
    expect(await stored()).toEqual([])
  })

  test('means what the rules say of its own constraint, and nothing else', async () => {
    const twice = (): Error => new RangeError('twice')
    await runTransaction(pool, async (tx) => tx.write(insert(1, 1)))
    const write = (id: number, value: number) => (tx: Transaction) =>
      Promise.resolve(tx.write(insert(id, value), { item_pkey: twice }))
    expect(await failure(write(1, 1))).toBeInstanceOf(RangeError)
    expect(await failure(write(2, -1))).toMatchObject({ name: 'BrokenRule', constraint: 'item_positive' })
    // Not a rule: the error stays what PostgreSQL said.
    expect(await failure(async (tx) => tx.read({ sql: 'select 1/0', parameters: [] }))).toMatchObject({ code: '22012' })
  })

  test('found only by COMMIT is a broken rule', async () => {
    const later = { sql: 'insert into proof.later values (1), (1)', parameters: [] }
    expect(await failure(async (tx) => tx.write(later))).toMatchObject({
      name: 'BrokenRule',
      constraint: 'later_unique',
    })
    expect(await asSuper('select * from proof.later')).toEqual([])
  })

  test('leaves nothing taken from the pool, 200 times', async () => {
    const own = newPool(database.webUrl, 4)
    const ways = [
      async (tx: Transaction) => tx.write(insert(1, -1)),
      async (tx: Transaction) => tx.read({ sql: 'select 1/0', parameters: [] }),
      async (tx: Transaction) => {
        await tx.read(all)
        throw new Error('changed its mind')
      },
      async (tx: Transaction) => {
        tx.write(insert(1, 1))
        await tx.read(all)
        tx.write(insert(1, 1))
      },
    ]
    const errors = await Promise.all(Array.from({ length: 200 }, (_, index) => failure(ways[index % 4]!, own)))
    expect(errors.every((error) => error instanceof Error)).toBe(true)
    expect([own.idleCount, own.waitingCount]).toEqual([own.totalCount, 0])
    expect(await stored()).toEqual([])
    await own.end()
  })
})

describe('a lost connection', () => {
  test.each(['before', 'after'] as const)(
    '%s COMMIT arrived leaves the outcome unknown, and the pool heals',
    async (when) => {
      const { proxy, pool: own } = await behindProxy()
      proxy.cutAtCommit = when
      const after: string[] = []
      const error = await failure(async (tx) => {
        await tx.read(all)
        tx.write(insert(1, 1))
        tx.afterCommit(() => after.push('told'))
      }, own)
      expect(error).toBeInstanceOf(CommitUnknown)
      expect(after).toEqual([])
      expect(await stored()).toHaveLength(when === 'after' ? 1 : 0)
      proxy.cutAtCommit = undefined
      await runTransaction(own, async (tx) => tx.write(insert(2, 2)))
      expect(own.idleCount).toBe(own.totalCount)
    },
  )

  test('in the middle is an error, stores nothing, and the pool heals', async () => {
    const error = await failure(async (tx) => {
      const [[self]] = await tx.read(backend)
      tx.write(insert(1, 1))
      await tx.read(all)
      await asSuper(`select pg_terminate_backend(${self!.pid})`)
      await until(async () => (await asSuper(`select 1 from pg_stat_activity where pid = ${self!.pid}`)).length === 0)
      await tx.read(all)
    })
    expect(error).toBeInstanceOf(Error)
    expect(error).not.toBeInstanceOf(CommitUnknown)
    expect(await stored()).toEqual([])
    await runTransaction(pool, async (tx) => tx.write(insert(2, 2)))
    expect(pool.idleCount).toBe(pool.totalCount)
  })

  test('of a reader is replaced by another', async () => {
    const reader = createReader(pool)
    for (let time = 0; time < 5; time++) {
      const [[self]] = await reader.read(backend)
      await asSuper(`select pg_terminate_backend(${self!.pid})`)
      const [[next]] = await reader.read(backend)
      expect(next!.pid).not.toBe(self!.pid)
    }
    const dead = createReader(newPool('postgres://nobody@127.0.0.1:1/none'))
    await expect(dead.read(backend)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('is no excuse for a wrong statement: a reader fails at once', async () => {
    const own = newPool(database.webUrl, 1)
    const reader = createReader(own)
    const [[before]] = await reader.read(backend)
    await expect(reader.read(all, { sql: 'select 1/0', parameters: [] }, all)).rejects.toMatchObject({ code: '22012' })
    await expect(reader.read({ sql: `select ${2n ** 60n} as big`, parameters: [] })).rejects.toThrow('does not fit')
    expect((await reader.read(backend))[0]).toEqual([before])
    await own.end()
  })
})

test('a reader of somebody sees their settings, cannot write, and leaves nothing behind on its connection', async () => {
  const own = newPool(database.webUrl, 1)
  onTestFinished(() => own.end())
  const who: Compiled<{ who: string }> = { sql: `select current_setting('proof.who', true) as who`, parameters: [] }
  const reader = createReader(own, { 'proof.who': 'ann' })
  expect(await reader.read(who)).toEqual([[{ who: 'ann' }]])
  await expect(reader.read(insert(1, 1))).rejects.toMatchObject({ code: '25006' })
  expect(await createReader(own).read(who)).toEqual([[{ who: '' }]])
  await runTransaction(own, async (tx) => tx.write(insert(2, 1)))
  expect(await stored()).toEqual([{ id: 2, value: 1 }])
})

describe('after COMMIT', () => {
  test('and only then, what waits for it is called', async () => {
    const seen: unknown[] = []
    const done = runTransaction(pool, async (tx) => {
      tx.afterCommit(() => seen.push('after'))
      tx.write(insert(1, 1))
      await tx.read(all)
      expect(seen).toEqual([])
    })
    await done
    expect(seen).toEqual(['after'])
    await failure(async (tx) => {
      tx.afterCommit(() => seen.push('never'))
      tx.write(insert(1, 1))
    })
    expect(seen).toEqual(['after'])
  })

  test('a mistake in what is called does not turn a stored transaction into a failure', async () => {
    const warned = new Promise<Error>((resolve) => void process.once('warning', resolve))
    const seen: string[] = []
    const value = await runTransaction(pool, async (tx) => {
      tx.write(insert(1, 1))
      tx.afterCommit(() => {
        throw new Error('deaf')
      })
      tx.afterCommit(() => seen.push('heard'))
      return 'kept'
    })
    expect([value, seen]).toEqual(['kept', ['heard']])
    expect((await warned).message).toBe('deaf')
    expect(await stored()).toHaveLength(1)
  })

  test('a transaction that is over refuses to be used', async () => {
    const kept = await runTransaction(pool, async (tx) => tx)
    await expect(kept.read(all)).rejects.toThrow('over')
    expect(() => kept.write(insert(1, 1))).toThrow('over')
    const failed: Transaction[] = []
    await failure(async (tx) => {
      failed.push(tx)
      throw new Error('no')
    })
    await expect(failed[0]!.read(all)).rejects.toThrow('over')
    expect(pool.idleCount).toBe(pool.totalCount)
  })
})

test('whatever is read, written and broken, the table equals a model', async () => {
  const step = fc.oneof(
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constant('write' as const),
        id: fc.nat(6),
        value: fc.integer({ min: 0, max: 9 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), id: fc.nat(6) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('read' as const) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('throw' as const) }) },
  )
  let model = new Map<number, number>()
  await fc.assert(
    fc
      .asyncProperty(fc.array(fc.array(step, { maxLength: 7 }), { maxLength: 5 }), async (transactions) => {
        for (const steps of transactions) {
          const next = new Map(model)
          let holds = true
          for (const one of steps) {
            if (one.kind === 'throw') holds = false
            if (one.kind === 'delete') next.delete(one.id)
            if (one.kind === 'write') {
              if (one.value === 0 || next.has(one.id)) holds = false
              next.set(one.id, one.value)
            }
            if (!holds) break
          }
          const seen = new Map(model)
          const result = await runTransaction(pool, async (tx) => {
            for (const one of steps) {
              if (one.kind === 'throw') throw new Error('thrown')
              if (one.kind === 'delete') {
                tx.write({ sql: 'delete from proof.item where id = $1', parameters: [one.id] })
                seen.delete(one.id)
              }
              if (one.kind === 'write') {
                tx.write(insert(one.id, one.value))
                seen.set(one.id, one.value)
              }
              if (one.kind === 'read') expect((await tx.read(all))[0]).toEqual(rowsOf(seen))
            }
          }).then(
            () => true,
            (error: unknown) => {
              if (error instanceof BrokenRule || (error as Error).message === 'thrown') return false
              throw error
            },
          )
          expect(result).toBe(holds)
          if (holds) model = next
          expect(await stored()).toEqual(rowsOf(model))
        }
      })
      .beforeEach(async () => {
        await asSuper('truncate proof.item')
        model = new Map()
      }),
    { numRuns: 40 },
  )
})

function rowsOf(model: Map<number, number>): { id: number; value: number }[] {
  return [...model].map(([id, value]) => ({ id, value })).toSorted((a, b) => a.id - b.id)
}
