/** What tests of the import share: files to hand in, and the way through a run. */
import { randomUUID } from 'node:crypto'
import { until, type TestClient } from '#lib/testing'
import {
  getImport,
  mapImport,
  startImport,
  uploadImport,
  type ImportRun,
  type ImportState,
} from '../import-contract.ts'

export const heading = '市工单编号,标题,诉求内容,诉求性质,诉求时间,联系人,联系电话'

/** A CSV file of good rows with these numbers. */
export function csvOf(...numbers: string[]): string {
  const rows = numbers.map((one) => `${one},路灯不亮,"人民路上，三盏路灯不亮",求助,2026-11-20 08:30,王小明,13812345678`)
  return [heading, ...rows].join('\r\n')
}

export const command = () => ({ id: randomUUID(), occurredAt: new Date().toISOString() })

export function bytesOf(content: string | Uint8Array): Uint8Array<ArrayBuffer> {
  return typeof content === 'string' ? new TextEncoder().encode(content) : Uint8Array.from(content)
}

export function upload(client: TestClient, content: string | Uint8Array, fileName = '工单.csv') {
  return client.call(uploadImport, { query: { fileName }, body: bytesOf(content) })
}

/** Waits until a run is in one of these states. */
export async function reach(client: TestClient, id: string, ...states: ImportState[]): Promise<ImportRun> {
  let run: ImportRun | undefined
  await until(async () => {
    run = await client.ask(getImport, { params: { id } })
    return states.includes(run.state)
  }, 30_000)
  return run!
}

/** Hands a file in and has it checked as it was guessed, with these fixed values. */
export async function check(
  client: TestClient,
  content: string | Uint8Array,
  constants: Record<string, string> = {},
): Promise<ImportRun> {
  const answer = await upload(client, content)
  if (!answer.ok) throw new Error(JSON.stringify(answer.problem))
  const { id, mapping } = answer.value
  const body = { ...command(), columns: mapping.columns, constants: { ...mapping.constants, ...constants } }
  await client.ask(mapImport, { params: { id }, body })
  return reach(client, id, 'checked', 'failed')
}

/** Checks a file and imports it. */
export async function importWhole(
  client: TestClient,
  content: string | Uint8Array,
  { goodRowsOnly = false, constants = {} }: { goodRowsOnly?: boolean; constants?: Record<string, string> } = {},
): Promise<ImportRun> {
  const { id } = await check(client, content, constants)
  await client.ask(startImport, { params: { id }, body: { ...command(), goodRowsOnly } })
  return reach(client, id, 'done', 'failed')
}
