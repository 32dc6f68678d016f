import { randomUUID } from 'node:crypto'
import type { Random } from '../crash/random.testing.ts'

/** As much of a JSON schema as our contracts use. */
export interface Schema {
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
}

// What people and attackers type: long, foreign, quoted, reversed, half markup, nothing.
const nasty = [
  '',
  ' ',
  '河边护栏断裂',
  "'; drop table cases.case; --",
  '<script>alert(1)</script>',
  '%_\\%',
  '🏙️👩‍👩‍👧‍👦',
  '\u202Eabc\u200F',
  '𠮷𡈽',
  '{"a":1}',
  '../../etc/passwd',
  '=cmd|calc',
  '０１２３',
  'NaN',
  'true',
  '-1',
  '2026-02-30',
  'x'.repeat(300),
]

/** Makes values that a schema allows. `ids` are ids and codes that exist, used where one is asked for. */
export class Values {
  readonly #random: Random
  readonly #ids: () => readonly string[]

  constructor(random: Random, ids: () => readonly string[]) {
    this.#random = random
    this.#ids = ids
  }

  pick<T>(from: readonly T[]): T {
    return this.#random.pick(from)
  }

  chance(share: number): boolean {
    return this.#random.chance(share)
  }

  of(schema: Schema): unknown {
    if (schema.const !== undefined) return schema.const
    if (schema.enum !== undefined) return this.pick(schema.enum)
    if (schema.anyOf !== undefined) return this.of(this.pick(schema.anyOf))
    if (schema.type === 'null') return null
    if (schema.type === 'boolean') return this.chance(0.5)
    if (schema.type === 'integer' || schema.type === 'number') return this.#number(schema)
    if (schema.type === 'array') return this.#array(schema)
    if (schema.type === 'object' || schema.properties !== undefined) return this.#object(schema)
    return this.#text(schema)
  }

  #number({ minimum = -3, maximum = minimum + 1000, type }: Schema): number {
    const edge = this.pick([minimum, maximum, minimum + 1, Math.min(maximum, minimum + 7)])
    return type === 'integer' ? Math.round(edge) : edge
  }

  #array({ items = {}, minItems = 0, maxItems = minItems + 3 }: Schema): unknown[] {
    const length = this.#random.between(minItems, Math.min(maxItems, minItems + 3))
    return Array.from({ length }, () => this.of(items))
  }

  #object({ properties = {}, required = [], patternProperties }: Schema): Record<string, unknown> {
    const made: Record<string, unknown> = {}
    for (const [key, schema] of Object.entries(properties)) {
      if (required.includes(key) || this.chance(0.5)) made[key] = this.of(schema)
    }
    const loose = Object.values(patternProperties ?? {})[0]
    if (loose !== undefined) {
      for (const key of ['title', 'text', 'unit', 'reason', 'nature', 'way'])
        if (this.chance(0.4)) made[key] = this.of(loose)
    }
    return made
  }

  #text({ format, pattern, minLength = 0, maxLength = 400 }: Schema): string {
    if (format === 'uuid')
      return this.chance(0.75) ? this.pick(this.#ids().filter(isUuid).concat(randomUUID())) : randomUUID()
    if (format === 'date-time') return new Date(Date.UTC(2026, 0, 1) + this.#random.next() * 2.8e10).toISOString()
    if (format === 'date') return this.pick(['2026-01-01', '2024-02-29', '2026-11-22', '1999-12-31'])
    const fitting = [...nasty, ...this.#ids()].filter(
      (text) => pattern === undefined || new RegExp(pattern, 'u').test(text),
    )
    const text = fitting.length === 0 ? 'a1' : this.pick(fitting)
    return [...text.padEnd(minLength, 'a')].slice(0, maxLength).join('')
  }
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
}
