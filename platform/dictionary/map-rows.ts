import type { Words } from '#lib/kernel'
import { plainCell, type Sheet } from '#lib/sheet'
import type { Draft } from './check-entry.ts'
import type { DictionaryDefinition, EntryContent, EntryKey, Named } from './definition.ts'
import { entryFields, fieldName } from './situation.ts'

/** Which field each column of a file fills; null: not used. The first column of a field wins. */
export function mapHeadings(
  definition: DictionaryDefinition,
  headings: readonly string[],
): { heading: string; field: string | null }[] {
  const fields = [...entryFields, ...definition.columns.map((column) => `attributes.${column.key}`)]
  const taken = new Set<string>()
  return headings.map((heading) => {
    const wanted = heading.trim().toLowerCase()
    const field = fields.find((one) => {
      const names = [
        one.replace('attributes.', ''),
        fieldName(definition, one, 'zh-CN'),
        fieldName(definition, one, 'en'),
      ]
      return !taken.has(one) && names.some((name) => name.toLowerCase() === wanted)
    })
    if (field !== undefined) taken.add(field)
    return { heading, field: field ?? null }
  })
}

/** Fields a file must have: the key, as far as the dictionary does not say it by itself. */
export function missingFields(definition: DictionaryDefinition, found: readonly (string | null)[]): string[] {
  const needed = [
    ...(definition.versions.length > 1 ? ['version'] : []),
    ...(definition.kinds.length > 1 ? ['kind'] : []),
    'code',
  ]
  return needed.filter((field) => !found.includes(field))
}

/** The key a row names. Versions and kinds may be written as their names. */
export function keyOfRow(definition: DictionaryDefinition, values: ReadonlyMap<string, string>): EntryKey {
  const chosen = (named: readonly Named[], field: string): string => {
    const written = values.get(field) ?? ''
    return written === '' ? (named[0]?.code ?? '') : codeOf(named, written)
  }
  return {
    version: chosen(definition.versions, 'version'),
    kind: chosen(definition.kinds, 'kind'),
    code: values.get('code') ?? '',
  }
}

/** The cells of a row by their fields. */
export function valuesOfRow(
  columns: readonly { field: string | null }[],
  cells: Sheet['rows'][number],
): Map<string, string> {
  return new Map(
    columns.flatMap(({ field }, at) => (field === null ? [] : [[field, plainCell(cells[at] ?? '').trim()] as const])),
  )
}

const levels: readonly { code: string; name: Words }[] = [
  { code: 'high', name: { 'zh-CN': '高', en: 'high' } },
  { code: 'medium', name: { 'zh-CN': '中', en: 'medium' } },
  { code: 'low', name: { 'zh-CN': '低', en: 'low' } },
]

/** What a row says of its entry: columns that the file lacks stay as they are, an empty cell clears. */
export function draftOfRow(
  definition: DictionaryDefinition,
  key: EntryKey,
  values: ReadonlyMap<string, string>,
  present: EntryContent | undefined,
  position: number,
): Draft {
  const text = (field: 'name' | 'source' | 'note'): string => values.get(field) ?? present?.[field] ?? ''
  const or = (field: 'nameEn' | 'parent'): string | null => values.get(field) ?? present?.[field] ?? null
  const placed = values.get('position') ?? ''
  const confidence = values.get('confidence') ?? ''
  return {
    ...key,
    name: text('name'),
    nameEn: or('nameEn'),
    parent: or('parent'),
    position: placed === '' ? (present?.position ?? position) : Number(placed),
    attributes: Object.fromEntries(
      definition.columns.map((column) => {
        const written = values.get(`attributes.${column.key}`)
        if (written === undefined) return [column.key, present?.attributes[column.key]]
        return [column.key, column.type === 'choice' ? codeOf(column.choices ?? [], written) : written]
      }),
    ),
    confidence: confidence === '' ? (present?.confidence ?? 'medium') : codeOf(levels, confidence),
    source: text('source'),
    note: text('note'),
  }
}

/** A code may be written as its name in any language. */
function codeOf(named: readonly { code: string; name: Words }[], written: string): string {
  if (named.some((one) => one.code === written)) return written
  const lower = written.toLowerCase()
  return named.find((one) => Object.values(one.name).some((name) => name.toLowerCase() === lower))?.code ?? written
}
