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
import { createFileDesk } from '#platform/files'
import { findActor } from '#platform/identity'
import { exportToFile, importFromFile, type ConfigurationOptions } from './cli-configuration.ts'
import { loadCity, readCity } from './city.ts'
import { openDatabase, type OpenDatabase } from './database.ts'
import { openDesk } from './desk.ts'

const root = join(import.meta.dirname, '../..')

const help = `npm run yiwang -- <command>

  import-orders FILE --as USER [--dry-run] [--good-rows] [--mapping NAME]
                 [--set FIELD=VALUE …]
                 imports hotline orders from a CSV (UTF-8, GB18030, UTF-16) or
                 XLSX file; the same file twice makes nothing new. NAME is a
                 saved matching of columns, VALUE what every row has in FIELD
  export-config FILE [--only PART,…]
                 writes the configuration to a file: no personal data, no keys
  import-config FILE --as USER [--dry-run] [--only PART,…] [--other-city]
                 says what a file changes (+ added, ~ changed, - ended, = kept,
                 ! only told) and changes it, all or nothing
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
  only?: string | undefined
  'other-city'?: boolean | undefined
  mapping?: string | undefined
  set?: string[] | undefined
}

type Work = (database: OpenDatabase, settings: Settings, words: readonly string[], options: Options) => Promise<number>

const commands: Readonly<Record<string, Work>> = {
  'import-orders': runImport,
  'export-config': runExportConfig,
  'import-config': runImportConfig,
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
  const city = await readCity(settings.city)
  if (city.hotlineImport === undefined) {
    complain('The data of this city say nothing of hotline orders (imports/hotline-orders.json)')
    return 2
  }
  const profile = city.hotlineImport
  await withClient(database.migrationUrl, (client) => loadCity(client, city, settings.demo))
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 2)
  let opened: Awaited<ReturnType<typeof openDesk>> | undefined
  try {
    const app = createApp({
      pool,
      log,
      metrics: createMetrics(),
      authenticate: async () => undefined,
      settingsOf: (actor) => settingsOf(desk, actor),
    })
    opened = await openDesk(app, settings, city)
    const { desk, organisation } = opened
    const actor = await findActor(app, options.as, { organisation })
    if (actor === undefined) {
      complain(`There is no account ${options.as}`)
      return 2
    }
    const files = createFileDesk({
      app,
      masterKey: desk.masterKey,
      rules: city.fileRules,
      dataFolder: settings.dataFolder,
      s3: settings.s3,
      clamd: settings.clamd,
    })
    const actorOf = (who: { accountId: string; postId: string }) => findActor(app, who, { organisation })
    const imports = { cases: desk, files, profile, actorOf }
    const run = await importOrders(imports, actor, {
      fileName: basename(file),
      bytes,
      dryRun: options['dry-run'] === true,
      goodRowsOnly: options['good-rows'] === true,
      mapping: options.mapping,
      constants: Object.fromEntries((options.set ?? []).map(pairOf)),
      language: 'zh-CN',
    })
    for (const { name, fault, count } of run.reasons) say(`${name['zh-CN']}：${fault['zh-CN']}  ×${count}`)
    if (run.failure !== null) complain(run.failure['zh-CN'])
    say(
      `${run.fileName} (${run.layout.encoding ?? 'XLSX'}): ${run.totalRows ?? run.doneRows} rows, ${run.good} good, ${run.bad} bad, ` +
        `${run.known} known, ${run.imported} imported, ${run.seconds} s`,
    )
    if (run.bad > 0 && run.state === 'checked' && options['dry-run'] !== true)
      complain('Nothing was imported: mend the rows, or import the good ones with --good-rows')
    return run.state === 'failed' || (run.bad > 0 && options['good-rows'] !== true) ? 1 : 0
  } finally {
    opened?.close()
    await pool.end()
  }
}

async function runExportConfig(
  database: OpenDatabase,
  settings: Settings,
  [file]: readonly string[],
  options: Options,
): Promise<number> {
  if (file === undefined) {
    complain('Say into which file: export-config FILE')
    return 2
  }
  return exportToFile(database, settings, file, configurationOptions(options), say)
}

async function runImportConfig(
  database: OpenDatabase,
  settings: Settings,
  [file]: readonly string[],
  options: Options,
): Promise<number> {
  if (file === undefined) {
    complain('Say which file: import-config FILE --as USER')
    return 2
  }
  return importFromFile(database, settings, file, configurationOptions(options), say)
}

function configurationOptions({ as, only, ...options }: Options): ConfigurationOptions {
  return { as, only, dryRun: options['dry-run'] === true, otherCity: options['other-city'] === true }
}

function pairOf(text: string): [string, string] {
  const at = text.indexOf('=')
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
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
    options: {
      as: { type: 'string' },
      'dry-run': { type: 'boolean' },
      'good-rows': { type: 'boolean' },
      only: { type: 'string' },
      'other-city': { type: 'boolean' },
      mapping: { type: 'string' },
      set: { type: 'string', multiple: true },
    },
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
