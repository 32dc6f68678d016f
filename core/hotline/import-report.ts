import { createHmac } from 'node:crypto'
import { runTransaction } from '#lib/db'
import { ProblemError, type BytesHandler } from '#lib/http'
import type { Language } from '#lib/kernel'
import { openSheet, writeSheet, writeXlsx, type XlsxCell } from '#lib/sheet'
import { record } from '#platform/audit'
import { fileOf, getRun, kindOf, layoutOf, mappingOf, readingFile, type ImportDesk } from './import-desk.ts'
import { runMoved, type getReport } from './import-contract.ts'
import type { RunRow } from './import-store.ts'
import { RowMapper } from './map-rows.ts'
import { requireSender } from './policy.ts'

const words = {
  row: { 'zh-CN': '原行号', en: 'Row' },
  faults: { 'zh-CN': '问题说明', en: 'What is wrong' },
  name: { 'zh-CN': '检查报告', en: 'report' },
  says: { 'zh-CN': '：', en: ': ' },
  between: { 'zh-CN': '；', en: '; ' },
}

/**
 * Serves the file's sheet again with bad cells marked and every fault in words in the last column. It is the sender's own
 * file, personal data and all: only whoever handed it in gets it, and that is on record.
 */
export function getReportHandler(desk: ImportDesk): BytesHandler<typeof getReport> {
  return async ({ tx, params, query, actor, language, requestId }) => {
    const run = await getRun(desk, tx, actor, params.id)
    requireSender(kindOf(desk), run, actor)
    if (run.total_rows === null) throw new ProblemError(runMoved)
    const format = query.format ?? 'xlsx'
    const bytes = await readingFile(language, () => makeReport(desk, run, format, query.badOnly === true, language))
    await runTransaction(
      desk.cases.app.pool,
      async (writing) =>
        record(writing, {
          what: 'hotline.import_report',
          actor,
          subject: run.id,
          subjectName: run.file_name,
          requestId,
        }),
      desk.cases.app.settingsOf(actor),
    )
    const name = `${run.file_name.replace(/\.[^.]{1,5}$/, '')}-${words.name[language]}.${format}`
    return {
      size: bytes.length,
      type:
        format === 'csv'
          ? 'text/csv; charset=utf-8'
          : 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      tag: createHmac('sm3', desk.cases.masterKey).update('report').update(bytes).digest('base64url').slice(0, 22),
      name,
      attachment: name,
      read: async function* (start, end) {
        yield bytes.subarray(start, end + 1)
      },
    }
  }
}

/** Makes the report of a run. */
export async function makeReport(
  desk: ImportDesk,
  run: RunRow,
  format: 'xlsx' | 'csv',
  badOnly: boolean,
  language: Language,
): Promise<Buffer> {
  const layout = layoutOf(run)
  const { columns } = mappingOf(run)
  const book = await openSheet(await fileOf(desk, run), {
    encoding: layout.encoding ?? undefined,
    delimiter: layout.delimiter ?? undefined,
  })
  const mapper = new RowMapper(desk.profile, kindOf(desk), mappingOf(run))
  const width = layout.headings.length
  const rows: XlsxCell[][] = []
  for await (const row of book.rows(layout.sheet)) {
    if (row.number <= layout.lastHeadRow) continue
    const { faults } = mapper.map(row)
    if (badOnly && faults.length === 0) continue
    const cells: XlsxCell[] = Array.from({ length: width }, (_, at) => {
      const text = row.cells[at] ?? ''
      const own = faults.filter(({ field }) => columns[at] === field.key)
      return own.length === 0
        ? text
        : { text, fault: own.map(({ fault }) => fault[language]).join(words.between[language]) }
    })
    const all = faults.map(({ field, fault }) => `${field.name[language]}${words.says[language]}${fault[language]}`)
    rows.push([String(row.number), ...cells, all.join(words.between[language])])
  }
  const headings = [words.row[language], ...layout.headings, words.faults[language]]
  if (format === 'xlsx') return writeXlsx({ name: layout.sheetName || words.name[language], headings, rows })
  const plain = rows.map((cells) => cells.map((cell) => (typeof cell === 'string' ? cell : cell.text)))
  return Buffer.from(writeSheet(headings, plain))
}
