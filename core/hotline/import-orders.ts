import { runTransaction } from '#lib/db'
import { ProblemError, type Actor } from '#lib/http'
import type { Language } from '#lib/kernel'
import type { ImportRun } from './import-contract.ts'
import { mappingOf, readingFile, kindFor, viewOf, type ImportDesk } from './import-desk.ts'
import { lookInto, matchColumns, savedMappings } from './import-look.ts'
import { setMapping } from './import-map.ts'
import { begin } from './import-steer.ts'
import { lockRun, selectRun, type RunRow } from './import-store.ts'
import { takeIn } from './import-upload.ts'
import { workOnRun } from './import-work.ts'
import { mappingNotFound } from './import-contract.ts'

export interface ImportRequest {
  readonly fileName: string
  readonly bytes: Uint8Array
  readonly dryRun: boolean
  readonly goodRowsOnly: boolean
  /** name of a saved matching; otherwise what fits best */
  readonly mapping?: string | undefined
  /** fixed values of fields, over those of the matching */
  readonly constants: Readonly<Record<string, string>>
  readonly language: Language
}

/**
 * Imports a file in one go, in this process: for the command line. The run is the same as one of the page, stands in its
 * list, and a killed one is carried on by the server. With bad rows nothing is imported unless the good ones are asked
 * for.
 */
export async function importOrders(desk: ImportDesk, actor: Actor, request: ImportRequest): Promise<ImportRun> {
  const { language } = request
  const kind = kindFor(desk, actor)
  const inName = <T>(work: Parameters<typeof runTransaction<T>>[1]): Promise<T> =>
    runTransaction(desk.cases.app.pool, work, desk.cases.app.settingsOf(actor))
  const id = await readingFile(language, () =>
    inName((tx) => takeIn(desk, tx, kind, actor, request.fileName, request.bytes)),
  )
  await readingFile(language, () =>
    inName(async (tx) => {
      const [[run]] = await tx.read(lockRun(id))
      const saved = await savedMappings(desk, tx)
      if (request.mapping !== undefined && !saved.some(({ name }) => name === request.mapping))
        throw new ProblemError(mappingNotFound)
      const matched = matchColumns(desk, kind, await lookInto(request.bytes, {}), saved, request.mapping)
      const choice = {
        columns: matched.guesses.map(({ field }) => field),
        constants: { ...mappingOf(run!).constants, ...matched.constants, ...request.constants },
      }
      await setMapping(desk, tx, kind, run!, actor, choice, language)
    }),
  )
  const checked = await workToTheEnd()
  const proceed = !request.dryRun && checked.state === 'checked' && (checked.bad === 0 || request.goodRowsOnly)
  if (!proceed) return viewOf(checked, actor)
  await inName(async (tx) => {
    const [[run]] = await tx.read(lockRun(id))
    begin(desk, tx, run!, actor, request.goodRowsOnly)
  })
  return viewOf(await workToTheEnd(), actor)

  async function workToTheEnd(): Promise<RunRow> {
    while ((await workOnRun(desk, id, 60_000)) === 'more');
    const [[run]] = await inName((tx) => tx.read(selectRun(id)))
    return run!
  }
}
