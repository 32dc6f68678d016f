import { checkInput, maskValues, type FieldFault, type KindDefinition } from '#core/cases'
import { maskText } from '#lib/crypto'
import type { Words } from '#lib/kernel'
import { guessColumns, momentOf, type FieldToFill, type Guess, type SheetRow } from '#lib/sheet'
import type { Mapping } from './import-contract.ts'

type Field = KindDefinition['fields'][number]

/** What a city knows of the files it gets: other names of fields, other words for choices. */
export interface ImportProfile {
  readonly kind: string
  /** field → headings that mean it */
  readonly columns: Readonly<Record<string, readonly string[]>>
  /** field → choice → what others write for it */
  readonly values?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

/** A row of a sheet as a case's form. */
export interface MappedRow {
  /** as a spreadsheet counts */
  readonly row: number
  readonly values: Record<string, string>
  /** what stands in the cells, also where it is at fault */
  readonly cells: Readonly<Record<string, string>>
  readonly faults: readonly FieldFault[]
}

/** The kind's form as columns are matched with it: read anew each time, for forms grow. */
export function fieldsToFill(profile: ImportProfile, kind: KindDefinition): FieldToFill[] {
  return kind.fields
    .filter((field) => field.type !== 'unit')
    .map((field) => ({
      key: field.key,
      names: [field.name['zh-CN'], ...(profile.columns[field.key] ?? []), field.name.en, field.key],
      sort: sortOf(field),
      ...(field.type === 'choice' ? { choices: [...choiceWords(profile, field).keys()] } : {}),
      ...(field.key === kind.sourceNumberField ? { unique: true } : {}),
    }))
}

function sortOf(field: Field): FieldToFill['sort'] {
  if (field.type === 'choice' || field.type === 'moment' || field.type === 'long') return field.type
  return field.mask === 'phone' ? 'phone' : 'text'
}

/** What may be written for each choice → its code. */
function choiceWords(profile: ImportProfile, field: Field): Map<string, string> {
  const words = new Map<string, string>()
  for (const choice of field.choices ?? []) {
    const also = profile.values?.[field.key]?.[choice.code] ?? []
    for (const word of [choice.code, ...Object.values(choice.name), ...also]) words.set(word.toLowerCase(), choice.code)
    for (const word of [choice.code, ...Object.values(choice.name), ...also]) words.set(word, choice.code)
  }
  return words
}

/** Which column feeds which field, as far as can be told. */
export function guessMapping(
  profile: ImportProfile,
  kind: KindDefinition,
  headings: readonly string[],
  samples: readonly (readonly string[])[],
): Guess[] {
  return guessColumns(
    fieldsToFill(profile, kind),
    headings.map((heading, at) => ({ heading, values: samples.map((cells) => cells[at] ?? '') })),
  )
}

const faults = {
  repeated: (row: number): Words => ({
    'zh-CN': `与本文件第 ${row} 行重复`,
    en: `repeats row ${row} of this file`,
  }),
  formula: { 'zh-CN': '单元格公式出错', en: 'is a formula that failed' },
  imprecise: {
    'zh-CN': '超过 15 位的数字已被表格软件改动，请以文本格式重新填写',
    en: 'has more digits than a spreadsheet keeps of a number; enter it as text',
  },
  shortened: {
    'zh-CN': '长数字已被表格软件改成科学计数，请从原系统重新导出',
    en: 'is a long number that a spreadsheet has shortened; export it anew',
  },
}

/**
 * Reads rows of a sheet as forms of a kind and checks them, in the order they come. A source number that stood in the
 * file before is a fault of the later row.
 */
export class RowMapper {
  readonly #kind: KindDefinition
  readonly #mapping: Mapping
  readonly #words: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly #fields: ReadonlyMap<string, Field>
  readonly #seen = new Map<string, number>()

  constructor(profile: ImportProfile, kind: KindDefinition, mapping: Mapping) {
    this.#kind = kind
    this.#mapping = mapping
    this.#fields = new Map(kind.fields.map((field) => [field.key, field]))
    this.#words = new Map(
      kind.fields.filter(({ type }) => type === 'choice').map((field) => [field.key, choiceWords(profile, field)]),
    )
  }

  map({ number, cells, marks }: SheetRow): MappedRow {
    const input: Record<string, string> = {}
    const found: FieldFault[] = []
    for (const [key, value] of Object.entries(this.#mapping.constants)) input[key] = value
    for (const [at, key] of this.#mapping.columns.entries()) {
      const field = key === null ? undefined : this.#fields.get(key)
      if (field === undefined) continue
      const cell = cells[at] ?? ''
      const value = this.#normalise(field, cell)
      // A fixed value stands in for what a row leaves empty.
      if (value !== '' || input[field.key] === undefined) input[field.key] = value
      const mark = marks?.find((one) => one.column === at)?.mark
      if (mark === 'error') found.push({ field, fault: faults.formula })
      else if (field.type === 'text' && mark === 'imprecise') found.push({ field, fault: faults.imprecise })
      else if (field.type === 'text' && /^\d(?:\.\d+)?E\+\d{1,2}$/i.test(cell))
        found.push({ field, fault: faults.shortened })
    }
    const checked = checkInput(this.#kind.fields, input)
    found.push(...checked.faults.filter(({ field }) => !found.some((one) => one.field.key === field.key)))
    const repeated = this.#repeats(input, number)
    if (repeated !== undefined) found.push(repeated)
    return { row: number, values: checked.values, cells: input, faults: found }
  }

  #repeats(input: Readonly<Record<string, string>>, row: number): FieldFault | undefined {
    const field = this.#fields.get(this.#kind.sourceNumberField ?? '')
    const value = field === undefined ? '' : (input[field.key] ?? '')
    if (field === undefined || value === '') return undefined
    const before = this.#seen.get(value)
    if (before !== undefined) return { field, fault: faults.repeated(before) }
    this.#seen.set(value, row)
    return undefined
  }

  /** A choice may be written as its name in any language or as the city says; a day as people write them. */
  #normalise(field: Field, value: string): string {
    if (field.type === 'choice') {
      const words = this.#words.get(field.key)
      return words?.get(value) ?? words?.get(value.toLowerCase()) ?? value
    }
    if (field.type === 'moment') return momentOf(value) ?? value
    return value
  }
}

/** A value as it may be shown to whoever looks at an import: personal data covered, at most 60 characters. */
export function shownValue(kind: KindDefinition, key: string | null, value: string): string {
  const field = kind.fields.find((one) => one.key === key)
  const covered =
    field?.private === true ? (maskValues(kind.fields, { [field.key]: value })[field.key] ?? '') : maskText(value)
  return [...covered].slice(0, 60).join('')
}

/** Fields a case cannot be without that nothing feeds. */
export function unfed(kind: KindDefinition, mapping: Mapping): Field[] {
  const fed = new Set([...mapping.columns, ...Object.keys(mapping.constants)])
  return kind.fields.filter(
    (field) =>
      ((field.required === true && field.when === undefined) || field.key === kind.sourceNumberField) &&
      !fed.has(field.key),
  )
}
