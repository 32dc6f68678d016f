// npm test: every check, the built front ends, and all tests; npm test -- <filters>: only the tests that match.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { buildFrontEnd, listFrontEnds } from './build.ts'
import { runChecks } from './check.ts'
import { close, type Count, formatCount, runVitest, sum } from './vitest.ts'

const debianPostgres = '/usr/lib/postgresql'
const oldestPostgres = 15

/**
 * The binaries of a PostgreSQL of this machine that we support. The oldest: the tests have run on the newest already,
 * on the one we bring along.
 */
function findPostgres(): string | undefined {
  if (!existsSync(debianPostgres)) return undefined
  return readdirSync(debianPostgres)
    .map(Number)
    .filter((version) => version >= oldestPostgres)
    .sort((a, b) => a - b)
    .map((version) => join(debianPostgres, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')))
}

// What PostgreSQL itself has a part in: the database layer, events, the search, all policies of rows, the engine. The
// rest is about what we do rather than about PostgreSQL: once is enough.
const onOldest = ['lib/', 'row-security', 'core/cases/']

async function buildAll(): Promise<Count> {
  const count: Count = { passed: 0, failed: 0, skipped: 0 }
  for (const app of listFrontEnds()) count[(await buildFrontEnd(app)) ? 'passed' : 'failed']++
  return count
}

const counts: Count[] = []
let stopped = false
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (stopped = true))

async function stage(name: string, work: () => Promise<Count>): Promise<void> {
  // The program at work was sent the signal as well and has ended; what would follow is not begun.
  if (stopped) return void counts.push({ passed: 0, failed: 1, skipped: 0 })
  console.log(`\n── ${name}`)
  const started = performance.now()
  const count = await work().catch((error: unknown): Count => {
    console.error(error)
    return { passed: 0, failed: 1, skipped: 0 }
  })
  counts.push(count)
  // The colon keeps this line from being taken for the closing one.
  console.log(`── ${name}: ${formatCount(count)} (${((performance.now() - started) / 1000).toFixed(0)} s)`)
}

const filters = process.argv.slice(2)
if (filters.length > 0) {
  await stage('tests', () => runVitest(filters))
} else {
  const postgres = findPostgres()
  await stage('check', async () => ({ ...(await runChecks()), skipped: 0 }))
  await stage('build', buildAll)
  await stage('tests', () => runVitest([]))
  if (postgres) {
    const env = { YIWANG_TEST_POSTGRES_BIN: postgres }
    await stage(`tests on ${postgres}`, () => runVitest(['--project', 'server', ...onOldest], env))
  }
}
close(sum(counts))
