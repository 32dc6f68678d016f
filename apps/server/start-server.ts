import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  caseNotices,
  recomputeJob,
  guardCaseFiles,
  serveCases,
  settlePlaceJob,
  waitingKind,
  settingsOf,
  startAnchoring,
  startRinging,
  streamCases,
} from '#core/cases'
import { serveGrid, standardsBook, streamGrid } from '#core/grid'
import { registerImportJob, resumeImports, serveHotline, streamImports, type ImportDesk } from '#core/hotline'
import { createPool, withClient } from '#lib/db'
import { createStreams, startRelay } from '#lib/events'
import { createApp, createMetrics, describeApi } from '#lib/http'
import { createLogger, type Settings } from '#lib/kernel'
import { createGround, serveGeo, streamGeo } from '#platform/geo'
import { serveCalendar, streamCalendar } from '#platform/calendar'
import { createExchange, messageRetention, serveExchange, startExchangeWork, streamExchange } from '#platform/exchange'
import { serveConfiguration } from '#platform/configuration'
import { createFileDesk, serveFiles, startFileWork, streamFiles } from '#platform/files'
import { serveAudit, startSealing } from '#platform/audit'
import { authenticate, findActor, prepareSetUp, serveIdentity, type IdentityRules } from '#platform/identity'
import { SessionChanged, SessionEnded } from '#platform/identity/contract'
import { CalendarChanged } from '#platform/calendar/contract'
import { AddressSettled } from '#platform/geo/contract'
import { due, Jobs, serveJobs, streamJobs } from '#platform/jobs'
import { jobFailedNotice, Messaging, serveMessaging, streamMessaging } from '#platform/messaging'
import { dictionaryBook, serveDictionary, streamDictionary } from '#platform/dictionary'
import { orgBook, serveOrg, streamOrg } from '#platform/org'
import { loadCity, readCity } from './city.ts'
import { configurationDesk } from './configuration.ts'
import { openDatabase } from './database.ts'
import { caseStandards, createDesk } from './desk.ts'
import { hangGallery } from './demo/gallery.ts'
import { startFilling } from './demo/start-filling.ts'
import { serveDesk } from './serve-desk.ts'
import { serveHealth } from './serve-health.ts'

const root = join(import.meta.dirname, '../..')

// Before every case's id.
const noCase = '00000000-0000-0000-0000-000000000000'

export interface RunningServer {
  /** e.g. http://127.0.0.1:8080 */
  readonly url: string
  /** settles when the server had to give up, e.g. because its database is served by another one now */
  readonly lost: Promise<Error>
  /** ends streams, answers what was asked, stops the workers, then the database */
  stop(): Promise<void>
}

/** The time cases live by. A test moves it and says so; the clocks of cases then ring at once. */
export interface ServerClock {
  readonly now: () => Date
  onMoved?: (() => void) | undefined
}

/** Starts everything of one installation in this process: database, web, workers. */
export async function startServer(
  settings: Settings,
  say: (line: string) => void,
  clock: ServerClock = { now: () => new Date() },
): Promise<RunningServer> {
  const log = createLogger()
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    for (const one of stops.splice(0).toReversed()) await one()
  }
  try {
    const database = await openDatabase(settings, 'server', say)
    stops.push(() => database.close())
    const city = await readCity(settings.city)
    await withClient(database.migrationUrl, (client) => loadCity(client, city, settings.demo))
    const code = await withClient(database.migrationUrl, prepareSetUp)
    if (code !== undefined)
      say(`首次使用：请在网页上用初始化口令设置管理员。First use: set up the administrator with the code  ${code}`)
    const strange = settings.secondFactorRoles.filter((role) => !city.roles.some((one) => one.code === role))
    if (strange.length > 0)
      throw new Error(`YIWANG_SECOND_FACTOR_ROLES names roles that the city does not have: ${strange.join(', ')}`)
    const rules: IdentityRules = {
      idleHours: settings.sessionIdleHours,
      sessionHours: settings.sessionHours,
      passwordDays: settings.passwordDays,
      secondFactorRoles: settings.secondFactorRoles,
      organisation: {
        subtree: (unitId) => organisation.subtree(unitId),
        head: () => organisation.head(),
      },
    }

    const pool = createPool(database.webUrl, 'yiwang_serving', log)
    const side = createPool(database.webUrl, 'yiwang_serving', log, 4)
    const workers = createPool(database.workerUrl, 'yiwang_working', log, 8)
    stops.push(
      () => pool.end(),
      () => side.end(),
      () => workers.end(),
    )
    const metrics = createMetrics()
    const app = createApp({
      pool,
      side,
      log,
      metrics,
      authenticate: (request) => authenticate(request, app, rules),
      settingsOf: (actor) => settingsOf(desk, actor),
    })
    // Every page goes by the time of the answers: the one cases live by, whatever the computer in front of it shows.
    app.fastify.addHook('onSend', async (_request, reply) => void reply.header('date', clock.now().toUTCString()))
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
    await describeApi(app, version)

    const organisation = await orgBook(app)
    stops.push(async () => organisation.close())
    serveOrg(app, city.city, organisation)
    const calendars = serveCalendar(app, city.calendar)
    const ground = await createGround(app.reader, city.geo.settings)
    const dictionary = await dictionaryBook(app)
    stops.push(async () => dictionary.close())
    const standards = await standardsBook(app, dictionary, city.grid)
    stops.push(async () => standards.close())
    const desk = await createDesk(
      app,
      settings,
      city,
      {
        organisation,
        calendars,
        dictionary,
        ground,
        standards: caseStandards(standards),
      },
      clock.now,
    )
    clock.onMoved = () => desk.alarm.ring()
    stops.push(async () => desk.kinds.close())
    serveAudit(app, city.audit)
    serveIdentity(app, {
      rules,
      secureCookies: settings.secureCookies,
      masterKey: desk.masterKey,
      issuer: city.city.name.en,
      demoPassword: settings.demo ? city.demo.password : undefined,
    })
    serveGeo(app, ground, city.geo.lines, desk.masterKey)
    serveDictionary(app, dictionary, city.dictionaries.manifest)
    serveGrid(app, standards, city.roles)
    serveCases(app, desk)
    const files = createFileDesk({
      app,
      masterKey: desk.masterKey,
      rules: city.fileRules,
      dataFolder: settings.dataFolder,
      s3: settings.s3,
      clamd: settings.clamd,
    })
    serveFiles(files)
    guardCaseFiles(files, desk)
    const profile = city.hotlineImport
    const imports: ImportDesk | undefined =
      profile === undefined ? undefined : { cases: desk, files, profile, actorOf: (who) => findActor(app, who, rules) }
    if (imports !== undefined) serveHotline(app, imports)
    const exchange = createExchange(app, desk.masterKey)
    serveExchange(exchange)
    serveHealth(app, { version, metrics, metricsToken: settings.metricsToken })
    await serveDesk(app, join(root, 'dist/desk'))

    const jobs = new Jobs({ pool: workers, url: database.workerUrl, log })
    jobs.keeps(messageRetention)
    serveJobs(app, jobs)
    const messaging = new Messaging(city.messaging)
    for (const notice of caseNotices(desk)) messaging.add(notice)
    messaging.add(jobFailedNotice)
    messaging.register(jobs)
    const recompute = recomputeJob(desk)
    jobs.add(recompute)
    const settlePlace = settlePlaceJob(desk)
    jobs.add(settlePlace)
    jobs.hears(AddressSettled, ({ subject, lon, lat, areas }) =>
      subject.kind === waitingKind
        ? [due(settlePlace, { id: subject.id, lon, lat, areas: areas.map((area) => area.code) })]
        : [],
    )
    jobs.hears(CalendarChanged, ({ revision }) => [due(recompute, { revision, after: noCase }, { key: `${revision}` })])
    if (imports !== undefined) registerImportJob(jobs, imports)
    serveMessaging(app, messaging)
    serveConfiguration(
      app,
      configurationDesk({ app, city, organisation, book: dictionary, ground, messaging, exchange }),
    )
    await jobs.start()
    stops.push(() => jobs.stop())
    const relay = startRelay({ url: database.workerUrl, log, hearer: jobs.hearer })
    stops.push(() => relay.stop())
    await jobs.startWorkers()
    if (imports !== undefined) await resumeImports(workers)
    const streams = await createStreams({ app, url: database.webUrl, log })
    streamCases(streams, desk)
    if (imports !== undefined) streamImports(streams, imports)
    streamJobs(streams)
    streamMessaging(streams)
    streamGeo(streams)
    streamDictionary(streams)
    streamGrid(streams)
    streamOrg(streams)
    streamCalendar(streams)
    streamFiles(streams)
    streamExchange(streams)
    streams.endSessionOn(SessionEnded, (data) => data.sessionId)
    streams.reopenSessionOn(SessionChanged, (data) => data.sessionId)
    stops.push(() => streams.stop())
    stops.push(
      startAnchoring(workers, log),
      startRinging(desk, workers, log),
      startFileWork(files, workers),
      startSealing(workers, log),
      startExchangeWork(exchange, workers),
    )

    await app.fastify.listen({ host: settings.host, port: settings.port })
    stops.push(() => app.fastify.close())
    const { year } = city.demo
    const total = settings.demoCases ?? year?.cases ?? 0
    if (settings.demo && total > 0 && year !== undefined) {
      const { webUrl, migrationUrl } = database
      const filling = { migrationUrl, seed: year.seed, total, now: desk.now() }
      const order = { settings, webUrl, migrationUrl }
      stops.push(startFilling(filling, order, () => hangGallery(files, workers), log, say))
    }
    const address = app.fastify.server.address()
    const port = typeof address === 'object' && address !== null ? address.port : settings.port
    return {
      url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
      lost: database.lost,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
