import { wholeFile, type BytesHandler } from '#lib/http'
import type { Language } from '#lib/kernel'
import { writeTable } from '#lib/sheet'
import type { exportEntries } from './contract.ts'
import type { DictionaryDefinition } from './definition.ts'
import type { DictionaryDesk } from './desk.ts'
import { filterOf, toEntry } from './read-entries.ts'
import { entryFields, fieldName } from './situation.ts'
import { selectEntries } from './store-list.ts'

/** The fields of a dictionary's file in their order: those that it uses, then its columns, then what is said beside. */
export function fileFields(definition: DictionaryDefinition): string[] {
  const unused = new Set<string>([
    ...(definition.versions.length === 0 ? ['version'] : []),
    ...(definition.kinds.length === 0 ? ['kind'] : []),
    ...(definition.hierarchical ? [] : ['parent']),
  ])
  const own = entryFields.filter((field) => !unused.has(field))
  const beside = new Set<string>(['confidence', 'source', 'note'])
  return [
    ...own.filter((field) => !beside.has(field)),
    ...definition.columns.map((column) => `attributes.${column.key}`),
    ...own.filter((field) => beside.has(field)),
  ]
}

/** Serves the entries of a filter as a file: CSV or a workbook that comes back by an import unchanged, or JSON. */
export function exportEntriesHandler(desk: DictionaryDesk): BytesHandler<typeof exportEntries> {
  return async ({ tx, params, query, language: asked }) => {
    const language: Language = query.language ?? asked
    const filter = filterOf(desk, params.dictionary, query)
    const { definition } = filter
    const [rows] = await tx.read(selectEntries(filter, 'position', undefined))
    const entries = rows.map(toEntry)
    const name = `${definition.code}-${filter.at.toISOString().slice(0, 10)}.${query.format}`
    if (query.format === 'json') {
      const text = JSON.stringify({ dictionary: definition, asOf: filter.at.toISOString(), entries }, undefined, 1)
      return wholeFile({ bytes: Buffer.from(text), type: 'application/json; charset=utf-8', name })
    }
    const fields = fileFields(definition)
    const headings = [
      ...fields.map((field) => fieldName(definition, field, language)),
      ...(language === 'en' ? ['Valid from', 'Valid to'] : ['生效时间', '失效时间']),
    ]
    const cells = entries.map((entry) => [
      ...fields.map((field) =>
        field.startsWith('attributes.')
          ? String(entry.attributes[field.slice('attributes.'.length)] ?? '')
          : String(entry[field as 'name'] ?? ''),
      ),
      entry.validFrom,
      entry.validTo ?? '',
    ])
    return wholeFile({ ...writeTable(query.format, { name: definition.code, headings, rows: cells }), name })
  }
}
