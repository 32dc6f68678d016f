import { randomUUID } from 'node:crypto'
import { actOnCase, registerCase } from '#core/cases/contract'
import { listUnits } from '#platform/org/contract'
import type { Bench } from './bench.ts'
import { BenchClient } from './client.ts'
import { errand, publishErrand } from './errand.ts'
import { figure, inParallel, type Line } from './measure.ts'
import { replayJobs } from './replay.ts'
import type { Batch, Recorded } from './recorded.ts'

const widths = [1, 8, 32]

/** The people of a case's life, logged in. */
export interface Desk {
  readonly receiver: BenchClient
  readonly auditor: BenchClient
  readonly water: BenchClient
  readonly chief: BenchClient
  readonly unit: string
}

export async function openDesk(url: string): Promise<Desk> {
  const [receiver, auditor, water, chief] = await Promise.all(
    ['receiver', 'auditor', 'water', 'chief'].map((name) => BenchClient.logIn(url, name)),
  )
  const units = await receiver!.ask(listUnits, {})
  return {
    receiver: receiver!,
    auditor: auditor!,
    water: water!,
    chief: chief!,
    unit: units.items.find((unit) => unit.code === 'B16')!.id,
  }
}

type Timed = <T>(work: Promise<T>) => Promise<T>

/** Registers a case; its id. */
export async function register({ receiver }: Desk, record?: string, kind = 'hotline'): Promise<string> {
  const told = {
    cityNumber: randomUUID(),
    title: '河边护栏缺失',
    text: '思贤路桥下护栏断了两根，孩子经过很危险，希望尽快处理。联系电话13900001234。',
    contactName: '张先生',
    contactPhone: '13900001234',
  }
  const input = kind === 'hotline' ? { ...told, nature: 'complaint', channel: '电话' } : told
  const body = { id: randomUUID(), occurredAt: new Date().toISOString(), kind, input }
  return (await receiver.ask(registerCase, { body }, record)).caseId
}

/** Does the action that is a case's next after `basedOn` others. */
export async function act(
  client: BenchClient,
  id: string,
  basedOn: number,
  action: string,
  input: Record<string, string> = {},
  record?: string,
): Promise<void> {
  const body = { id: randomUUID(), occurredAt: new Date().toISOString(), basedOn, input }
  await client.ask(actOnCase, { params: { id, action }, body }, record)
}

/** A kind of life: how many commands it takes, and how it is lived. */
interface Life {
  readonly what: string
  readonly commands: number
  live(desk: Desk, timed: Timed, record?: string): Promise<void>
}

const lives: readonly Life[] = [
  {
    what: 'errand',
    commands: 4,
    async live(desk, timed, record) {
      const name = stepNames(record)
      const id = await timed(register(desk, name(0), errand.kind))
      await timed(act(desk.receiver, id, 1, 'dispatch', { unit: desk.unit }, name(1)))
      await timed(act(desk.water, id, 2, 'finish', { reply: '护栏已修复，已电话告知。' }, name(2)))
      await timed(act(desk.auditor, id, 3, 'close', {}, name(3)))
    },
  },
  {
    what: 'hotline order',
    commands: 9,
    async live(desk, timed, record) {
      const name = stepNames(record)
      const id = await timed(register(desk, name(0)))
      await timed(act(desk.receiver, id, 1, 'dispatch', { unit: desk.unit, advice: '请尽快处理' }, name(1)))
      await timed(act(desk.water, id, 2, 'accept', {}, name(2)))
      await timed(act(desk.water, id, 3, 'contact', { way: 'phone', note: '已联系' }, name(3)))
      const finished = { factFinding: 'true', result: 'solved', reply: '护栏已修复，已电话告知。' }
      await timed(act(desk.water, id, 4, 'finish', finished, name(4)))
      await timed(act(desk.chief, id, 5, 'endorse', {}, name(5)))
      await timed(act(desk.auditor, id, 6, 'approve', {}, name(6)))
      await timed(act(desk.auditor, id, 7, 'report', {}, name(7)))
      await timed(act(desk.auditor, id, 8, 'archive', { satisfaction: 'yes' }, name(8)))
    },
  },
]

function stepNames(record: string | undefined): (step: number) => string | undefined {
  return (step) => (record === undefined ? undefined : `${record} ${step}`)
}

/**
 * (a) Lives of cases from registering to the end through HTTP, in an empty database; floor: the very same statements
 * straight to PostgreSQL.
 */
export const benchLife: Bench = async ({ cluster, say }) => {
  await cluster.create('life')
  // The floor's database knows the kind and the sessions, so that looking them up costs it the same.
  const first = await cluster.serve('life')
  await publishErrand(await BenchClient.logIn(first.url, 'admin'))
  const cookies = await openDesk(first.url)
  await first.stop()
  await cluster.clone('life', 'life_floor')

  const server = await cluster.serve('life')
  const desk = await openDesk(server.url)
  for (const who of ['receiver', 'auditor', 'water', 'chief'] as const) desk[who].cookie = cookies[who].cookie
  const lines: Line[] = []
  for (const life of lives) {
    const most = widths.reduce((sum, width) => sum + howMany(life, width), 0)
    say(`${most} lives (${life.what}), written down for the floor`)
    await inParallel(Array.from({ length: most }), 8, (_, lane) =>
      life.live(desk, (work) => work, `${lane} ${randomUUID()}`),
    )
    const jobs = toJobs(await server.takeRecorded())
    for (const width of widths) {
      const times: number[] = []
      const timed: Timed = async (work) => {
        const began = performance.now()
        const value = await work
        times.push(performance.now() - began)
        return value
      }
      const before = await server.cpu()
      const count = howMany(life, width)
      const seconds = await inParallel(Array.from({ length: count }), width, () => life.live(desk, timed))
      const cpu = ((await server.cpu()) - before) / times.length
      // Right after, so that a busy neighbour on the machine hits both.
      const floor = await replayJobs(cluster.url('life_floor'), jobs.splice(0, count), width)
      lines.push({
        bench: 'life',
        what: `${life.what}, ${width} at once`,
        ours: figure(times, seconds, count),
        floor,
        note: `per s: lives of ${life.commands} commands; ${(cpu * 1000).toFixed(2)} ms of Node a command`,
      })
    }
  }
  await server.stop()
  await cluster.drop('life')
  await cluster.drop('life_floor')
  return lines
}

/** Enough for about ten seconds. */
function howMany({ commands }: Life, width: number): number {
  return Math.round((width === 1 ? 500 : 3600) / commands)
}

/** The requests of each life in order, from `<life> <step>` names. */
function toJobs(recorded: Recorded): Batch[][][] {
  const byLife = Map.groupBy(recorded, ([name]) => name.slice(0, name.lastIndexOf(' ')))
  return [...byLife.values()].map((steps) =>
    steps.toSorted(([a], [b]) => (a.at(-1)! < b.at(-1)! ? -1 : 1)).map(([, batches]) => batches),
  )
}
