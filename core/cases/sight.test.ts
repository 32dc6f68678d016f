import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { createPool, createReader, runTransaction, withClient, type Pool } from '#lib/db'
import type { Actor } from '#lib/http'
import { createLogger } from '#lib/kernel'
import { guarded, type TestClient } from '#lib/testing'
import { authenticate } from '#platform/identity'
import { getMe, grantPost, listRoles, nameStandIn, switchPost } from '#platform/identity/contract'
import { office, type Office } from '#platform/identity/testing'
import { OrgBook } from '#platform/org'
import { importUnits } from '#platform/org/contract'
import { dayFromToday } from '#platform/org/testing'
import type { ActionRecord } from './action.ts'
import { hashAction } from './chain.ts'
import { countCases, getCase, listCases } from './contract.ts'
import { fold, type CaseState } from './fold.ts'
import { Kinds } from './kinds.ts'
import { projectionOf } from './perform.ts'
import { maySee, settingsOf } from './policy.ts'
import { insertActions, insertCases, insertContents, putAssignments } from './store.ts'
import { command } from './testing/index.ts'
import { anyWorld, possibleStandIns, sees, type CaseDraft, type PostDraft, type RoleFacts, type World } from './testing/sight-world.ts' // prettier-ignore

const roleCodes = [
  'grid_leader',
  'village_handler',
  'town_operator',
  'leader',
  'evaluator',
  'hotline_receiver',
  'supervise_officer',
  'unit_liaison',
  'unit_handler',
  'info_section',
]

let server: TestServer
let crew: Office
let pool: Pool
let book: OrgBook
let kinds: Kinds
let roles: Map<string, RoleFacts>
beforeAll(async () => {
  server = await startTestServer()
  crew = await office(server)
  const log = createLogger('silent')
  pool = createPool(server.database.webUrl, 'yiwang_serving', log, 4)
  const reader = createReader(pool, { 'yiwang.may': 'server' })
  book = await OrgBook.open(reader, log)
  kinds = await Kinds.read(reader)
  const { items } = await crew.admin.ask(listRoles, {})
  roles = new Map(items.map((one) => [one.code, { ...one, kinds: kinds.seenBy(one.code) }]))
})
afterAll(async () => {
  kinds.close()
  book.close()
  await pool.end()
  await server.stop()
})

let runs = 0

/** Makes the units of a world below the district; gives their ids. */
async function makeUnits({ units }: World): Promise<string[]> {
  const code = (index: number): string => (index === 0 ? 'D00' : `W${runs}-${index}`)
  const rows = units.slice(1).map(({ sort, parent }, at) => `${code(at + 1)},单位${runs}-${at},${sort},${code(parent)}`)
  const report = await crew.admin.ask(importUnits, {
    query: { fileName: 'world.csv', effectiveOn: dayFromToday(0), reason: '测试' },
    body: new TextEncoder().encode(`code,name,sort,parent\n${rows.join('\n')}\n`),
  })
  expect(report).toMatchObject({ bad: 0, written: true })
  await book.reload()
  return units.map((_, index) => book.content.codes.get(code(index))!)
}

/** What happened to a case, as the log says it: units get it one after the other, in each part one at a time. */
function historyOf(world: World, unitIds: readonly string[], draft: CaseDraft, number: string): ActionRecord[] {
  const kind = kinds.newest(draft.kind)!
  const holding = new Map<string, { part: CaseDraft['steps'][number]['part']; unitId: string; visible: boolean }>()
  const area = draft.area === null ? undefined : world.areas[draft.area]!.code
  const category = draft.category === null ? {} : { [kind.categoryField!]: world.categories[draft.category]!.code }
  const record = (sequence: number, payload: Omit<ActionRecord['payload'] & { v: 2 }, 'v' | 'to'>): ActionRecord => ({
    caseId: '',
    sequence,
    commandId: randomUUID(),
    action: sequence === 1 ? 'register' : 'hand_over',
    actorId: randomUUID(),
    actorName: '测试',
    unitId: unitIds[0]!,
    unitName: '测试',
    occurredAt: new Date(0).toISOString(),
    recordedAt: new Date(0).toISOString(),
    payload: { v: 2, to: kind.states[0]!.code, ...payload },
  })
  const steps = draft.steps.map(({ part, unit, staysVisible }, index) => {
    const key = part === 'joint' ? `joint ${index}` : part
    const before = holding.get(key)
    holding.set(key, { part, unitId: unitIds[unit]!, visible: staysVisible })
    return {
      ...(before === undefined ? {} : { release: [before] }),
      assign: [{ part, unitId: unitIds[unit]!, unitName: `单位${unit}` }],
    }
  })
  const last = draft.givenBack && holding.size > 0 ? [{ release: [...holding.values()] }] : []
  const first = {
    register: { kind: kind.kind, kindVersion: kind.version, number, facts: category },
    sensitivity: draft.sensitivity,
    ...(area === undefined ? {} : { place: { lon: 121, lat: 31, areas: [area] } }),
  }
  const caseId = randomUUID()
  return [first, ...steps, ...last].map((payload, index) => ({ ...record(index + 1, payload), caseId }))
}

async function makeCases(world: World, unitIds: readonly string[]): Promise<CaseState[]> {
  await withClient(server.database.superUrl, (client) => client.query('truncate cases.case cascade'))
  const made = world.cases.map((draft, index) => {
    const records = historyOf(world, unitIds, draft, `W${runs}-${index}`)
    let head = Buffer.alloc(32)
    const actions = records.map((record) => ({ record, hash: (head = Buffer.from(hashAction(head, record))) }))
    return { state: fold(records), actions, head, kind: kinds.newest(draft.kind)! }
  })
  const everything = { kinds: ['grid', 'hotline'], units: [], places: null, categories: null, sensitivity: 2 }
  await runTransaction(
    pool,
    async (tx) => {
      tx.write(insertCases(made.map(({ kind, state, head }) => projectionOf(kind, state, head))))
      tx.write(insertActions(made.flatMap((one) => one.actions)))
      const held = made.flatMap(({ state }) => state.assignments.map((one) => ({ caseId: state.id, one })))
      if (held.length > 0) tx.write(putAssignments(held))
      tx.write(
        insertContents(
          made.map(({ state }) => ({ caseId: state.id, title: '甲', body: '乙', facts: state.facts, terms: [] })),
        ),
      )
    },
    { 'yiwang.actor': JSON.stringify(everything) },
  )
  return made.map((one) => one.state)
}

/** Somebody in a post, as a request comes from them. */
interface InPost {
  readonly post: PostDraft
  readonly client: TestClient
  readonly actor: Actor
}

/** Makes the people of a world and goes through all their posts, and those they stand in for. */
async function* everybody(world: World, unitIds: readonly string[]): AsyncGenerator<InPost> {
  const codes = (nodes: World['areas'], picks: readonly number[] | null) =>
    picks === null ? null : picks.map((at) => nodes[at]!.code)
  const people: { id: string; client: TestClient }[] = []
  const postIds: string[] = []
  const drafts: Awaited<ReturnType<Office['person']>>[] = []
  for (let index = 0; index < world.people; index += 1) drafts.push(await crew.person(`人${index}`, []))
  for (const { person, role, unit, reach, units, places, categories, sensitivity } of world.posts) {
    const body = {
      ...command(),
      role,
      unitId: unitIds[unit]!,
      validTo: null,
      reach,
      units: reach === 'listed' ? units.map((at) => unitIds[at]!) : null,
      places: codes(world.areas, places),
      categories: codes(world.categories, categories),
      sensitivity,
    }
    postIds.push((await crew.security.ask(grantPost, { params: { id: drafts[person]!.id }, body })).id)
  }
  const posted = (person: number): boolean => world.posts.some((post) => post.person === person)
  for (const [index, draft] of drafts.entries())
    people.push({ id: draft.id, client: posted(index) ? await draft.enter() : server.stranger() })
  const asked: { postId: string; person: number; post: PostDraft }[] = world.posts.map((post, at) => ({
    postId: postIds[at]!,
    person: post.person,
    post,
  }))
  for (const { post, deputy } of possibleStandIns(world)) {
    if (!posted(deputy)) continue
    const times = {
      from: new Date(Date.now() - 1000).toISOString(),
      until: new Date(Date.now() + 3_600_000).toISOString(),
    }
    const body = { ...command(), postId: postIds[post]!, accountId: people[deputy]!.id, ...times, reason: '出差' }
    const { id } = await people[world.posts[post]!.person]!.client.ask(nameStandIn, { body })
    asked.push({ postId: id, person: deputy, post: world.posts[post]! })
  }
  for (const { postId, person, post } of asked) {
    const { client } = people[person]!
    if ((await client.ask(getMe, {})).post.id !== postId)
      await client.ask(switchPost, { body: { ...command(), postId } })
    yield { post, client, actor: await actorOf(client) }
  }
}

const deskOf = () => ({
  kinds,
  units: {
    platformOf(id: string) {
      const unit = book.platformOf(id)
      return unit === undefined ? undefined : { id: unit.unitId, name: unit.name, sort: unit.sort }
    },
  },
})

async function actorOf(client: TestClient): Promise<Actor> {
  const request = { headers: { cookie: client.cookie }, url: '/api/cases' } as unknown as FastifyRequest
  const organisation = { subtree: (id: string) => book.subtree(id), head: () => book.head() }
  const rules = { idleHours: 8, sessionHours: 24, passwordDays: 90, secondFactorRoles: [], organisation }
  return (await authenticate(request, { pool, reader: createReader(pool, { 'yiwang.may': 'server' }) }, rules))!
}

/** What the tables show to whoever asks for everything. */
async function underRowSecurity(actor: Actor): Promise<Map<string, string[]>> {
  const setting = JSON.parse(String(settingsOf(deskOf(), actor)['yiwang.actor'])) as object
  const rows = await guarded(server.database, { actor: setting }).rows<{ table: string; ids: string[] }>(
    `select 'case' as table, coalesce(array_agg(id::text), '{}') as ids from cases.case
     union all select 'action', coalesce(array_agg(distinct case_id::text), '{}') from cases.action
     union all select 'content', coalesce(array_agg(case_id::text), '{}') from cases.content`,
  )
  return new Map(rows.map((row) => [row.table, row.ids.toSorted()]))
}

test('who sees which case: policy, lists and row security all say what the trees say, for everybody in every post', async () => {
  await fc.assert(
    fc.asyncProperty(anyWorld(roleCodes), async (world) => {
      runs += 1
      const unitIds = await makeUnits(world)
      const states = await makeCases(world, unitIds)
      const known = new Map(states.map((state, index) => [state.id, index]))
      const numbers = (ids: Iterable<string>) => [...ids].map((id) => known.get(id)!).toSorted((a, b) => a - b)
      for await (const { post, client, actor } of everybody(world, unitIds)) {
        const expected = world.cases.flatMap((one, index) => (sees(world, roles, post, one) ? [index] : []))
        const who = JSON.stringify(post)
        const byPolicy = states.flatMap((state, index) => (maySee(deskOf(), state, actor) ? [index] : []))
        expect(byPolicy, `policy for ${who}`).toEqual(expected)
        for (const [table, ids] of await underRowSecurity(actor))
          expect(numbers(ids), `cases.${table} for ${who}`).toEqual(expected)
        const { items, total } = await client.ask(listCases, { query: { pageSize: 200 } })
        expect(numbers(items.map((row) => row.id)), `list for ${who}`).toEqual(expected)
        expect(total).toBe(expected.length)
        for (const kind of ['grid', 'hotline']) {
          const ofKind = await client.ask(listCases, { query: { kind, pageSize: 200 } })
          const wanted = expected.filter((index) => world.cases[index]!.kind === kind)
          expect(numbers(ofKind.items.map((row) => row.id)), `list of ${kind} for ${who}`).toEqual(wanted)
        }
        expect((await client.ask(countCases, { query: {} })).total, `count for ${who}`).toBe(expected.length)
        for (const [index, { id }] of states.slice(0, 3).entries())
          expect((await client.call(getCase, { params: { id } })).ok, `opens ${index} as ${who}`).toBe(
            expected.includes(index),
          )
      }
    }),
    // A failure is made smaller for a minute at most, then told as it is.
    { seed: Number(process.env['YIWANG_SEED'] ?? 20_261_123), numRuns: 8, interruptAfterTimeLimit: 60_000 },
  )
}, 120_000)
