import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fixed, fixedRows } from './fixed.ts'
import { sqlFor } from './sql.ts'

interface Tables {
  'shop.item': { id: number; name: string | null; price: number | null }
}
const sql = sqlFor<Tables>()
type Item = Tables['shop.item']
const insert = (rows: readonly Item[]) => sql.insertInto('shop.item').values(rows)
const update = ({ id, ...set }: Item) => sql.updateTable('shop.item').set(set).where('id', '=', id)

const item = fc.record({
  id: fc.integer(),
  name: fc.option(fc.string()),
  price: fc.option(fc.integer()),
})

test('says the same as the query built anew, for any values and numbers of rows', () => {
  const quick = fixedRows(insert)
  fc.assert(
    fc.property(fc.array(item, { minLength: 1, maxLength: 40 }), (rows) => {
      const { sql: text, parameters } = insert(rows).compile()
      expect(quick(rows)).toMatchObject({ sql: text, parameters })
    }),
  )
})

test('keeps no value of an earlier call', () => {
  const quick = fixed(update)
  fc.assert(
    fc.property(item, (values) => {
      const { sql: text, parameters } = update(values).compile()
      expect(quick(values)).toEqual({ sql: text, parameters })
    }),
  )
})

test('takes values by their names, in whatever order they stand', () => {
  const quick = fixed(update)
  quick({ id: 1, name: 'a', price: 2 })
  expect(quick({ price: 20, name: 'b', id: 10 }).parameters).toEqual(['b', 20, 10])
})
