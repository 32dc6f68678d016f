import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const boot = join(import.meta.dirname, 'public/assets/boot-2.js')

/** Reads addresses as the browser does, and can do nothing else. */
class OlderUrl {
  readonly href: string
  constructor(...address: ConstructorParameters<typeof URL>) {
    this.href = new URL(...address).href
  }
}

/** A page of a browser that has none of what the script brings along. */
const older = createContext({ URL: OlderUrl })
runInContext(
  `for (const name of ['toSorted', 'toReversed', 'toSpliced', 'with']) delete Array.prototype[name]
   delete Map.groupBy
   globalThis.document = { documentElement: { dataset: {} } }`,
  older,
)
runInContext(readFileSync(boot, 'utf8'), older)

/** What a call gives there, or the name of what it throws; as text, since it comes from another world. */
function there(call: string, ...values: unknown[]): unknown {
  Object.assign(older, { values: JSON.stringify(values) })
  return JSON.parse(
    runInContext(
      `{ const given = JSON.parse(values)
         let said
         try { said = (${call})(...given) } catch (error) { said = error.name }
         JSON.stringify([said, given]) }`,
      older,
    ) as string,
  )
}

/** The same here, with what the language itself has. */
function here<V extends unknown[]>(call: (...values: V) => unknown, ...values: V): unknown {
  const given = JSON.parse(JSON.stringify(values)) as V
  let said: unknown
  try {
    said = call(...given)
  } catch (error) {
    said = (error as Error).name
  }
  return JSON.parse(JSON.stringify([said, given]))
}

const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { maxLength: 8 })
const place = fc.integer({ min: -10, max: 10 })

test('that page has nothing of the kind but what the script brought', () => {
  const brought = '[[].toSorted, [].toReversed, [].toSpliced, [].with, Map.groupBy, URL.canParse]'
  expect(there(`() => ${brought}.map((one) => /native code/.test(String(one)))`)).toEqual([Array(6).fill(false), []])
})

test('what the oldest browser lacks does there what it does here, and leaves what it is given as it is', () => {
  fc.assert(
    fc.property(numbers, place, place, (list, at, count) => {
      // oxlint-disable-next-line typescript/require-array-sort-compare -- the order that is there without one, too
      expect(there('(list) => list.toSorted()', list)).toEqual(here((given: number[]) => given.toSorted(), list))
      expect(there('(list) => list.toSorted((a, b) => b - a)', list)).toEqual(
        here((given: number[]) => given.toSorted((a, b) => b - a), list),
      )
      expect(there('(list) => list.toReversed()', list)).toEqual(here((given: number[]) => given.toReversed(), list))
      expect(there('(list, at) => list.toSpliced(at)', list, at)).toEqual(
        here((given: number[], from: number) => given.toSpliced(from), list, at),
      )
      expect(there('(list, at, count) => list.toSpliced(at, count, 7, 8)', list, at, count)).toEqual(
        here((given: number[], from: number, gone: number) => given.toSpliced(from, gone, 7, 8), list, at, count),
      )
      expect(there('(list, at) => list.with(at, 7)', list, at)).toEqual(
        here((given: number[], where: number) => given.with(where, 7), list, at),
      )
      expect(there('(list) => [...Map.groupBy(list, (one, at) => (one + at) % 3)]', list)).toEqual(
        here((given: number[]) => [...Map.groupBy(given, (one, index) => (one + index) % 3)], list),
      )
    }),
  )
})

test.each([['https://a.example/b'], ['/b'], ['urn:a:b'], ['http://'], ['']])('whether “%s” is an address', (text) => {
  expect(there('(text) => URL.canParse(text)', text)).toEqual(here((given: string) => URL.canParse(given), text))
  expect(there(`(text) => URL.canParse(text, 'http://a.example')`, text)).toEqual(
    here((given: string) => URL.canParse(given, 'http://a.example'), text),
  )
})

const assets = join(import.meta.dirname, '../../dist/desk/assets')
/** Younger than that browser and not brought along: nothing the desk is made of may ask for it. */
const younger =
  /\b(?:fromAsync|withResolvers|isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference|DurationFormat|Promise\.try|RegExp\.escape|URL\.parse|AbortSignal\.any|Object\.groupBy|Symbol\.(?:asyncD|d)ispose)\b|\.(?:values|entries|keys)\(\)\.(?:map|filter|toArray|some|every|find|reduce|flatMap|take|drop|forEach)\(/

test.runIf(existsSync(assets))('nothing that was built asks for anything younger', () => {
  const found = readdirSync(assets)
    .filter((file) => file.endsWith('.js'))
    .map((file) => `${file}: ${younger.exec(readFileSync(join(assets, file), 'utf8'))?.[0] ?? ''}`)
  expect(found.filter((one) => !one.endsWith(': '))).toEqual([])
})
