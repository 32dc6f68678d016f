import { randomUUID } from 'node:crypto'
import type { TestServer } from '#apps/server/testing'
import type { TestClient } from '#lib/testing'
import { listUnits } from '#platform/org/contract'
import { actOnCase, getCase, registerCase } from '../contract.ts'

/** The people of the hotline line, logged in, and short ways to make them work. */
export interface HotlineCrew {
  readonly receiver: TestClient
  readonly auditor: TestClient
  /** of the water bureau, B16 */
  readonly water: TestClient
  /** of the greening bureau, B27 */
  readonly green: TestClient
  /** the chief of the water bureau */
  readonly chief: TestClient
  /** unit code → id */
  readonly units: ReadonlyMap<string, string>
  /** a fresh order, received; gives its id */
  register(input?: Record<string, string>): Promise<string>
  /** does an action on the case as it stands */
  act(client: TestClient, id: string, action: string, input?: Record<string, string>): ReturnType<typeof actAsItStands>
  /** the same, and it must succeed; gives the state after it */
  mustAct(client: TestClient, id: string, action: string, input?: Record<string, string>): Promise<string>
  /** an order that a unit does not take, back with the receiver */
  returned(client: TestClient, id: string, reason?: string): Promise<string>
  /** an order finished by the water bureau, endorsed by its chief: for the auditor */
  finished(id: string): Promise<string>
  /** the same, audited and returned to the city: to be called back */
  answered(id: string): Promise<string>
  /** an order accepted by the water bureau */
  inHand(): Promise<string>
  /** an order carried to its end; gives its id */
  closed(): Promise<string>
}

/** The envelope of a new command. */
export function command(): { id: string; occurredAt: string } {
  return { id: randomUUID(), occurredAt: new Date().toISOString() }
}

/** What a unit fills in when it finishes. */
export const finishing = { factFinding: 'true', result: 'solved', reply: '护栏已修复，已电话告知市民。' }

async function actAsItStands(client: TestClient, id: string, action: string, input: Record<string, string> = {}) {
  const seen = await client.ask(getCase, { params: { id } })
  return client.call(actOnCase, {
    params: { id, action },
    body: { ...command(), basedOn: seen.case.sequence, input },
  })
}

/** Logs the crew in on a test server. */
export async function hotlineCrew(server: TestServer): Promise<HotlineCrew> {
  const [receiver, auditor, water, green, chief] = await Promise.all([
    server.as('receiver'),
    server.as('auditor'),
    server.as('water'),
    server.as('green'),
    server.as('chief'),
  ])
  const units = new Map((await receiver.ask(listUnits, {})).items.map((unit) => [unit.code, unit.id]))
  const mustAct: HotlineCrew['mustAct'] = async (client, id, action, input) => {
    const answer = await actAsItStands(client, id, action, input)
    if (!answer.ok) throw new Error(`${action}: ${JSON.stringify(answer.problem)}`)
    return answer.value.state
  }
  const register: HotlineCrew['register'] = async (input) => {
    const form = {
      cityNumber: randomUUID(),
      title: '河边护栏缺失',
      text: '思贤路桥下护栏断了两根。',
      nature: 'complaint',
    }
    const body = { ...command(), kind: 'hotline', input: { ...form, ...input } }
    return (await receiver.ask(registerCase, { body })).caseId
  }
  const inHand = async (): Promise<string> => {
    const id = await register()
    await mustAct(receiver, id, 'dispatch', { unit: units.get('B16')! })
    await mustAct(water, id, 'accept')
    return id
  }
  const finished = async (id: string): Promise<string> => {
    await mustAct(water, id, 'contact', { way: 'phone', note: '已联系市民' })
    await mustAct(water, id, 'finish', finishing)
    return mustAct(chief, id, 'endorse')
  }
  const answered = async (id: string): Promise<string> => {
    await finished(id)
    await mustAct(auditor, id, 'approve')
    return mustAct(auditor, id, 'report')
  }
  return {
    finished,
    answered,
    async returned(client, id, reason = '非本单位职责') {
      await mustAct(client, id, 'return', { reason })
      return mustAct(auditor, id, 'approve_return')
    },
    receiver,
    auditor,
    water,
    green,
    chief,
    units,
    register,
    act: actAsItStands,
    mustAct,
    inHand,
    async closed() {
      const id = await inHand()
      await answered(id)
      await mustAct(auditor, id, 'archive', { satisfaction: 'yes' })
      return id
    },
  }
}
