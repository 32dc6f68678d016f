import { setTimeout as pause } from 'node:timers/promises'
import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { actOnCase, getCase, registerCase } from '#core/cases/contract'
import type { BodyOf, ReplyOf } from '#lib/http/contract'
import type { TestClient } from '#lib/testing'
import type { Random } from './random.testing.ts'

/** A command as its sender's journal has it. */
export interface Entry {
  readonly command:
    | { readonly to: 'register'; readonly body: BodyOf<typeof registerCase> }
    | {
        readonly to: 'act'
        readonly params: { readonly id: string; readonly action: string }
        readonly body: BodyOf<typeof actOnCase>
      }
  readonly client: TestClient
  /** how often it was sent before the answer came */
  sendings: number
  reply: CommandReply | undefined
  /** the problem with which it was refused for good */
  refused: string | undefined
}
export type CommandReply = ReplyOf<typeof actOnCase>

/** Who sends what: one logged-in client for each part that people play in a case's life. */
export interface Cast {
  readonly receiver: TestClient
  readonly auditor: TestClient
  readonly units: readonly { readonly id: string; readonly client: TestClient; readonly chief: TestClient }[]
}

/** A case as far as its senders know. */
export interface Known {
  readonly id: string
  sequence: number
  state: string
  contacted: boolean
  unit: Cast['units'][number] | undefined
}

/** ms after which an unanswered command is sent again, as a client does whose network is gone */
const retryMs = 40
/** ms until every command must have been answered, across any kill and restart */
const patience = 60_000
const openAtOnce = 4

/**
 * A person at work: registers cases and carries them on, one command after the other, and writes down what was sent
 * and what was answered. A command without an answer is sent again, the same, until one comes. Workers that share
 * `cases` get in each other's way, as people do.
 */
export class Worker {
  readonly journal: Entry[] = []
  readonly #cast: Cast
  readonly #cases: Known[]
  readonly #random: Random
  readonly #acknowledged: () => void
  #resting = false

  constructor(cast: Cast, cases: Known[], random: Random, acknowledged: () => void) {
    this.#cast = cast
    this.#cases = cases
    this.#random = random
    this.#acknowledged = acknowledged
  }

  /** Works until told to rest; every command it sent has its answer then. */
  async work(): Promise<void> {
    this.#resting = false
    while (!this.#resting) await this.#step()
  }

  rest(): void {
    this.#resting = true
  }

  async #step(): Promise<void> {
    const known =
      this.#cases.length < openAtOnce || this.#random.chance(0.1) ? undefined : this.#random.pick(this.#cases)
    const entry = known === undefined ? this.#registration() : this.#action(known)
    this.journal.push(entry)
    await deliver(entry, this.#random.chance(0.15))
    if (entry.reply === undefined) {
      if (known === undefined) throw new Error(`A registration was refused: ${entry.refused}`)
      return this.#lookAgain(known)
    }
    this.#learn(known, entry.reply, entry)
    this.#acknowledged()
  }

  #registration(): Entry {
    const cityNumber = randomUUID()
    const input = {
      cityNumber,
      title: '路灯不亮',
      text: `思贤路 ${this.#random.between(1, 900)} 弄门口路灯不亮，电话13900001234。`,
      nature: 'report',
      contactPhone: '13900001234',
    }
    return this.#entry(this.#cast.receiver, { to: 'register', body: { ...command(), kind: 'hotline', input } })
  }

  #action(known: Known): Entry {
    const { client, action, input } = this.#nextOf(known)
    const params = { id: known.id, action }
    return this.#entry(client, { to: 'act', params, body: { ...command(), basedOn: known.sequence, input } })
  }

  #entry(client: TestClient, sent: Entry['command']): Entry {
    return { command: sent, client, sendings: 0, reply: undefined, refused: undefined }
  }

  #nextOf(known: Known): { client: TestClient; action: string; input: Record<string, string> } {
    const { receiver, auditor, units } = this.#cast
    const holder = known.unit?.client ?? receiver
    switch (known.state) {
      case 'received':
        return {
          client: receiver,
          action: 'dispatch',
          input: { unit: this.#random.pick(units).id, advice: '请尽快处理' },
        }
      case 'dispatched':
        return { client: holder, action: 'accept', input: {} }
      case 'handling':
        return known.contacted
          ? {
              client: holder,
              action: 'finish',
              input: { factFinding: 'true', result: 'solved', reply: '已修复，已电话告知。' },
            }
          : { client: holder, action: 'contact', input: { way: 'phone', note: '已联系13900001234' } }
      case 'endorsing':
        return { client: known.unit?.chief ?? receiver, action: 'endorse', input: {} }
      case 'reporting':
        return { client: auditor, action: 'report', input: {} }
      case 'finished':
        return { client: auditor, action: 'approve', input: {} }
      default:
        return { client: auditor, action: 'archive', input: { satisfaction: 'yes' } }
    }
  }

  #learn(known: Known | undefined, reply: CommandReply, { command: sent }: Entry): void {
    if (known === undefined) {
      this.#cases.push({ id: reply.caseId, sequence: 1, state: reply.state, contacted: false, unit: undefined })
      return
    }
    if (sent.to === 'act' && sent.params.action === 'dispatch')
      known.unit = this.#cast.units.find((unit) => unit.id === sent.body.input['unit'])
    if (sent.to === 'act' && sent.params.action === 'contact') known.contacted = true
    if (reply.sequence > known.sequence) {
      known.sequence = reply.sequence
      known.state = reply.state
    }
    if (known.state === 'closed') this.#forget(known)
  }

  /** Somebody else was quicker: reads the case anew. */
  async #lookAgain(known: Known): Promise<void> {
    const seen = await untilAnswered(() => this.#cast.receiver.ask(getCase, { params: { id: known.id } }))
    known.sequence = seen.case.sequence
    known.state = seen.case.state
    known.contacted = seen.timeline.some((one) => one.action === 'contact')
    known.unit = this.#cast.units.find((unit) => unit.id === seen.case.holder?.id)
    if (known.state === 'closed') this.#forget(known)
  }

  #forget(known: Known): void {
    const at = this.#cases.indexOf(known)
    if (at >= 0) this.#cases.splice(at, 1)
  }
}

function command(): { id: string; occurredAt: string } {
  return { id: randomUUID(), occurredAt: new Date().toISOString() }
}

/** Sends a command until it is answered for good; `twice`: each time on two connections at once. */
async function deliver(entry: Entry, twice: boolean): Promise<void> {
  const answers = await untilAnswered(async () => {
    entry.sendings += 1
    const sent = await Promise.allSettled([send(entry), ...(twice ? [send(entry)] : [])])
    const told = sent.filter((one) => one.status === 'fulfilled').map((one) => one.value)
    return told.length === 0 ? Promise.reject((sent[0] as PromiseRejectedResult).reason as Error) : told
  })
  const [first, second] = answers
  if (second !== undefined && !isDeepStrictEqual(first, second))
    throw new Error(`One command, two answers: ${JSON.stringify(answers)}`)
  if (typeof first === 'string') entry.refused = first
  else entry.reply = first
}

/** Sends a command once: the reply, or the code of the problem; throws when neither is known. */
export async function send({
  command: sent,
  client,
}: Pick<Entry, 'command' | 'client'>): Promise<CommandReply | string> {
  const answer =
    sent.to === 'register'
      ? await client.call(registerCase, { body: sent.body })
      : await client.call(actOnCase, { params: sent.params, body: sent.body })
  if (answer.ok) return answer.value
  if (answer.problem.status < 500) return answer.problem.type
  throw new Error(`${answer.problem.type}: not answered for good`)
}

/** Tries until there is an answer, pausing in between as a client does. */
export async function untilAnswered<T>(ask: () => Promise<T>): Promise<T> {
  const giveUp = Date.now() + patience
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      if (Date.now() > giveUp) throw error
      await pause(retryMs)
    }
  }
}
