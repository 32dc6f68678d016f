import { randomUUID } from 'node:crypto'
import type { TestClient } from '#lib/testing'
import { addStandard, getStandard, importStandards, type ImportReport, type StandardView } from '../contract.ts'

/** The envelope of a new command. */
export function command(): { id: string; occurredAt: string } {
  return { id: randomUUID(), occurredAt: new Date().toISOString() }
}

/** The day in Asia/Shanghai so many days from now. */
export function day(fromToday: number): string {
  return new Date(Date.now() + (fromToday * 24 + 8) * 3_600_000).toISOString().slice(0, 10)
}

/** What is filled in of a standard for the item 06010, 暴露垃圾. */
export const standardForm = {
  item: '06010',
  filing: '测试用立案条件',
  limit: { value: 4, unit: 'work_hour' as const },
  closing: '测试用结案条件',
  confidence: 'medium' as const,
}

/** Adds a standard of this code; gives its id. */
export async function addOne(client: TestClient, code: string, more: { validFrom?: string } = {}): Promise<string> {
  const body = { ...command(), version: '2026', kind: 'event' as const, code, ...standardForm, ...more }
  return (await client.ask(addStandard, { body })).id
}

/** A standard with its history. */
export function standardView(client: TestClient, id: string, asOf?: string): Promise<StandardView> {
  return client.ask(getStandard, { params: { id }, query: asOf === undefined ? {} : { asOf } })
}

/** Imports a file that the server must accept; gives the report. */
export function importFile(
  client: TestClient,
  content: string,
  query: { dryRun?: boolean; goodRowsOnly?: boolean; validFrom?: string } = {},
): Promise<ImportReport> {
  return client.ask(importStandards, {
    query: { fileName: '标准.csv', ...query },
    body: new TextEncoder().encode(content),
  })
}
