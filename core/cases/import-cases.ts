import { createReader, runTransaction } from '#lib/db'
import { emit } from '#lib/events'
import { sm3 } from '#lib/crypto'
import { ProblemError, type Actor } from '#lib/http'
import { record } from '#platform/audit'
import { newestRevision } from '#platform/calendar'
import { CasesImported, sourceNumberKnown } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import type { KindDefinition } from './kind.ts'
import type { Values } from './private.ts'
import { writeRegistrations } from './register-case.ts'
import { knownSourceNumbers } from './store.ts'
import { worldOf } from './world.ts'

/** How one batch of an import ended. */
export interface ImportedBatch {
  readonly made: number
  readonly known: number
}

/**
 * Registers up to 200 cases in one transaction (an open write transaction holds every stream back), leaving out those
 * whose source number is here already. Values are checked by the caller; every one has a source number.
 */
export async function importCases(
  desk: CaseDesk,
  kind: KindDefinition,
  actor: Actor,
  rows: readonly { values: Values; occurredAt: string }[],
): Promise<ImportedBatch> {
  if (rows.length > 200) throw new Error('A batch holds 200 cases at most')
  const numberOf = (values: Values): string => values[kind.sourceNumberField!]!
  const attempt = (): Promise<ImportedBatch> =>
    runTransaction(
      desk.app.pool,
      async (tx) => {
        const [known, [calendar]] = await tx.read(
          knownSourceNumbers(
            kind.kind,
            rows.map(({ values }) => numberOf(values)),
          ),
          newestRevision(),
        )
        const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
        const here = new Set(known.map((row) => row.source_number))
        const fresh = rows.filter(({ values }) => !here.has(numberOf(values)))
        if (fresh.length === 0) return { made: 0, known: rows.length }
        await writeRegistrations(
          desk,
          tx,
          kind,
          actor,
          worldOf(desk, book, desk.now().getTime()),
          fresh.map(({ values, occurredAt }) => ({
            commandId: importCommandId(kind.kind, numberOf(values)),
            occurredAt,
            values,
          })),
        )
        emit(tx, CasesImported, { kind: kind.kind, count: fresh.length })
        record(tx, { what: 'cases.import', actor, detail: { kind: kind.kind, count: fresh.length } })
        return { made: fresh.length, known: rows.length - fresh.length }
      },
      desk.app.settingsOf(actor),
    )
  try {
    return await attempt()
  } catch (error) {
    // Somebody imported the same numbers meanwhile: they are known now.
    if (error instanceof ProblemError && error.kind.code === sourceNumberKnown.code) return attempt()
    throw error
  }
}

/** How many of these source numbers are here already. */
export async function countKnown(
  desk: CaseDesk,
  kind: KindDefinition,
  actor: Actor,
  numbers: readonly string[],
): Promise<number> {
  const [rows] = await createReader(desk.app.side, desk.app.settingsOf(actor)).read(
    knownSourceNumbers(kind.kind, numbers),
  )
  return rows.length
}

/** The command id of an imported order comes from its number, so that it is one command however often it is imported. */
export function importCommandId(kind: string, sourceNumber: string): string {
  const bytes = sm3(`import ${kind} ${sourceNumber}`).subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x80
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
