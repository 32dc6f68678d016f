import type { Handler } from '#lib/http'
import { writeSheet } from '#lib/sheet'
import type { OrgBook } from './book.ts'
import type { exportUnits } from './contract.ts'
import { unitColumns } from './import-units.ts'
import { treeOf } from './read-units.ts'

/** Serves the units of a day as CSV that comes back by an import unchanged. */
export function exportUnitsHandler(book: OrgBook): Handler<typeof exportUnits> {
  return async ({ query, language: asked, reply }) => {
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
    void reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="units-${day}.csv"`)
      .header('cache-control', 'no-store')
    return writeSheet(
      Object.values(unitColumns).map((name) => name[language]),
      rows,
    )
  }
}
