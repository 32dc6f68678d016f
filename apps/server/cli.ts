import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { makeAnchor, settingsOf, verifyCases } from '#core/cases'
import { importOrders } from '#core/hotline'
import { readMasterKey } from '#lib/crypto'
import { createPool, withClient } from '#lib/db'
import { createApp, createMetrics, ProblemError } from '#lib/http'
import { sentence } from '#lib/http/contract'
import { createLogger, readSettings, type Settings } from '#lib/kernel'
import { describeFinding, verifyAudit } from '#platform/audit'
import { findActor } from '#platform/identity'
import { orgBook } from '#platform/org'
import { loadCity, readCity } from './city.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { createDesk } from './desk.ts'

const root = join(import.meta.dirname, '../..')

const help = `npm run yiwang -- <command>

  import-orders FILE --as USER [--dry-run] [--good-rows]
                 imports hotline orders from a CSV file (UTF-8 or GB18030);
                 the same file twice makes nothing new
  verify [HASH]  folds every case anew from its history and compares, computes
                 every seal of the audit log anew; HASH is a seal's, written
                 down outside before; ends with 1 when something differs
  anchor         writes down where every case's chain ends now
  help           this text

It works beside a running server. Settings are those of the server (YIWANG_DATA, DATABASE_URL, …).`

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

interface Options {
  as?: string | undefined
  'dry-run'?: boolean | undefined
  'good-rows'?: boolean | undefined
}

type Work = (database: OpenDatabase, settings: Settings, words: readonly string[], options: Options) => Promise<number>

const commands: Readonly<Record<string, Work>> = {
  'import-orders': runImport,
  verify: runVerify,
  anchor: runAnchor,
}

async function runImport(
  database: OpenDatabase,
  settings: Settings,
  [file]: readonly string[],
  options: Options,
): Promise<number> {
  if (file === undefined || options.as === undefined) {
    complain('Say which file and as whom: import-orders FILE --as USER')
    return 2
  }
  const bytes = await readFile(file)
  const log = createLogger()
  const city = await readCity(join(root, 'cities', settings.city))
  await withClient(database.migrationUrl, (client) => loadCity(client, city, settings.demo))
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 2)
  let stop = (): void => undefined
  try {
    const app = createApp({
      pool,
      log,
      metrics: createMetrics(),
      authenticate: async () => undefined,
      settingsOf: (actor) => settingsOf(desk.kinds, actor),
    })
    const desk = await createDesk(app, settings, city)
    const organisation = await orgBook(app)
    stop = () => organisation.close()
    const actor = await findActor(app, options.as, { organisation })
    if (actor === undefined) {
      complain(`There is no account ${options.as}`)
      return 2
    }
    const report = await importOrders(desk, city.hotlineImport, actor, {
      fileName: basename(file),
      bytes,
      dryRun: options['dry-run'] === true,
      goodRowsOnly: options['good-rows'] === true,
      language: 'zh-CN',
    })
    for (const { row, column, value, fault } of report.faults)
      say(`第 ${row} 行 ${column}：${fault}${value === '' ? '' : `（${value}）`}`)
    say(
      `${report.fileName} (${report.encoding}): ${report.rows} rows, ${report.good} good, ${report.bad} bad, ` +
        `${report.known} known, ${report.imported} imported, ${report.seconds} s`,
    )
    if (report.bad > 0 && report.imported === 0 && !report.dryRun)
      complain('Nothing was imported: mend the rows, or import the good ones with --good-rows')
    return report.bad > 0 && options['good-rows'] !== true ? 1 : 0
  } finally {
    stop()
    await pool.end()
  }
}

async function runVerify(database: OpenDatabase, settings: Settings, [witness]: readonly string[]): Promise<number> {
  const began = performance.now()
  const masterKey = await readMasterKey(settings.masterKey, settings.dataFolder)
  const { cases, actions, anchors, findings } = await withClient(database.migrationUrl, (client) =>
    verifyCases(client, masterKey),
  )
  for (const { caseId, what } of findings) say(`${caseId}  ${what}`)
  say(
    `${cases} cases, ${actions} actions, ${anchors} anchors: ${findings.length} findings, ${((performance.now() - began) / 1000).toFixed(1)} s`,
  )
  const audit = await withClient(database.migrationUrl, (client) => verifyAudit(client, { witness }))
  for (const finding of audit.findings) say(`audit  ${describeFinding(finding, 'en')}`)
  say(`${audit.seals} seals, ${audit.entries} audit entries: ${audit.findings.length} findings`)
  if (audit.head !== null) say(`The last seal. Write this down outside: ${audit.head}`)
  return findings.length + audit.findings.length === 0 ? 0 : 1
}

async function runAnchor(database: OpenDatabase): Promise<number> {
  const anchor = await withClient(database.workerUrl, async (client) => {
    await client.query('set role yiwang_working')
    return makeAnchor(client)
  })
  say(
    anchor === undefined
      ? 'Nothing has moved since the last anchor'
      : `${anchor.entries} cases anchored. Write this down outside: ${anchor.hash}`,
  )
  return 0
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { as: { type: 'string' }, 'dry-run': { type: 'boolean' }, 'good-rows': { type: 'boolean' } },
  })
  const [name = 'help', ...words] = positionals
  const command = commands[name]
  if (command === undefined) {
    say(help)
    return name === 'help' ? 0 : 2
  }
  const settings = readSettings(process.env, root)
  const database = await openDatabase(settings, 'tool', complain)
  try {
    return await command(database, settings, words, values)
  } finally {
    await database.close()
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  complain(
    error instanceof ProblemError
      ? sentence(error.kind.title, 'zh-CN', error.data)
      : error instanceof Error
        ? error.message
        : String(error),
  )
  process.exitCode = 2
}
