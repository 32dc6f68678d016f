import { randomUUID } from 'node:crypto'
import { getImport, mapImport, startImport, uploadImport, type ImportRun } from '#core/hotline/contract'
import type { Bench } from './bench.ts'
import { BenchClient } from './client.ts'
import { figure, timed } from './measure.ts'
import { replayJobs } from './replay.ts'

const rows = 10_000

/** (e) A file of 10,000 orders sent to the server; floor: its SQL straight through `pg`. */
export const benchImport: Bench = async ({ cluster, filled }) => {
  await cluster.clone(filled, 'import')
  await cluster.clone(filled, 'import_floor')
  const server = await cluster.serve('import')
  const receiver = await BenchClient.logIn(server.url, 'receiver')
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `BENCH${row},路口第${row}盏路灯不亮,思贤路${row}弄口路灯不亮三天了，希望尽快修复。,投诉,电话,方松街道,张先生,139${String(row).padStart(8, '0')}`,
  )
  const body = Buffer.from(['市工单编号,标题,诉求内容,诉求性质,渠道,区域,联系人,联系电话', ...lines].join('\n'))
  const command = () => ({ id: randomUUID(), occurredAt: new Date().toISOString() })
  const { id, mapping } = await receiver.ask(uploadImport, { query: { fileName: 'bench.csv' }, body }, 'upload')
  const params = { id }
  const reach = async (...states: string[]): Promise<ImportRun> => {
    for (;;) {
      const run = await receiver.ask(getImport, { params }, 'progress')
      if (states.includes(run.state)) return run
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  await receiver.ask(mapImport, { params, body: { ...command(), columns: mapping.columns, constants: {} } }, 'map')
  await reach('checked', 'failed')
  const { ms, value } = await timed(async () => {
    await receiver.ask(startImport, { params, body: { ...command(), goodRowsOnly: false } }, 'import')
    return reach('done', 'failed')
  })
  if (value.imported !== rows) throw new Error(`${value.imported} rows imported`)
  const batches = (await server.takeRecorded()).get('import')!
  await server.stop()
  const floor = await replayJobs(cluster.url('import_floor'), [[batches]], 1)
  await cluster.drop('import')
  await cluster.drop('import_floor')
  return [
    {
      bench: 'import',
      what: 'import of 10,000 rows',
      ours: figure([ms], ms / 1000, rows),
      floor: { ...floor, perSecond: rows / (floor.p50 / 1000) },
      note: `per s: rows; ${(body.length / 2 ** 20).toFixed(1)} MB`,
    },
  ]
}
