/** Where something stands in a text: lines and columns from 1, `at` from 0. */
export interface TextPlace {
  readonly line: number
  readonly column: number
  readonly at: number
}

/** What a JSON text holds, and where each part of it begins; or where it stops being JSON. */
export type ReadJson =
  | { readonly ok: true; readonly value: unknown; readonly places: ReadonlyMap<string, TextPlace> }
  | { readonly ok: false; readonly place: TextPlace; readonly fault: JsonFault }

export type JsonFault = 'empty' | 'value' | 'comma' | 'colon' | 'name' | 'string' | 'more' | 'twice'

class Broken extends Error {
  readonly at: number
  readonly fault: JsonFault

  constructor(at: number, fault: JsonFault) {
    super(fault)
    this.at = at
    this.fault = fault
  }
}

/**
 * Reads JSON and remembers where each value stands, by its JSON pointer: the browser's own reader knows neither the place
 * of a part nor, in every browser, that of a fault. A name that stands twice in an object is a fault: one would be lost.
 */
export function readJson(text: string): ReadJson {
  const reader = new Reader(text)
  try {
    const value = reader.read()
    return { ok: true, value, places: new Map([...reader.starts].map(([where, at]) => [where, placeOf(text, at)])) }
  } catch (error) {
    if (!(error instanceof Broken)) throw error
    return { ok: false, place: placeOf(text, error.at), fault: error.fault }
  }
}

/** The place of the part a pointer names, or of the nearest part around it that is there. */
export function placeFor(places: ReadonlyMap<string, TextPlace>, pointer: string): TextPlace {
  for (let where = pointer; ; where = where.slice(0, where.lastIndexOf('/'))) {
    const place = places.get(where)
    if (place !== undefined) return place
    if (where === '') return { line: 1, column: 1, at: 0 }
  }
}

function placeOf(text: string, at: number): TextPlace {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return { line, column: at - before.lastIndexOf('\n'), at }
}

const bare = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y
const quoted = /"(?:[^"\\\n]|\\.)*"/y

class Reader {
  readonly starts = new Map<string, number>()
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  read(): unknown {
    this.#skip()
    if (this.#at === this.#text.length) throw new Broken(0, 'empty')
    const value = this.#value('')
    this.#skip()
    if (this.#at < this.#text.length) throw new Broken(this.#at, 'more')
    return value
  }

  #skip(): void {
    while (this.#at < this.#text.length && ' \t\r\n'.includes(this.#text[this.#at]!)) this.#at += 1
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found !== undefined) this.#at += found.length
    return found
  }

  #value(where: string): unknown {
    this.#skip()
    this.starts.set(where, this.#at)
    const next = this.#text[this.#at]
    if (next === '{') return this.#object(where)
    if (next === '[') return this.#list(where)
    if (next === '"') return this.#string('string')
    const word = this.#take(bare)
    if (word === undefined) throw new Broken(this.#at, 'value')
    return JSON.parse(word)
  }

  #string(fault: JsonFault): string {
    const word = this.#take(quoted)
    if (word === undefined) throw new Broken(this.#at, fault)
    try {
      return JSON.parse(word) as string
    } catch {
      throw new Broken(this.#at - word.length, fault)
    }
  }

  #object(where: string): Record<string, unknown> {
    const entries = new Map<string, unknown>()
    this.#parts('}', () => {
      const at = this.#at
      const name = this.#string('name')
      if (entries.has(name)) throw new Broken(at, 'twice')
      this.#skip()
      if (this.#text[this.#at] !== ':') throw new Broken(this.#at, 'colon')
      this.#at += 1
      entries.set(name, this.#value(`${where}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
    })
    return Object.fromEntries(entries)
  }

  #list(where: string): unknown[] {
    const values: unknown[] = []
    this.#parts(']', () => void values.push(this.#value(`${where}/${values.length}`)))
    return values
  }

  /** The parts between two brackets, separated by commas. */
  #parts(end: string, part: () => void): void {
    this.#at += 1
    this.#skip()
    if (this.#text[this.#at] === end) {
      this.#at += 1
      return
    }
    for (;;) {
      this.#skip()
      part()
      this.#skip()
      const next = this.#text[this.#at]
      if (next !== end && next !== ',') throw new Broken(this.#at, 'comma')
      this.#at += 1
      if (next === end) return
    }
  }
}
