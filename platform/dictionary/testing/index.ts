import { randomUUID } from 'node:crypto'
import type { TestClient } from '#lib/testing'
import { addEntry, getEntry, importEntries, type EntryView, type ImportReport } from '../contract.ts'

/** The envelope of a new command. */
export function command(): { id: string; occurredAt: string } {
  return { id: randomUUID(), occurredAt: new Date().toISOString() }
}

/** What is filled in of a hotline category, which has one column and neither versions nor kinds. */
export const categoryForm = { version: '', kind: '', attributes: { examples: '举例' }, confidence: 'low' as const }

/** Adds a hotline category of this code; gives its id. */
export async function addCategory(admin: TestClient, code: string, name: string): Promise<string> {
  const body = { ...command(), ...categoryForm, code, name }
  return (await admin.ask(addEntry, { params: { dictionary: 'hotline-categories' }, body })).id
}

/** An entry with its history. */
export function entryView(client: TestClient, dictionary: string, id: string): Promise<EntryView> {
  return client.ask(getEntry, { params: { dictionary, id } })
}

/** Imports a file that the server must accept; gives the report. */
export function importFile(
  client: TestClient,
  dictionary: string,
  content: string | Uint8Array<ArrayBuffer>,
  query: { dryRun?: boolean; goodRowsOnly?: boolean } = {},
): Promise<ImportReport> {
  const body = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return client.ask(importEntries, { params: { dictionary }, query: { fileName: '字典.csv', ...query }, body })
}
