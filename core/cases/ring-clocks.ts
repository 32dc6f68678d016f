import { createReader, runTransaction, type Pool, type Transaction } from '#lib/db'
import { newId, type Logger } from '#lib/kernel'
import type { ActionPayload, ClockStep } from './action.ts'
import { decide, type Decision, type World } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import type { CaseState, ClockRun } from './fold.ts'
import { holdCase } from './hold-case.ts'
import type { KindDefinition } from './kind.ts'
import { auditAction, perform, system, type HeldCase } from './perform.ts'
import { nextPoint, type NextPoint } from './step-clocks.ts'
import { selectDue, selectNextRing } from './store.ts'
import { whyNot, type Acting } from './workflow.ts'

const clock: Acting = {
  accountId: system.accountId,
  role: '',
  unitId: system.unitId,
  platformId: null,
  system: true,
}

/** What clocks leave in the log when they ring. */
export const ringing = { warn: 'clock.warned', breach: 'clock.breached', grade: 'clock.graded' } as const

/**
 * Does what the clocks of one case say that have rung by now, the earliest first: a warning, a breach, or what the kind
 * has the system do. Sent twice it finds nothing to do. After a stop long enough that warning and breach both lie back,
 * only the breach is said. Gives how often it rang.
 */
export async function ringCase(desk: CaseDesk, workers: Pool, caseId: string): Promise<number> {
  return runTransaction(workers, async (tx) => {
    const found = await holdCase(desk, tx, caseId)
    if (found === undefined) return 0
    let { held } = found
    for (let rung = 0; ; rung += 1) {
      const due = earliest(held.state, found.world.now)
      if (due === undefined) return rung
      if (rung > 100) throw new Error(`The clocks of ${held.state.number} never stop ringing`)
      held = ring(desk, tx, held, due.run, due.next, found.world)
    }
  })
}

/** The clock of a case that rings first by `now`, if one does. */
export function earliest(state: CaseState, now: number): { run: ClockRun; next: NextPoint } | undefined {
  const limit = new Date(now).toISOString()
  return state.clocks
    .flatMap((run) => {
      const next = nextPoint(run)
      if (next === undefined || next.at > limit) return []
      return [
        {
          run,
          next: next.point === 'warn' && run.deadline <= limit ? { at: run.deadline, point: 'breach' as const } : next,
        },
      ]
    })
    .toSorted((a, b) => (a.next.at < b.next.at ? -1 : a.next.at > b.next.at ? 1 : a.run.code < b.run.code ? -1 : 1))[0]
}

function ring(desk: CaseDesk, tx: Transaction, held: HeldCase, run: ClockRun, next: NextPoint, world: World): HeldCase {
  const envelope = { commandId: newId(world.now), doer: system, occurredAt: next.at }
  const { action, acts, decision } = decideRing(held.kind, held.state, run, next, world)
  const after = perform(desk, tx, held, decision, { ...envelope, action })
  if (acts) auditAction(tx, after.state, action, undefined)
  return after
}

/** What a clock does when it rings: an action of its kind (`acts`), or a note that it rang. */
export function decideRing(
  kind: KindDefinition,
  state: CaseState,
  run: ClockRun,
  next: NextPoint,
  world: World,
): { action: string; acts: boolean; decision: Decision } {
  const then = next.point === 'breach' ? thenOf(kind, state, run, world) : undefined
  if (then !== undefined) {
    const at = Math.max(Date.parse(next.at), Date.parse(run.since))
    const decision = decide(kind, state, { action: then, input: {}, acting: clock, at }, world)
    // A clock that did what it was for has ended, even where the state it stays in would let it run.
    const steps = decision.payload.clocks ?? []
    const ends = steps.some((step) => step.clock === run.code)
    const payload: ActionPayload = ends
      ? decision.payload
      : { ...decision.payload, clocks: [...steps, stepOf(run, 'end', next.at)] }
    return { action: then.code, acts: true, decision: { ...decision, payload } }
  }
  const ends = state.closedAt !== null
  const payload: ActionPayload = {
    v: 2,
    to: state.state,
    ...(ends ? { ends: true as const } : {}),
    tick: true,
    clocks: [stepOf(run, next.point, next.at)],
  }
  return { action: ringing[next.point], acts: false, decision: { payload, secret: {} } }
}

/** What the system does when this clock is up, if it can. */
function thenOf(kind: KindDefinition, state: CaseState, run: ClockRun, world: World) {
  const code = kind.clocks?.find((one) => one.code === run.code)?.performs
  const action = kind.actions.find((one) => one.code === code)
  return action !== undefined && whyNot(kind, action, state, clock, { now: world.now }) === undefined
    ? action
    : undefined
}

function stepOf(run: ClockRun, what: ClockStep['do'], at: string): ClockStep {
  return { clock: run.code, round: run.round, do: what, at }
}

const batch = 200
const longestSleepMs = 30_000
const patienceMs = 600_000

/**
 * Rings the clocks of all cases: sleeps until the next one is up, wakes earlier when this process sets an earlier one,
 * and looks every half minute for those that other processes set. It never looks through the cases: an index holds the
 * clocks by when they ring. Those that rang while nothing ran are rung in their order at the start.
 */
export function startRinging(desk: CaseDesk, workers: Pool, log: Logger): () => Promise<void> {
  const failed = new Map<string, number>()
  let stopped = false
  let wake: () => void = () => undefined

  async function ringAll(): Promise<void> {
    for (let more = true; more && !stopped;) {
      const [rows] = await reader.read(selectDue(desk.now(), batch + failed.size))
      const ids = [...new Set(rows.map((row) => row.case_id))].filter((id) => (failed.get(id) ?? 0) < performance.now())
      for (const id of ids) {
        if (stopped) return
        await ringCase(desk, workers, id).catch((error: unknown) => {
          // One case that cannot be folded must not silence all others.
          failed.set(id, performance.now() + patienceMs)
          log.warn({ err: (error as Error).message, caseId: id }, 'the clocks of a case could not ring')
        })
      }
      more = rows.length >= batch && ids.length > 0
    }
  }

  const reader = createReader(workers)

  async function run(): Promise<void> {
    while (!stopped) {
      try {
        await ringAll()
        const [[next]] = await reader.read(selectNextRing())
        const now = desk.now().getTime()
        const pause = Math.min(Math.max(1, (next?.next_at?.getTime() ?? Infinity) - now), longestSleepMs)
        await sleep(failed.size > 0 ? Math.max(pause, 1_000) : pause)
      } catch (error) {
        log.warn({ err: (error as Error).message }, 'the clocks could not be looked at; trying again')
        await sleep(1_000)
      }
    }
  }

  async function sleep(ms: number): Promise<void> {
    if (stopped) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
      desk.alarm.sleepsUntil(desk.now().getTime() + ms, wake)
    })
  }

  const running = run()
  return async () => {
    stopped = true
    wake()
    await running
  }
}
