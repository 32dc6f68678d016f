import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import { readMasterKey } from '#lib/crypto'
import { withClient } from '#lib/db'
import { TestClient } from '#lib/testing'
import { logIn } from '#platform/identity/contract'
import { listUnits } from '#platform/org/contract'
import { demoPassword } from '../testing/index.ts'
import { checkCommands, checkReplies, checkStream } from './audit.testing.ts'
import { Installation, startLimit } from './installation.testing.ts'
import { Listener } from './listener.testing.ts'
import { Random } from './random.testing.ts'
import { Worker, type Cast, type Known } from './worker.testing.ts'

const victims = ['node', 'postmaster', 'both', 'both, postmaster first'] as const
const groups = 3
const workersPerGroup = 2
/** commands that must be acknowledged after a restart, so that the round ends with a server at work */
const afterRestart = 10

/** What one round was like, for the report. */
interface Round {
  readonly victim: string
  readonly commands: number
  /** sent more than once before the answer came */
  readonly resent: number
  /** of these, found to have been committed before the kill: only the answer was lost */
  readonly answerLost: number
  readonly refused: number
  readonly restartMs: number
  readonly giveUpMs: number | undefined
}

/**
 * Kills a server at work, starts it again and compares what its clients know with what it holds, `rounds` times.
 * The seed decides whom and after how many commands; what exactly is under way then is up to the machine.
 */
export async function killRounds(rounds: number, seed: number, say: (line: string) => void): Promise<void> {
  const random = new Random(seed)
  const installation = await Installation.make()
  const listeners: Listener[] = []
  const workers: Worker[] = []
  let working: Promise<unknown> | undefined
  try {
    const firstStart = await installation.start()
    await expectDurable(installation)
    const cast = await logInAll(installation.url)
    const masterKey = await readMasterKey(undefined, installation.dataFolder)
    // One who sees every case, and one who sees those of a unit.
    const listenTo: { client: TestClient; unitId?: string }[] = [
      { client: cast.auditor },
      { client: cast.units[0]!.client, unitId: cast.units[0]!.id },
    ]
    for (const { client } of listenTo) listeners.push(await Listener.open(client))
    const acknowledgements = new Acknowledgements()
    for (let group = 0; group < groups; group += 1) {
      const cases: Known[] = []
      for (let one = 0; one < workersPerGroup; one += 1) {
        workers.push(new Worker(cast, cases, new Random(random.between(0, 2 ** 31)), () => acknowledgements.count()))
      }
    }
    const report: Round[] = []
    for (let round = 1; round <= rounds; round += 1) {
      const began = new Date()
      const before = workers.map((worker) => worker.journal.length)
      working = Promise.all(workers.map((worker) => worker.work()))
      // A worker that fails must end the round, not wait for acknowledgements that will not come.
      const whileWorking = <T>(what: Promise<T>): Promise<T> =>
        Promise.race([what, working!.then(() => Promise.reject(new Error('The workers stopped')))])
      await whileWorking(acknowledgements.more(random.between(5, 60)))
      await pause(random.between(0, 15))
      const victim = random.pick(victims)
      const killedAt = new Date()
      const { restartMs, giveUpMs } = await whileWorking(killAndRestart(installation, victim, random))
      await whileWorking(acknowledgements.more(afterRestart))
      for (const worker of workers) worker.rest()
      await working
      working = undefined
      const entries = workers.flatMap((worker) => worker.journal)
      const fresh = workers.flatMap((worker, index) => worker.journal.slice(before[index]))
      await checkReplies(fresh)
      const url = await installation.databaseUrl()
      const recordedAt = await checkCommands(url, masterKey, entries, began)
      for (const [index, listener] of listeners.entries()) await checkStream(url, listener, listenTo[index]!.unitId)
      const resent = fresh.filter((entry) => entry.sendings > 1)
      report.push({
        victim,
        commands: fresh.length,
        resent: resent.length,
        answerLost: resent.filter((entry) => recordedAt.get(entry.command.body.id)! < killedAt).length,
        refused: fresh.filter((entry) => entry.refused !== undefined).length,
        restartMs,
        giveUpMs,
      })
      say(lineOf(round, report.at(-1)!))
    }
    await checkReplies(workers.flatMap((worker) => worker.journal))
    say(summary(report, firstStart, listeners[0]!.streams))
  } finally {
    for (const worker of workers) worker.rest()
    // What the workers complain of while everything is taken down is no longer of interest.
    working?.catch(() => undefined)
    await installation.remove()
    await Promise.all(listeners.map((listener) => listener.close()))
  }
}

async function killAndRestart(
  installation: Installation,
  victim: (typeof victims)[number],
  random: Random,
): Promise<{ restartMs: number; giveUpMs: number | undefined }> {
  let giveUpMs: number | undefined
  if (victim === 'node') await installation.killNode()
  if (victim === 'both') await Promise.all([installation.killNode(), installation.killPostmaster()])
  if (victim === 'both, postmaster first') {
    await installation.killPostmaster()
    await pause(random.between(0, 30))
    await installation.killNode()
  }
  if (victim === 'postmaster') {
    await installation.killPostmaster()
    giveUpMs = await installation.nodeGivesUp()
  }
  // A server may be killed while it starts, too.
  if (random.chance(0.25)) {
    installation.spawn()
    await pause(random.between(50, 900))
    await installation.killNode()
    if (random.chance(0.5)) await installation.killPostmaster()
  }
  const restartMs = await installation.start()
  expect(restartMs).toBeLessThan(startLimit)
  return { restartMs, giveUpMs }
}

/** Lets wait for a number of further acknowledgements. */
class Acknowledgements {
  #missing = 0
  #done: () => void = () => undefined

  count(): void {
    this.#missing -= 1
    if (this.#missing === 0) this.#done()
  }

  more(howMany: number): Promise<void> {
    this.#missing = howMany
    return new Promise((resolve) => {
      this.#done = resolve
    })
  }
}

/** With syncing off a kill would prove nothing about a power cut. */
async function expectDurable(installation: Installation): Promise<void> {
  const settings = await withClient(await installation.databaseUrl(), async (client) => {
    const { rows } = await client.query<Record<string, string>>(
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
        current_setting('full_page_writes') as pages`,
    )
    return rows[0]
  })
  expect(settings).toEqual({ fsync: 'on', commit: 'on', pages: 'on' })
}

async function logInAll(url: string): Promise<Cast> {
  const [receiver, auditor, water, green, chief, greenchief] = await Promise.all(
    ['receiver', 'auditor', 'water', 'green', 'chief', 'greenchief'].map(async (username) => {
      const client = new TestClient(url)
      await client.ask(logIn, { body: { username, password: demoPassword } })
      return client
    }),
  )
  const units = new Map((await receiver!.ask(listUnits, {})).items.map((unit) => [unit.code, unit.id]))
  return {
    receiver: receiver!,
    auditor: auditor!,
    units: [
      { id: units.get('B16')!, client: water!, chief: chief! },
      { id: units.get('B27')!, client: green!, chief: greenchief! },
    ],
  }
}

function lineOf(round: number, one: Round): string {
  const gaveUp = one.giveUpMs === undefined ? '' : `, Node gave up after ${one.giveUpMs.toFixed(0)} ms`
  return (
    `round ${round}: killed ${one.victim}; ${one.commands} commands, ${one.refused} refused, ${one.resent} sent again ` +
    `(${one.answerLost} had been done); up again after ${one.restartMs.toFixed(0)} ms${gaveUp}`
  )
}

function summary(report: readonly Round[], firstStart: number, streams: number): string {
  const sum = (what: (one: Round) => number): number => report.reduce((total, one) => total + what(one), 0)
  const most = (values: number[]): string => (values.length === 0 ? '-' : Math.max(...values).toFixed(0))
  return (
    `${report.length} kills, ${sum((one) => one.commands)} commands, ${sum((one) => one.resent)} sent again of which ` +
    `${sum((one) => one.answerLost)} had been done, ${sum((one) => one.refused)} refused, ${streams} streams; first start ` +
    `${firstStart.toFixed(0)} ms, restart at most ${most(report.map((one) => one.restartMs))} ms, Node without PostgreSQL ` +
    `ended after at most ${most(report.flatMap((one) => one.giveUpMs ?? []))} ms`
  )
}
