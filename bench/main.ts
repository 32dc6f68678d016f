// npm run bench [-- name…] [--cases 10000,100000,1000000]: what we measure beside its floor, as a table and as JSON.
import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Bench } from './bench.ts'
import { Cluster, killServers } from './cluster.ts'
import { benchEvents } from './events.ts'
import { fillCases } from './fill.ts'
import { benchImport } from './import.ts'
import { benchLife } from './life.ts'
import { benchLists } from './lists.ts'
import { table, timed, type Line } from './measure.ts'
import { benchStart } from './start.ts'
import { benchVerify } from './verify.ts'

const benches: Readonly<Record<string, Bench>> = {
  start: benchStart,
  life: benchLife,
  events: benchEvents,
  import: benchImport,
  verify: benchVerify,
  lists: benchLists,
}
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const { values, positionals } = parseArgs({
  args: process.argv.slice(2).filter((arg) => arg !== '--'),
  allowPositionals: true,
  options: { cases: { type: 'string', default: '10000,100000' } },
})
const sizes = values.cases
  .split(',')
  .map(Number)
  .toSorted((a, b) => a - b)
const unknown = positionals.filter((name) => !Object.hasOwn(benches, name))
if (unknown.length > 0 || !sizes.every((size) => Number.isInteger(size) && size >= 10_000)) {
  say(`npm run bench -- [${Object.keys(benches).join(' ')}] [--cases 10000,100000,1000000]  (10,000 cases at least)`)
  process.exit(2)
}

const filled = 'filled'
const began = performance.now()
const cluster = await Cluster.start()
const lines: Line[] = []
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    killServers()
    void cluster.stop().finally(() => process.exit(1))
  })
}
try {
  await cluster.create(filled)
  await (await cluster.serve(filled)).stop()
  const { ms } = await timed(() => fillCases(cluster, filled, 0, sizes[0]!))
  say(`${sizes[0]} cases made in ${(ms / 1000).toFixed(0)} s`)
  for (const [name, bench] of Object.entries(benches)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue
    const done = await timed(() => bench({ cluster, sizes, filled, say }))
    say(`\n${name} (${(done.ms / 1000).toFixed(0)} s)\n${table(done.value)}`)
    lines.push(...done.value)
  }
} finally {
  killServers()
  await cluster.stop()
}
const file = join(import.meta.dirname, '../.tmp/bench.json')
await mkdir(join(file, '..'), { recursive: true })
const machine = { cores: cpus().length, model: cpus()[0]?.model ?? '', node: process.version }
await writeFile(file, `${JSON.stringify({ at: new Date().toISOString(), machine, lines }, undefined, 2)}\n`)
say(`\n${((performance.now() - began) / 1000).toFixed(0)} s in all; as JSON in ${file}`)
