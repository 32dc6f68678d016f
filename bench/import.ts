import { importOrders } from '#core/hotline/contract'
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
  const { ms, value } = await timed(() =>
    receiver.ask(importOrders, { query: { fileName: 'bench.csv' }, body }, 'import'),
  )
  if (value.imported !== rows) throw new Error(`${value.imported} rows imported: ${JSON.stringify(value.faults[0])}`)
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
