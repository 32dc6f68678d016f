import type { Reader, Transaction } from '#lib/db'
import { ProblemError, type Actor } from '#lib/http'
import type { Language } from '#lib/kernel'
import { record } from '#platform/audit'
import { compare, countToApply, describePlan, nameOf, type Difference } from './compare.ts'
import { readFile, writeFile, type ConfigurationFile } from './configuration-file.ts'
import { noSuchPart, otherCity, planMoved, type Plan } from './contract.ts'
import { refusal, type ConfigurationPart, type Item } from './part.ts'

/** What the use cases work with, made once at start. */
export interface ConfigurationDesk {
  readonly city: { readonly code: string; readonly name: { readonly 'zh-CN': string; readonly en: string } }
  /** in the order in which they are applied: units before what names them */
  readonly parts: readonly ConfigurationPart[]
}

/** The parts of a comma-separated list; all where nothing is said. Problem: noSuchPart. */
export function chooseParts({ parts }: ConfigurationDesk, names: string | undefined): ConfigurationPart[] {
  const wanted = names === undefined ? undefined : names.split(',').filter((name) => name !== '')
  const unknown = wanted?.find((name) => !parts.some((part) => part.name === name))
  if (unknown !== undefined) throw new ProblemError(noSuchPart, { part: unknown })
  return parts.filter((part) => wanted?.includes(part.name) ?? true)
}

/** The text of a file with these parts as they stand. */
export async function exportText(
  desk: ConfigurationDesk,
  reader: Reader,
  names: string | undefined,
): Promise<{ text: string; parts: string[] }> {
  const content = new Map<ConfigurationPart, Item[]>()
  for (const part of chooseParts(desk, names)) content.set(part, await part.read(reader))
  return { text: writeFile(desk.city.code, content), parts: [...content.keys()].map((part) => part.name) }
}

export interface FileRequest {
  readonly bytes: Uint8Array
  /** undefined: all parts of the file */
  readonly parts: string | undefined
  readonly language: Language
}

async function differences(
  desk: ConfigurationDesk,
  reader: Reader,
  { bytes, parts }: FileRequest,
): Promise<{ file: ConfigurationFile; found: Difference[] }> {
  const file = readFile(bytes, desk.parts)
  const found: Difference[] = []
  for (const part of chooseParts(desk, parts)) {
    const wanted = file.parts.get(part.name)
    if (wanted !== undefined) found.push(compare(part, await part.read(reader), wanted))
  }
  return { file, found }
}

/** What a file would change here. */
export async function planImport(desk: ConfigurationDesk, reader: Reader, request: FileRequest): Promise<Plan> {
  const { file, found } = await differences(desk, reader, request)
  return describePlan(file, desk.city.code, found)
}

/** What row-level security asks of whoever changes all the parts. */
export function rightsOfParts({ parts }: Pick<ConfigurationDesk, 'parts'>): string[] {
  return [...new Set(parts.flatMap((part) => part.rights ?? []))]
}

export interface ImportRequest extends FileRequest {
  readonly tx: Transaction
  readonly actor: Actor
  readonly requestId: string
  /** the plan somebody looked at; undefined: whatever it is */
  readonly plan: string | undefined
  readonly otherCity: boolean
}

/**
 * Imports a file in the caller's transaction: all of what was looked at, or nothing. The same file again finds nothing
 * to do. Problems: those of the file, otherCity, planMoved, cannotApply.
 */
export async function importFile(desk: ConfigurationDesk, request: ImportRequest): Promise<Plan> {
  const { tx, actor, requestId } = request
  // In one order for everybody: two imports wait for each other instead of locking each other out.
  for (const part of desk.parts) await part.hold?.(tx)
  const { file, found } = await differences(desk, tx, request)
  if (file.city !== desk.city.code && !request.otherCity) throw new ProblemError(otherCity, { city: file.city })
  const toApply = countToApply(found)
  // What was asked for is done: the answer to the first time got lost.
  if (toApply > 0 && request.plan !== undefined && request.plan !== nameOf(found)) throw new ProblemError(planMoved)
  const reason = `配置迁移 ${file.sum.slice(0, 12)}`
  for (const { part, changes } of found) {
    if (part.apply === undefined || changes.length === 0) continue
    await part.apply({ tx, actor, requestId, reason, changes, refuse: refusal(part) })
  }
  if (toApply > 0) {
    record(tx, {
      what: 'configuration.import',
      actor,
      subject: file.sum,
      detail: {
        changes: toApply,
        city: file.city,
        parts: Object.fromEntries(found.map(({ part, changes }) => [part.name, changes.length])),
      },
      requestId,
    })
  }
  return describePlan(file, desk.city.code, found)
}
