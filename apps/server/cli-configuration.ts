import { readFile, writeFile } from 'node:fs/promises'
import { caseNotices, settingsOf } from '#core/cases'
import { createPool, runTransaction, withClient, type Transaction } from '#lib/db'
import { createApp, createMetrics, rightsSetting, type Actor } from '#lib/http'
import { createLogger, newId, type Settings } from '#lib/kernel'
import { exportText, importFile, planImport, rightsOfParts, type ConfigurationDesk } from '#platform/configuration'
import type { Plan } from '#platform/configuration/contract'
import { createExchange } from '#platform/exchange'
import { findActor } from '#platform/identity'
import { jobFailedNotice, Messaging } from '#platform/messaging'
import { loadCity, readCity } from './city.ts'
import { configurationDesk } from './configuration.ts'
import type { OpenDatabase } from './database.ts'
import { openDesk } from './desk.ts'

export interface ConfigurationOptions {
  readonly as?: string | undefined
  readonly only?: string | undefined
  readonly dryRun: boolean
  readonly otherCity: boolean
}

interface Tools {
  readonly desk: ConfigurationDesk
  readonly transact: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>
  readonly actor: Actor | undefined
}

async function withTools<T>(
  database: OpenDatabase,
  settings: Settings,
  as: string | undefined,
  work: (tools: Tools) => Promise<T>,
): Promise<T> {
  const log = createLogger()
  const city = await readCity(settings.city)
  await withClient(database.migrationUrl, (client) => loadCity(client, city, settings.demo))
  const pool = createPool(database.webUrl, 'yiwang_serving', log, 2)
  const closing: { close(): void }[] = []
  try {
    const app = createApp({
      pool,
      log,
      metrics: createMetrics(),
      authenticate: async () => undefined,
      settingsOf: (actor) => settingsOf(opened.desk, actor),
    })
    const opened = await openDesk(app, settings, city)
    closing.push(opened)
    const { desk: cases, organisation, dictionary: book, ground } = opened
    const messaging = new Messaging(city.messaging)
    for (const notice of caseNotices(cases)) messaging.add(notice)
    messaging.add(jobFailedNotice)
    const exchange = createExchange(app, cases.masterKey)
    const desk = configurationDesk({ app, city, organisation, book, ground, messaging, exchange })
    const actor = as === undefined ? undefined : await findActor(app, as, { organisation })
    // Whoever runs this has the installation in hand: every part is theirs, in whose name ever it is done.
    const sight = {
      ...(actor === undefined ? {} : settingsOf(cases, actor)),
      ...rightsSetting(['server', ...rightsOfParts(desk)]),
    }
    return await work({ desk, actor, transact: (transaction) => runTransaction(pool, transaction, sight) })
  } finally {
    for (const one of closing) one.close()
    await pool.end()
  }
}

/** Writes the configuration to a file. Gives the process's exit code. */
export async function exportToFile(
  database: OpenDatabase,
  settings: Settings,
  file: string,
  { only }: ConfigurationOptions,
  say: (line: string) => void,
): Promise<number> {
  return withTools(database, settings, undefined, async ({ desk, transact }) => {
    const { text, parts } = await transact((tx) => exportText(desk, tx, only))
    await writeFile(file, text)
    say(`${file}: ${parts.join(', ')}; ${Buffer.byteLength(text)} bytes`)
    return 0
  })
}

/** Says what a file would change and, unless it is a dry run, changes it. Gives the process's exit code. */
export async function importFromFile(
  database: OpenDatabase,
  settings: Settings,
  file: string,
  { as, only, dryRun, otherCity }: ConfigurationOptions,
  say: (line: string) => void,
): Promise<number> {
  const bytes = await readFile(file)
  return withTools(database, settings, as, async ({ desk, transact, actor }) => {
    const request = { bytes, parts: only, language: 'zh-CN' as const }
    if (dryRun) {
      describe(await transact((tx) => planImport(desk, tx, request)), say)
      return 0
    }
    if (actor?.role !== 'admin') {
      say('Say as which system administrator: --as USER')
      return 2
    }
    const requestId = `cli-${newId()}`
    const plan = await transact((tx) =>
      importFile(desk, { ...request, tx, actor, requestId, plan: undefined, otherCity }),
    )
    describe(plan, say)
    say(plan.toApply === 0 ? '没有可导入的变更' : `已导入 ${plan.toApply} 处变更`)
    return 0
  })
}

const marks = { added: '+', changed: '~', ended: '-', kept: '=', differs: '!' } as const

function describe(plan: Plan, say: (line: string) => void): void {
  for (const { title, counts, changes } of plan.parts) {
    const { added, changed, ended, kept, differs, same } = counts
    say(`${title['zh-CN']}: +${added} ~${changed} -${ended} =${kept} !${differs} (${same} 相同)`)
    for (const { kind, label, fields } of changes) {
      say(`  ${marks[kind]} ${label}`)
      for (const { name, before, after } of fields) say(`      ${name['zh-CN']}: ${before ?? '—'} → ${after ?? '—'}`)
    }
  }
}
