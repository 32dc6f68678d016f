import { wholeFile, type BytesHandler } from '#lib/http'
import { writeTable } from '#lib/sheet'
import type { OrgBook } from './book.ts'
import type { exportUnits } from './contract.ts'
import { unitColumns } from './import-units.ts'
import { treeOf } from './read-units.ts'

/** Serves the units of a day as a file that comes back by an import unchanged. */
export function exportUnitsHandler(book: OrgBook): BytesHandler<typeof exportUnits> {
  return async ({ query, language: asked }) => {
    await book.settled()
    const language = query.language ?? asked
    const day = query.asOf ?? book.today
    const { content } = book
    const rows = treeOf(content, day).map((unit) => [
      unit.code,
      unit.name,
      unit.shortName,
      content.sorts.get(unit.sort)?.name[language] ?? unit.sort,
      unit.parentId === null ? '' : (content.identities.get(unit.parentId)?.code ?? ''),
      unit.divisionCode ?? '',
    ])
    const format = query.format ?? 'csv'
    const headings = Object.values(unitColumns).map((name) => name[language])
    return wholeFile({
      ...writeTable(format, { name: `units-${day}`, headings, rows }),
      name: `units-${day}.${format}`,
    })
  }
}
