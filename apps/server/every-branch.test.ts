import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyCases } from '#core/cases'
import { readMasterKey } from '#lib/crypto'
import { withClient } from '#lib/db'
import { until } from '#lib/testing'
import { photo } from '#platform/files/testing'
import { demoPassword, startTestServer, TestClock, type TestServer } from './testing/index.ts'

// Everything here goes through plain HTTP as an outside program would do it: what a kind allows is read from the kind.

interface Field {
  key: string
  type: string
  required?: boolean
  choices?: { code: string }[]
  when?: unknown
  among?: string
  least?: number
  list?: string
  private?: boolean
}
interface Action {
  code: string
  from: string[]
  to?: string
  roles: string[]
  by: string
  tone: string
  input: Field[]
}
interface Kind {
  kind: string
  fields: Field[]
  states: { code: string; stage: string }[]
  actions: Action[]
  entries?: { code: string; roles: string[] }[]
  shortcuts?: { code: string; roles: string[]; actions: string[] }[]
}
interface Person {
  readonly name: string
  readonly role: string
  readonly unit: string
  readonly cookie: string
}
interface Sent {
  readonly person: Person
  readonly path: string
  readonly body: Record<string, unknown>
  readonly reply: string
}
interface Life {
  readonly id: string
  readonly kind: Kind
  sequence: number
  state: string
  before: string
  did: Record<string, number>
}

const clock = new TestClock()
let server: TestServer
let people: Person[]
let kinds: Map<string, Kind>
let units: Map<string, string>
const sent: Sent[] = []
const covered = new Map<string, number>()

const accounts: Record<string, string> = {
  receiver: 'C01',
  auditor: 'C01',
  callback: 'C01',
  water: 'B16',
  green: 'B27',
  chief: 'B16',
  greenchief: 'B27',
  fangsong: 'T003',
  townchief: 'T003',
  acceptor: 'C02',
  dispatcher: 'C02',
  dutychief: 'C02',
  supervisor: 'C02',
  officer: 'C03',
  leader: 'C00',
  town: 'T003',
  townwork: 'T003',
  towninspector: 'T003',
  village: '310117003001',
}

beforeAll(async () => {
  server = await startTestServer({ clock })
  people = await Promise.all(
    Object.entries(accounts).map(async ([name, unit]) => {
      const answer = await fetch(`${server.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: name, password: demoPassword }),
      })
      const cookie = answer.headers.get('set-cookie')!.split(';')[0]!
      const me = await getJson<{ post: { role: string } }>('/api/session', { cookie })
      return { name, unit, cookie, role: me.post.role }
    }),
  )
  const all = await getJson<{ items: { id: string; code: string }[] }>('/api/units', people[0]!)
  units = new Map(all.items.map((unit) => [unit.code, unit.id]))
  const published = await getJson<{ items: Kind[] }>('/api/case-kinds', people[0]!)
  kinds = new Map(published.items.map((kind) => [kind.kind, kind]))
})
afterAll(() => server.stop())

async function getJson<T>(path: string, { cookie }: { cookie: string }): Promise<T> {
  const answer = await fetch(server.url + path, { headers: { cookie } })
  if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()) as T
}

async function send(
  person: Person,
  path: string,
  body: Record<string, unknown>,
): Promise<{ status: number; text: string }> {
  const answer = await fetch(server.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: person.cookie },
    body: JSON.stringify(body),
  })
  return { status: answer.status, text: await answer.text() }
}

/** Sends a command, now and then twice, and keeps it: later it is sent again and must change nothing. */
async function command(person: Person, path: string, body: Record<string, unknown>) {
  const whole = { id: randomUUID(), occurredAt: clock.now().toISOString(), ...body }
  const first = await send(person, path, whole)
  if (first.status !== 200)
    return { ok: false as const, problem: JSON.parse(first.text) as { type: string; title: string } }
  sent.push({ person, path, body: whole, reply: first.text })
  if (sent.length % 5 === 0) expect((await send(person, path, whole)).text).toBe(first.text)
  return { ok: true as const, value: JSON.parse(first.text) as { caseId: string; sequence: number; state: string } }
}

const soon = (hours: number): string => new Date(clock.now().getTime() + hours * 3_600_000).toISOString()

/** Fills in a form; `want` are values of importance. */
function filled(fields: readonly Field[], want: Record<string, string>, text: string): Record<string, string> {
  const input: Record<string, string> = {}
  for (const field of fields) {
    const value = want[field.key] ?? valueOf(field, text)
    if (value !== undefined && (field.when === undefined || want[field.key] !== undefined)) input[field.key] = value
  }
  return input
}

function valueOf(field: Field, text: string): string | undefined {
  if (field.required !== true) return undefined
  if (field.type === 'choice') return field.choices![0]!.code
  if (field.type === 'number') return String(Math.max(field.least ?? 1, 1))
  if (field.type === 'moment') return soon(30)
  if (field.type === 'long') return text.slice(0, 200)
  if (field.type === 'standard') return standard
  if (field.type === 'text') return text.slice(0, 30)
  return undefined
}
const standard = '2026.component.01001-1'

/** Units that may be meant by a unit field, the likeliest first. */
function unitsFor(field: Field, person: Person): string[] {
  const order: Record<string, string[]> = {
    platforms_below: person.unit === 'T003' ? ['310117003001'] : ['T003'],
    platform: person.unit === 'T003' ? ['T003'] : person.unit === '310117003001' ? ['310117003001'] : ['B16', 'B27'],
    below: ['310117003001'],
  }
  return (order[field.among ?? ''] ?? ['B16', 'B27', 'T003']).map((code) => units.get(code)!)
}

let turn = 0

/** Does one of the possible actions of a case, those never done before first. False when nobody can do anything. */
async function step(life: Life, text: string, calm: boolean): Promise<boolean> {
  const { kind } = life
  const ends = new Set(kind.states.filter((state) => state.stage === 'done').map((state) => state.code))
  const possible = kind.actions
    .filter((action) => action.from.includes(life.state) && action.by !== 'system')
    .map((action) => ({ action, done: covered.get(`${kind.kind} ${action.code}`) ?? 0 }))
    .filter(({ done }) => !ends.has(life.state) || done < 3)
    .filter(({ action, done }) => calm || done < 2 || action.to === undefined || !ends.has(action.to))
    .toSorted((a, b) => (life.did[a.action.code] ?? 0) - (life.did[b.action.code] ?? 0) || a.done - b.done)
  turn += 1
  // A calm life goes straight on, a wild one does what was done least.
  const onward = possible.filter(({ action }) => action.tone === 'primary')
  const ahead = calm ? onward : [...possible.filter(({ done }) => done === 0), ...wayToNew(life)]
  for (const { action } of [...ahead, ...possible.filter((one) => !ahead.includes(one))]) {
    if (await act(life, action, text)) return true
  }
  return false
}

/** The actions by which the nearest state is reached from which something can be done that was never done. */
function wayToNew({ kind, state, before }: Life): { action: Action; done: number }[] {
  const unseen = new Set(
    kind.actions
      .filter(({ code, by }) => by !== 'system' && !covered.has(`${kind.kind} ${code}`))
      .flatMap(({ from }) => from),
  )
  let edge = [{ at: state, first: undefined as Action | undefined }]
  const known = new Set([state])
  while (edge.length > 0) {
    const next: typeof edge = []
    for (const { at, first } of edge) {
      for (const action of kind.actions.filter((one) => one.from.includes(at) && one.by !== 'system')) {
        const to = action.to === '@before' ? before : action.to
        if (to === undefined || known.has(to)) continue
        known.add(to)
        const begins = first ?? action
        if (unseen.has(to)) return [{ action: begins, done: 1 }]
        next.push({ at: to, first: begins })
      }
    }
    edge = next
  }
  return []
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const at = items.length === 0 ? 0 : by % items.length
  return [...items.slice(at), ...items.slice(0, at)]
}

async function act(life: Life, action: Pick<Action, 'code' | 'roles' | 'input'>, text: string): Promise<boolean> {
  const unitField = action.input.find((field) => field.type === 'unit')
  for (const person of people.filter((one) => action.roles.includes(one.role))) {
    for (const unit of unitField === undefined ? [undefined] : rotated(unitsFor(unitField, person), turn)) {
      const want: Record<string, string> = unit === undefined ? {} : { [unitField!.key]: unit }
      const path = `/api/cases/${life.id}/actions/${action.code}`
      const answer = await command(person, path, { basedOn: life.sequence, input: filled(action.input, want, text) })
      if (answer.ok) {
        if (answer.value.state !== life.state) life.before = life.state
        life.sequence = answer.value.sequence
        life.state = answer.value.state
        const name = `${life.kind.kind} ${action.code}`
        covered.set(name, (covered.get(name) ?? 0) + 1)
        life.did[action.code] = (life.did[action.code] ?? 0) + 1
        return true
      }
      if (answer.problem.type === 'cases.moved') {
        const view = await getJson<{ case: { sequence: number; state: string } }>(
          `/api/cases/${life.id}`,
          people[0]!,
        ).catch(() => undefined)
        if (view !== undefined) ({ sequence: life.sequence, state: life.state } = view.case)
        return view !== undefined
      }
      // Nobody is ever refused without being told why, and never by an accident.
      expect(['cases.action_not_allowed', 'cases.not_found', 'cases.input_invalid']).toContain(answer.problem.type)
      if (answer.problem.type === 'cases.input_invalid') expect(answer.problem.title).toContain('单位')
    }
  }
  return false
}

let picture: Uint8Array<ArrayBuffer> | undefined

/** A photo of this person's; its id. */
async function upload(person: Person): Promise<string> {
  picture ??= await photo({})
  const now = () => clock.now().toISOString()
  const begun = { id: randomUUID(), occurredAt: now(), name: '现场.jpg', size: picture.length }
  expect((await send(person, '/api/file-uploads', begun)).status).toBe(200)
  const part = await fetch(`${server.url}/api/file-uploads/${begun.id}/content?offset=0`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', cookie: person.cookie },
    body: picture,
  })
  expect(part.status).toBe(200)
  const done = await send(person, `/api/file-uploads/${begun.id}/complete`, { id: randomUUID(), occurredAt: now() })
  return (JSON.parse(done.text) as { id: string }).id
}

async function begin(kindCode: string, text: string, number: number): Promise<Life> {
  const kind = kinds.get(kindCode)!
  const who = (role: string): Person => people.find((one) => one.role === role)!
  const natures = ['complaint', 'help', 'report', 'consult']
  const hotline = {
    cityNumber: `T${String(number).padStart(12, '0')}`,
    title: text.slice(0, 40),
    text,
    nature: natures[number % natures.length]!,
    urgency: number % 7 === 0 ? 'sub_urgent' : 'normal',
    // Beyond the longest holiday: a working day before it there must be some time left.
    ...(number % 4 === 0 ? { cityDeadline: soon(24 * 20) } : {}),
    contactName: '王小明',
    contactPhone: '13900001234',
  }
  const grid = {
    source: 'supervisor',
    title: text.slice(0, 40),
    text,
    itemKind: 'component',
    category: number % 3 === 0 ? '01001' : '04001',
    address: '松江区思贤路1855弄',
  }
  const entry = kind.entries?.[0]?.code
  const special = entry !== undefined && number % 5 === 2
  const person =
    kindCode === 'hotline'
      ? who('hotline_receiver')
      : number % 4 === 1 && !special
        ? people.find((one) => one.name === 'town')!
        : number % 4 === 2 || special
          ? who('supervisor')
          : who('acceptor')
  const photos: Record<string, string> = {}
  if (special && kindCode === 'grid') {
    for (const key of ['beforePhotos', 'afterPhotos']) photos[key] = await upload(person)
  }
  const answer = await command(person, '/api/cases', {
    kind: kindCode,
    input: { ...(kindCode === 'hotline' ? hotline : grid), ...photos },
    ...(special ? { entry } : {}),
  })
  if (!answer.ok) throw new Error(`${kindCode}: ${JSON.stringify(answer.problem)}`)
  covered.set(`${kindCode} register${special ? ` ${entry}` : ''}`, 1)
  return { id: answer.value.caseId, kind, sequence: 1, state: answer.value.state, before: '', did: {} }
}

const real = join(import.meta.dirname, '../../../shared/data/hotline_fuzhou12345/workorders.open.csv')

/**
 * Complaints of a real city where they lie beside the project, else texts of our own: thirty, and two hundred in a run
 * that proves (npm run prove).
 */
function texts(): string[] {
  const count = process.env['YIWANG_SEED'] === undefined ? 30 : 200
  if (existsSync(real)) {
    const rows = parse(readFileSync(real), { columns: true, bom: true }) as { complaint_text: string }[]
    return rows.slice(0, count).map((row) => row.complaint_text.slice(0, 1900))
  }
  const things = ['窨井盖松动', '路灯不亮', '河道发黑有异味', '夜间施工扰民', '绿化带枯死', '占道经营']
  return Array.from(
    { length: count },
    (_, index) => `思贤路${index + 1}弄附近${things[index % things.length]}，请尽快处理。`,
  )
}

test('carries every text through the branches of both kinds; sent again nothing changes; everything verifies', async () => {
  for (const [index, text] of texts().entries()) {
    const life = await begin(index % 2 === 0 ? 'hotline' : 'grid', text, index)
    const calm = index % 4 < 2
    for (let steps = 0; steps < 30; steps += 1) if (!(await step(life, text, calm))) break
  }
  await shortcut()
  await throughThePlatforms()
  await askedByAVillage()
  await doneAgain()
  await sameNumber()
  await byTheClock()

  const missing = [...kinds.values()].flatMap((kind) =>
    [...kind.actions.map((action) => action.code), ...(kind.shortcuts ?? []).map((one) => one.code)].filter(
      (code) => !covered.has(`${kind.kind} ${code}`),
    ),
  )
  expect(missing).toEqual([])

  await allRung()
  const before = await heads()
  // Everything once more, the newest first: every reply is the one that was given, and nothing has moved.
  for (const one of sent.toReversed()) expect((await send(one.person, one.path, one.body)).text).toBe(one.reply)
  expect(await heads()).toEqual(before)

  const { findings, cases } = await withClient(server.database.superUrl, async (client) =>
    verifyCases(client, await readMasterKey(undefined, server.dataFolder)),
  )
  expect(findings).toEqual([])
  expect(cases).toBeGreaterThan(30)
}, 600_000)

/** Time stands still, and what came due before has rung: from here on a case moves only by what is sent. */
async function allRung(): Promise<void> {
  const now = clock.stop()
  await withClient(server.database.superUrl, (client) =>
    until(async () => {
      const due = await client.query('select from cases.clock where next_at <= $1 limit 1', [now])
      return due.rowCount === 0
    }),
  )
}

async function heads(): Promise<string[]> {
  return withClient(server.database.superUrl, async (client) => {
    const { rows } = await client.query<{ line: string }>(
      `select id || ' ' || sequence || ' ' || encode(head, 'hex') as line from cases.case order by id`,
    )
    return rows.map((row) => row.line)
  })
}

/** One form and one key: accepted, filed and dispatched, three rows, by the rule that is certain. */
async function shortcut(): Promise<void> {
  const life = await begin('grid', '行道树断枝，压在人行道上。', 3)
  const acceptor = people.find((one) => one.role === 'acceptor')!
  const answer = await command(acceptor, `/api/cases/${life.id}/actions/accept_dispatch`, {
    basedOn: 1,
    input: { category: '04001', standard, unit: units.get('B27')! },
  })
  expect(answer).toMatchObject({ ok: true, value: { sequence: 4, state: 'pending_handle' } })
  covered.set('grid accept_dispatch', 1)
}

interface Whole {
  case: { state: string; sequence: number; platform: { name: string } }
  holdings: { part: string; unit: { name: string }; until: string | null }[]
  clocks: { code: string; round: number; deadline: string }[]
}

/** From the district to a town to a village, and its feedback back up; one clock over the whole of it that nothing resets. */
async function throughThePlatforms(): Promise<void> {
  const acceptor = people.find((one) => one.role === 'acceptor')!
  const person = (name: string): Person => people.find((one) => one.name === name)!
  const life = await begin('grid', '村口路灯不亮，夜间行走不便。', 8)
  const look = () => getJson<Whole>(`/api/cases/${life.id}`, acceptor)
  const whole = (view: Whole) => view.clocks.find((one) => one.code === 'whole')
  const began = whole(await look())
  const go = async (name: string, code: string, input: Record<string, string> = {}): Promise<void> => {
    const path = `/api/cases/${life.id}/actions/${code}`
    const answer = await command(person(name), path, { basedOn: life.sequence, input })
    if (!answer.ok) throw new Error(`${code}: ${JSON.stringify(answer.problem)}`)
    life.sequence = answer.value.sequence
    covered.set(`grid ${code}`, 1)
  }
  const why = { reason: '属村内道路' }
  await go('acceptor', 'transfer', { platform: units.get('T003')!, ...why })
  // The district cannot act on what is the town's now.
  const path = `/api/cases/${life.id}/actions/take_over`
  const late = await command(person('dispatcher'), path, { basedOn: life.sequence, input: {} })
  expect(late.ok ? '' : late.problem.type).toBe('cases.action_not_allowed')
  await go('town', 'take_over')
  await go('town', 'transfer', { platform: units.get('310117003001')!, ...why })
  const passed = await look()
  expect(passed.holdings.filter((one) => one.part === 'platform').length).toBeGreaterThan(2)
  await go('village', 'take_over')
  await go('village', 'dispatch', { unit: units.get('310117003001')! })
  await go('village', 'sign')
  await go('village', 'finish', { result: 'done', note: '已更换灯泡。' })
  await go('village', 'report_up')
  await go('town', 'pass_feedback')
  await go('towninspector', 'check_pass', { way: 'site' })
  await go('town', 'close')
  const view = await look()
  expect(view.case.state).toBe('closed')
  expect(view.holdings.filter((one) => one.part === 'platform').map((one) => one.unit.name)).toEqual([
    '松江区',
    '方松街道',
    expect.stringContaining('居'),
    '方松街道',
  ])
  expect(whole(view)).toMatchObject({ round: 1, deadline: began!.deadline })
}

/** What a village asks for its town answers, and what a village may not ask is said at once. */
async function askedByAVillage(): Promise<void> {
  const person = (name: string): Person => people.find((one) => one.name === name)!
  const village = units.get('310117003001')!
  for (const [at, [ask, input, answer, state]] of asked.entries()) {
    const life = await begin('grid', '村口路灯不亮，夜间行走不便。', 20 + 8 * at)
    const go = async (name: string, code: string, given: Record<string, string> = {}) => {
      const path = `/api/cases/${life.id}/actions/${code}`
      const said = await command(person(name), path, { basedOn: life.sequence, input: given })
      if (said.ok) life.sequence = said.value.sequence
      return said.ok ? '' : `${said.problem.type}: ${said.problem.title}`
    }
    const why = { reason: '属村内道路' }
    expect(await go('acceptor', 'transfer', { platform: units.get('T003')!, ...why })).toBe('')
    expect(await go('town', 'take_over')).toBe('')
    expect(await go('town', 'transfer', { platform: village, ...why })).toBe('')
    expect(await go('village', 'take_over')).toBe('')
    expect(await go('village', 'dispatch', { unit: village })).toBe('')
    expect(await go('village', 'dispute', { ...why, basis: '属镇管道路' })).toContain('村居不裁定争议')
    expect(await go('village', 'sign')).toBe('')
    expect(await go('village', ask, { ...input, ...why })).toBe('')
    expect(await go('village', answer)).toContain('cases.action_not_allowed')
    expect(await go('town', answer)).toContain('cases.action_not_allowed')
    expect(await go('village', 'report_up')).toBe('')
    expect(await go('town', answer)).toBe('')
    const { case: now, holdings } = await getJson<Whole>(`/api/cases/${life.id}`, person('town'))
    expect(now).toMatchObject({ state, platform: { name: '方松街道' } })
    expect(holdings.filter((one) => one.part === 'main' && one.until === null).map((one) => one.unit.name)).toEqual([
      expect.stringContaining('居'),
    ])
  }
}
const asked = [
  ['apply_delay', { delayHours: '8' }, 'grant_delay', 'handling'],
  ['apply_defer', { resumeOn: new Date(Date.now() + 40 * 86_400_000).toISOString() }, 'approve_defer', 'deferred'],
] as const

/** Not satisfied when called back: done again, by somebody else. */
async function doneAgain(): Promise<void> {
  const life = await begin('hotline', '小区垃圾满溢。', 903)
  for (const code of ['dispatch', 'accept', 'contact', 'finish', 'endorse', 'approve', 'report', 'redo']) {
    const action = life.kind.actions.find((one) => one.code === code)!
    expect(await act(life, action, '已清运。'), code).toBe(true)
  }
  expect(life.state).toBe('received')
}

/** The city's number again: urged, told more, to be done again; never a new order, never dropped, in any state. */
async function sameNumber(): Promise<void> {
  const receiver = people.find((one) => one.role === 'hotline_receiver')!
  const life = await begin('hotline', '河边护栏缺失。', 900)
  const input = { cityNumber: 'T000000000900', title: '护栏', text: '再次来电', nature: 'complaint' }
  for (const [index, arrival] of ['urge', 'supplement', 'redo'].entries()) {
    const answer = await command(receiver, '/api/cases', { kind: 'hotline', input: { ...input, arrival } })
    expect(answer).toMatchObject({ ok: true, value: { caseId: life.id, sequence: index + 2, appended: true } })
  }
}

/** When a case must have been signed for, in ms. */
async function signingOf(life: Life, person: Person): Promise<number> {
  const { clocks } = await getJson<Whole>(`/api/cases/${life.id}`, person)
  return Date.parse(clocks.find((one) => one.code === 'signing')!.deadline)
}

/** What nobody does: what clocks do when they ring. */
async function byTheClock(): Promise<void> {
  const receiver = people.find((one) => one.role === 'hotline_receiver')!
  const watch = async (life: Life, person: Person, state: string, name: string): Promise<void> => {
    await until(async () => {
      const view = await getJson<{ case: { state: string; sequence: number } }>(`/api/cases/${life.id}`, person)
      Object.assign(life, { state: view.case.state, sequence: view.case.sequence })
      return life.state === state
    })
    covered.set(`${life.kind.kind} ${name}`, 1)
  }
  const do_ = async (life: Life, code: string): Promise<void> => {
    const action = life.kind.actions.find((one) => one.code === code)!
    expect(await act(life, action, '按规定处置。'), code).toBe(true)
  }
  const order = await begin('hotline', '路灯不亮。', 901)
  await do_(order, 'dispatch')
  const grid = await begin('grid', '绿化带枯死。', 4)
  for (const code of ['accept', 'file', 'dispatch']) await do_(grid, code)
  const acceptor = people.find((one) => one.role === 'acceptor')!
  // Two working hours each: over a weekend or a holiday that is days away.
  const deadlines = [await signingOf(order, receiver), await signingOf(grid, acceptor)]
  clock.skip((Math.max(...deadlines) - clock.now().getTime()) / 3_600_000 + 1)
  await watch(order, receiver, 'handling', 'auto_accept')
  await watch(grid, acceptor, 'handling', 'auto_sign')
  await do_(grid, 'apply_defer')
  await do_(grid, 'approve_defer')
  clock.skip(24 * 3)
  await watch(grid, acceptor, 'handling', 'auto_resume')
}
