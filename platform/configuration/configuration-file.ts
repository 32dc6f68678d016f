import { Type, type Static } from 'typebox'
import { Compile } from 'typebox/compile'
import { Value } from 'typebox/value'
import { sm3Hex } from '#lib/crypto'
import { ProblemError, wordsBy } from '#lib/http'
import { canonicalJson, type Json } from '#lib/kernel'
import { fileAltered, fileUnreadable, foreignFile, newerFile, noSuchPart, partInvalid } from './contract.ts'
import type { ConfigurationPart, Item } from './part.ts'

const format = 'yiwang-configuration'
const formatVersion = 1

const Envelope = Type.Object(
  {
    format: Type.Literal(format),
    formatVersion: Type.Literal(formatVersion),
    city: Type.String(),
    parts: Type.Record(
      Type.String(),
      Type.Object({ version: Type.Integer({ minimum: 1 }), items: Type.Array(Type.Unknown()) }),
    ),
    sum: Type.String(),
  },
  { additionalProperties: false },
)

/** A file whose sum is right and whose parts are known and well-formed. */
export interface ConfigurationFile {
  readonly city: string
  readonly sum: string
  readonly parts: ReadonlyMap<string, readonly Item[]>
}

/**
 * Writes a file. The same state gives the same bytes, whoever asks and when: there is no time and no name in it. The sum
 * tells damage and careless editing; it is no signature, so an import checks everything as if it were typed in.
 */
export function writeFile(city: string, parts: ReadonlyMap<ConfigurationPart, readonly Item[]>): string {
  const content = {
    format,
    formatVersion,
    city,
    parts: Object.fromEntries([...parts].map(([{ name, version }, items]) => [name, { version, items: [...items] }])),
  } as unknown as { [key: string]: Json }
  return `${canonicalJson({ ...content, sum: sumOf(content) })}\n`
}

function sumOf(content: { readonly [key: string]: Json }): string {
  return sm3Hex(canonicalJson(content))
}

/** Reads a file. Throws the problem that names what is wrong with it. */
export function readFile(bytes: Uint8Array, known: readonly ConfigurationPart[]): ConfigurationFile {
  const value = parse(bytes)
  if (typeof value !== 'object' || value === null || (value as { format?: unknown }).format !== format)
    throw new ProblemError(foreignFile)
  const { formatVersion: given } = value as { formatVersion?: unknown }
  if (typeof given === 'number' && given > formatVersion) throw new ProblemError(newerFile, { what: `v${given}` })
  if (!Value.Check(Envelope, value)) throw new ProblemError(foreignFile)
  const { sum, ...content } = value as Static<typeof Envelope>
  if (sumOf(content as unknown as { [key: string]: Json }) !== sum) throw new ProblemError(fileAltered)
  const parts = Object.entries(content.parts).map(([name, { version, items }]) => {
    const part = known.find((one) => one.name === name)
    if (part === undefined) throw new ProblemError(noSuchPart, { part: name })
    if (version > part.version)
      throw new ProblemError(newerFile, { what: wordsBy((one) => `${part.title[one]} v${version}`) })
    return [name, checkItems(part, items)] as const
  })
  return { city: content.city, sum, parts: new Map(parts) }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    throw new ProblemError(fileUnreadable)
  }
}

function checkItems(part: ConfigurationPart, items: readonly unknown[]): Item[] {
  const fail = (why: string): never => {
    throw new ProblemError(partInvalid, { part: part.title, why })
  }
  const seen = new Set<string>()
  // Three thousand borders: a check that was compiled is ten times as fast.
  const shape = Compile(part.item)
  for (const item of items) {
    if (!shape.Check(item)) {
      const [fault] = Value.Errors(part.item, item)
      const key = (item as { key?: unknown } | null)?.key
      fail(`${typeof key === 'string' ? key : '?'} ${fault?.instancePath ?? ''} ${fault?.message ?? ''}`)
    }
    const { key } = item as Item
    if (seen.has(key)) fail(key)
    seen.add(key)
  }
  return items as Item[]
}
