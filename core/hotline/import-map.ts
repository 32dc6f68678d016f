import type { KindDefinition } from '#core/cases'
import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, wordsBy, type Actor, type Handler } from '#lib/http'
import { newId, type Language } from '#lib/kernel'
import { record } from '#platform/audit'
import { fileOf, freshView, holdRun, layoutOf, readingFile, kindFor, type ImportDesk } from './import-desk.ts'
import { fieldsMissing, ImportDue, mappingInvalid, runMoved, type mapImport, type Mapping } from './import-contract.ts'
import { lookInto, type LayoutChoice } from './import-look.ts'
import { beginCheck, deleteFaults, saveMapping, type RunRow } from './import-store.ts'
import { unfed } from './map-rows.ts'

/** What a person said of a file: how to read it and which column feeds which field. */
export interface MappingChoice extends LayoutChoice {
  readonly columns: readonly (string | null)[]
  readonly constants: Readonly<Record<string, string>>
  readonly saveAs?: string | undefined
}

/** Takes the matching of columns and has every row checked. */
export function mapImportHandler(desk: ImportDesk): Handler<typeof mapImport> {
  return async ({ tx, params, body, actor, language, requestId }) => {
    const kind = kindFor(desk, actor)
    const run = await holdRun(desk, tx, actor, params.id)
    const { id: _id, occurredAt: _at, ...choice } = body
    await readingFile(language, () => setMapping(desk, tx, kind, run, actor, choice, language, requestId))
    emit(tx, ImportDue, { runId: run.id })
    return freshView(tx, run.id, actor)
  }
}

/** Writes the matching down and puts the run back to the beginning of its check. */
export async function setMapping(
  desk: ImportDesk,
  tx: Transaction,
  kind: KindDefinition,
  run: RunRow,
  actor: Actor,
  choice: MappingChoice,
  language: Language,
  requestId?: string,
): Promise<void> {
  // Once anything was written the rows are what they were.
  const open =
    ['mapping', 'checked', 'checking'].includes(run.state) || (run.stage === 'check' && run.state !== 'discarded')
  if (!open || run.imported > 0) throw new ProblemError(runMoved)
  const layout = layoutOf(run)
  const { layout: read } = await lookInto(await fileOf(desk, run), {
    sheet: choice.sheet ?? layout.sheet,
    headRow:
      choice.headRow ?? (choice.sheet === undefined || choice.sheet === layout.sheet ? layout.headRow : undefined),
    encoding: choice.encoding ?? layout.encoding ?? undefined,
    delimiter: choice.delimiter ?? layout.delimiter ?? undefined,
  })
  const mapping = checked(kind, choice, read.headings.length)
  tx.write(deleteFaults(run.id))
  tx.write(beginCheck(run.id, kind.version, read, mapping))
  const about = { actor, ...(requestId === undefined ? {} : { requestId }) }
  record(tx, { what: 'hotline.import_map', subject: run.id, subjectName: run.file_name, ...about })
  const name = choice.saveAs?.trim()
  if (name === undefined || name === '') return
  const columns = mapping.columns.flatMap((field, at) =>
    field === null ? [] : [{ heading: read.headings[at]!, field }],
  )
  tx.write(
    saveMapping({ id: newId(), kind: kind.kind, name, columns, constants: mapping.constants, savedBy: actor.name }),
  )
  record(tx, { what: 'hotline.import_save_mapping', subject: name, ...about })
}

function checked(kind: KindDefinition, choice: MappingChoice, width: number): Mapping {
  const wrong = (what: { 'zh-CN': string; en: string }): never => {
    throw new ProblemError(mappingInvalid, { what })
  }
  const columns = Array.from({ length: width }, (_, at) => choice.columns[at] ?? null)
  const used = columns.filter((key) => key !== null)
  const constants = Object.fromEntries(Object.entries(choice.constants).filter(([, value]) => value.trim() !== ''))
  for (const key of [...used, ...Object.keys(constants)]) {
    const field = kind.fields.find((one) => one.key === key)
    if (field === undefined) wrong({ 'zh-CN': `表单中没有字段 ${key}`, en: `the form has no field ${key}` })
    if (used.filter((one) => one === key).length > 1)
      wrong({
        'zh-CN': `字段“${field!.name['zh-CN']}”对应了两列`,
        en: `two columns feed the field “${field!.name.en}”`,
      })
  }
  if (kind.sourceNumberField !== undefined && constants[kind.sourceNumberField] !== undefined)
    wrong({ 'zh-CN': '编号不能是固定值', en: 'the number cannot be the same in every row' })
  const mapping: Mapping = { columns, constants, name: choice.saveAs?.trim() || null }
  const missing = unfed(kind, mapping)
  if (missing.length > 0)
    throw new ProblemError(fieldsMissing, {
      fields: wordsBy((one) => missing.map((field) => field.name[one]).join(one === 'en' ? ', ' : '、')),
      keys: missing.map((field) => field.key),
    })
  return mapping
}
