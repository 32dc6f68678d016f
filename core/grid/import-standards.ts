import { ProblemError, wordsBy, type Handler } from '#lib/http'
import type { Language, Words } from '#lib/kernel'
import { FileUnreadable, readTable, type Sheet } from '#lib/sheet'
import { record } from '#platform/audit'
import { columnsMissing, fileUnreadable, tooEarly, type importStandards } from './contract.ts'
import { standardId, type StandardContent, type StandardKey } from './definition.ts'
import { makerOf, sayChanged, today, type GridDesk } from './desk.ts'
import { groundOf } from './edit-standard.ts'
import {
  checkDraft,
  draftOfRow,
  fieldWords,
  mapHeadings,
  missingFields,
  sameContent,
  type Draft,
  type FileField,
} from './fields.ts'
import { requireEditor } from './policy.ts'
import {
  lockBook,
  selectStandards,
  standardStatements,
  toStandardRow,
  type Ending,
  type StandardOpening,
} from './store.ts'
import { put, validOn, type Step } from './timeline.ts'

interface Row {
  readonly row: number
  readonly draft: Draft
  readonly key: StandardKey
  readonly content: StandardContent
  readonly faults: readonly { field: FileField; fault: Words }[]
  readonly what: 'added' | 'changed' | 'unchanged'
  readonly step: Step | undefined
}

const repeated: Words = { 'zh-CN': '与本文件前面的行重复', en: 'repeats a row above in this file' }
const planned: Words = { 'zh-CN': '已有待生效的变更，请先撤回', en: 'a change is planned already; take it back first' }

/**
 * Serves the import of a file: everything in one transaction or nothing; with bad rows nothing, unless the good ones
 * were asked for. What is not in the file stays as it is, and the same file twice changes nothing.
 */
export function importStandardsHandler(desk: GridDesk): Handler<typeof importStandards> {
  return async ({ tx, query, body, actor, language, requestId }) => {
    requireEditor(desk.book.settings.editors, actor)
    const day = today()
    const from = query.validFrom ?? day
    if (from < day) throw new ProblemError(tooEarly, { day })
    const sheet = await sheetOf(body)
    const fields = mapHeadings(sheet.headings)
    const missing = missingFields(fields)
    if (missing.length > 0) {
      const columns = wordsBy((one) => missing.map((field) => fieldWords[field][one]).join(one === 'en' ? ', ' : '、'))
      throw new ProblemError(columnsMissing, { columns })
    }
    const [, known] = await tx.read(lockBook('standards'), selectStandards())
    const timelines = Map.groupBy(known.map(toStandardRow), (row) => row.id)
    const ground = groundOf(desk, day)
    const seen = new Set<string>()
    const rows = sheet.rows.map((cells, at): Row => {
      const draft = draftOfRow(fields, cells)
      const { key, content, faults } = checkDraft(draft, ground)
      const timeline = timelines.get(standardId(key)) ?? []
      const now = validOn(timeline, day)
      const what = now === undefined ? 'added' : sameContent(now, content) ? 'unchanged' : 'changed'
      const step = what === 'unchanged' ? undefined : put(timeline, from, day)
      if (seen.has(standardId(key))) faults.push({ field: 'code', fault: repeated })
      else if (step === 'planned') faults.push({ field: 'code', fault: planned })
      seen.add(standardId(key))
      return {
        row: sheet.numbers[at]!,
        draft,
        key,
        content,
        faults,
        what,
        step: typeof step === 'string' ? undefined : step,
      }
    })
    const good = rows.filter((row) => row.faults.length === 0)
    const moving = good.filter((row) => row.step !== undefined)
    const proceed = query.dryRun !== true && (good.length === rows.length || query.goodRowsOnly === true)
    if (proceed && moving.length > 0) {
      const endings: Ending[] = []
      const openings: StandardOpening[] = []
      for (const { key, content, step } of moving) {
        const id = standardId(key)
        endings.push(...step!.endings.map((one) => ({ key: id, ...one })))
        openings.push({ id, ...step!.opening!, ...key, ...content })
      }
      for (const statement of standardStatements(endings, openings, makerOf(actor, 'imported', query.fileName)))
        tx.write(statement)
      record(tx, {
        what: 'grid.standards_imported',
        actor,
        subject: query.fileName,
        detail: { rows: rows.length, bad: rows.length - good.length, written: moving.length, validFrom: from },
        requestId,
      })
      sayChanged(desk, tx, 'standards', moving.length)
    }
    const count = (what: Row['what']): number => good.filter((row) => row.what === what).length
    return {
      fileName: query.fileName,
      encoding: sheet.encoding,
      dryRun: query.dryRun === true,
      validFrom: from,
      rows: rows.length,
      bad: rows.length - good.length,
      added: count('added'),
      changed: count('changed'),
      unchanged: count('unchanged'),
      written: proceed ? moving.length : 0,
      unused: sheet.headings.filter((_, at) => fields[at] === null),
      faults: faultsOf(rows, language),
    }
  }
}

async function sheetOf(bytes: Uint8Array): Promise<Sheet> {
  try {
    return await readTable(bytes)
  } catch (error) {
    if (error instanceof FileUnreadable) throw new ProblemError(fileUnreadable, { why: error.why })
    throw error
  }
}

function faultsOf(rows: readonly Row[], language: Language) {
  return rows
    .flatMap(({ row, draft, faults }) =>
      faults.map(({ field, fault }) => ({
        row,
        column: fieldWords[field][language],
        value: draft[field].slice(0, 60),
        fault: fault[language],
      })),
    )
    .slice(0, 200)
}
