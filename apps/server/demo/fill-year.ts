import { beginFilling, endFilling, fillCases } from '#core/cases'
import { withClient } from '#lib/db'
import { fillFiles } from '#platform/files'
import type { Gallery } from './gallery.ts'
import type { MadeCases, Maker, YearOrder } from './maker.ts'

/** How the filling went. */
export interface Filled {
  readonly cases: number
  readonly actions: number
  readonly findings: number
  /** what the engine refused to let people do, and how often: the year’s data do not fit the kinds there */
  readonly refused: Readonly<Record<string, number>>
  /** seconds until all were written, and for verifying them */
  readonly writing: number
  readonly verifying: number
}

/** Which year an installation gets. */
export interface Filling {
  readonly migrationUrl: string
  readonly seed: number
  readonly total: number
  /** the moment up to which a year that begins now lives */
  readonly now: Date
}

// A transaction of this many takes a fraction of a second: an open one holds every stream back.
const batch = 250

/**
 * Fills an installation without cases with a demonstration year, or goes on where it was stopped: makers make, here it is
 * written in order. Gives undefined, and asks for neither makers nor pictures, when there is nothing to do. Throws when what was written does
 * not verify.
 */
export async function fillYear(
  filling: Filling,
  hire: () => readonly Maker[],
  hang: () => Promise<Gallery>,
): Promise<Filled | undefined> {
  const { migrationUrl, seed, total } = filling
  const minute = 60_000
  const until = new Date(Math.floor(filling.now.getTime() / minute) * minute)
  return withClient(migrationUrl, async (client) => {
    const begun = await beginFilling(client, { seed, until, total })
    if (begun === undefined || begun.ended) return undefined
    const began = performance.now()
    const makers = hire()
    const pictures = hang()
    // Whoever waits for them hears of a failure; until then it is nobody's.
    pictures.catch(() => undefined)
    const order: YearOrder = { ...begun, until: begun.until.getTime() }
    const refused: Record<string, number> = {}
    let actions = 0
    for await (const [from, made] of inTurn(makers, order, begun.done)) {
      // Before the cases: what was stopped in between is written again, and their files are there already.
      await fillFiles(client, (await pictures)(made.photos))
      await fillCases(client, from, made.count, made.lines)
      actions += made.actions
      for (const [one, count] of Object.entries(made.refused)) refused[one] = (refused[one] ?? 0) + count
    }
    const written = performance.now()
    const shares = makers.map((maker, index) => maker.verify({ index, of: makers.length }))
    const findings = (await Promise.all(shares)).flat()
    const [first] = findings
    if (first !== undefined) throw new Error(`The demonstration year does not verify: ${first.caseId} ${first.what}`)
    await endFilling(client)
    return {
      cases: begun.total,
      actions,
      findings: findings.length,
      refused,
      writing: (written - began) / 1000,
      verifying: (performance.now() - written) / 1000,
    }
  })
}

/** The batches in their order, made by whoever is free: each maker is at most two ahead of what was written. */
async function* inTurn(
  makers: readonly Maker[],
  order: YearOrder,
  done: number,
): AsyncGenerator<[from: number, made: MadeCases]> {
  const waiting: { from: number; made: Promise<MadeCases> }[] = []
  let next = done
  const ask = (maker: Maker): void => {
    if (next >= order.total) return
    const made = maker.make(order, next, Math.min(batch, order.total - next))
    // Whoever waits for it hears of a failure; until then it is nobody's.
    made.catch(() => undefined)
    waiting.push({ from: next, made })
    next += batch
  }
  for (let ahead = 0; ahead < 2; ahead += 1) for (const maker of makers) ask(maker)
  for (let turn = 0; waiting.length > 0; turn += 1) {
    const { from, made } = waiting.shift()!
    const ready = await made
    ask(makers[turn % makers.length]!)
    yield [from, ready]
  }
}
