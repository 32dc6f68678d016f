import { Type, type Static } from 'typebox'
import { WordsSchema } from '#lib/http/contract'

const Code = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$' })

/** A code with its names: a version of a standard, a kind of entry, a choice. */
export const Named = Type.Object({ code: Type.String({ minLength: 1, maxLength: 64 }), name: WordsSchema })
export type Named = Static<typeof Named>

/** A column of a dictionary: an attribute its entries have beside code and name. */
export const Column = Type.Object({
  key: Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,39}$' }),
  name: WordsSchema,
  type: Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('choice'), Type.Literal('reference')], {
    description: 'choice: a code of `choices`; reference: a code of another dictionary',
  }),
  required: Type.Optional(Type.Boolean()),
  long: Type.Optional(Type.Boolean({ description: 'a text of several lines' })),
  width: Type.Optional(Type.Integer({ description: 'px in a table' })),
  min: Type.Optional(Type.Number()),
  max: Type.Optional(Type.Number()),
  choices: Type.Optional(Type.Array(Named)),
  dictionary: Type.Optional(Code),
  version: Type.Optional(Type.String({ description: 'the version a reference points into; any, where not said' })),
})
export type Column = Static<typeof Column>

/** What a code table (字典) is: names, standard, and what its entries carry. */
export const DictionaryDefinition = Type.Object({
  code: Code,
  name: WordsSchema,
  group: Type.String({ description: 'under which heading it is listed' }),
  standard: Type.String({ description: 'the standard it follows; empty for none' }),
  clause: Type.String(),
  hierarchical: Type.Boolean({ description: 'entries have entries above them' }),
  versions: Type.Array(Named, { description: 'editions side by side, the present one first; empty for none' }),
  kinds: Type.Array(Named, { description: 'kinds that may share a code; empty for none' }),
  columns: Type.Array(Column),
  mapping: Type.Optional(
    Type.Object(
      { column: Type.String(), from: Type.String(), to: Type.String() },
      { description: 'the reference column of version `from` that names the entry of version `to` it succeeds' },
    ),
  ),
})
export type DictionaryDefinition = Static<typeof DictionaryDefinition>

/** What a city delivers: its code tables, and which roles may edit them. */
export const DictionaryManifest = Type.Object({
  editors: Type.Array(Type.String(), { description: 'codes of roles that may edit' }),
  validFrom: Type.String({ format: 'date', description: 'from when entries count that come with the first delivery' }),
  groups: Type.Array(Named),
  dictionaries: Type.Array(Type.Intersect([DictionaryDefinition, Type.Object({ file: Type.String() })])),
})
export type DictionaryManifest = Static<typeof DictionaryManifest>

export const Confidence = Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('low')], {
  description: 'high: seen in a standard or a public system; medium: usual practice; low: a constructed default',
})
export type Confidence = Static<typeof Confidence>

/** What is said of an entry. Attributes hold numbers for number columns and texts for the others; empty ones are absent. */
export const EntryContent = Type.Object({
  name: Type.String(),
  nameEn: Type.Union([Type.String(), Type.Null()]),
  parent: Type.Union([Type.String(), Type.Null()]),
  position: Type.Integer(),
  attributes: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
  confidence: Confidence,
  source: Type.String(),
  note: Type.String(),
})
export type EntryContent = Static<typeof EntryContent>

/** Names an entry within its dictionary. Version and kind are empty where the dictionary has none. */
export interface EntryKey {
  readonly version: string
  readonly kind: string
  readonly code: string
}

/** One text for a key, for maps; a space can be in none of its parts. */
export function keyText({ version, kind, code }: EntryKey): string {
  return `${version} ${kind} ${code}`
}
