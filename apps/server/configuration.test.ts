import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sm3Hex } from '#lib/crypto'
import { withClient } from '#lib/db'
import { canonicalJson, dayInShanghai, newId, type Json } from '#lib/kernel'
import type { TestClient } from '#lib/testing'
import { listAudit } from '#platform/audit/contract'
import { addProfile, assignProfile, getYear, setDays } from '#platform/calendar/contract'
import {
  exportConfiguration,
  importConfiguration,
  listConfiguration,
  planConfiguration,
} from '#platform/configuration/contract'
import { addEntry, changeEntry, listEntries, retireEntry } from '#platform/dictionary/contract'
import { createKey, listSystems, registerSystem } from '#platform/exchange/contract'
import { changeArea, getArea } from '#platform/geo/contract'
import { getDemo } from '#platform/identity/contract'
import { listTemplates, setMessagingSetting, writeTemplate } from '#platform/messaging/contract'
import { changeOrg, findUnits, listUnits, type Order } from '#platform/org/contract'
import { startTestServer, type TestServer } from './testing/index.ts'

let from: TestServer
let to: TestServer
let tester: TestClient
let admin: TestClient

const command = () => ({ id: newId(), occurredAt: new Date().toISOString() })
const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
const exported = async (client: TestClient, parts?: string): Promise<string> =>
  (await client.ask(exportConfiguration, { query: parts === undefined ? {} : { parts }, body: {} })).text
const planned = (client: TestClient, text: string, parts?: string) =>
  client.ask(planConfiguration, { query: parts === undefined ? {} : { parts }, body: bytesOf(text) })
const importing = (text: string, plan: string, otherCity?: boolean) => ({
  query: { plan, ...(otherCity === undefined ? {} : { otherCity }) },
  body: bytesOf(text),
})
const count = async (sql: string): Promise<number> =>
  withClient(to.database.superUrl, async (client) => Number((await client.query(sql)).rows[0].count))

type Content = { [key: string]: Json } & { parts: Record<string, { version: number; items: Record<string, Json>[] }> }

/** A file with something changed in it and the sum put right: as somebody would forge it. */
function forged(text: string, change: (content: Content) => void): string {
  const { sum: _, ...content } = JSON.parse(text) as Content & { sum: string }
  change(content as Content)
  return canonicalJson({ ...content, sum: sm3Hex(canonicalJson(content as Json)) })
}

beforeAll(async () => {
  ;[from, to] = [await startTestServer(), await startTestServer()]
  ;[tester, admin] = [await from.as('admin'), await to.as('admin')]
  await edit(tester)
})
afterAll(() => Promise.all([from.stop(), to.stop()]))

const category = { nameEn: null, parent: null, confidence: 'low' as const, source: '', note: '' }
const dictionary = 'hotline-categories'

/** One change of every sort that a person can make. */
async function edit(client: TestClient): Promise<void> {
  const units = new Map((await client.ask(listUnits, {})).items.map((unit) => [unit.code, unit.id]))
  const today = dayInShanghai(new Date())
  const order = (given: Order, effectiveOn = today) =>
    client.ask(changeOrg, { body: { ...command(), order: given, effectiveOn, reason: null } })
  const opening = { shortName: '试点', divisionCode: null, sort: 'contractor', parentId: units.get('B16')! }
  await order({ kind: 'open', code: 'X900', name: '试点作业队', ...opening })
  await order({
    kind: 'rename',
    unitId: units.get('B27')!,
    name: '区绿化市容中心',
    shortName: '绿容',
    divisionCode: null,
  })
  const merge: Order = { kind: 'merge', unitIds: [units.get('C04')!], into: { unitId: units.get('C03')! } }
  await order(merge, '2030-01-01')

  const hours = { opens: 'work_days' as const, dayEnd: 'close' as const, spans: ['09:00-12:00', '13:00-18:00'] }
  const name = { 'zh-CN': '窗口时间', en: 'Counter hours' }
  await client.ask(addProfile, { body: { ...command(), code: 'counter', name, validFrom: '2026-01-01', ...hours } })
  const assign = { unitIds: [units.get('B16')!], profile: 'counter', validFrom: '2026-02-01' }
  await client.ask(assignProfile, { body: { ...command(), ...assign } })
  const days = { firstDay: '2027-03-01', lastDay: '2027-03-02', working: false, reason: '区运动会' }
  await client.ask(setDays, { body: { ...command(), ...days } })

  const params = { dictionary }
  const entry = { ...command(), ...category, version: '', kind: '', code: 'Z1', name: '试点类', attributes: {} }
  await client.ask(addEntry, { params, body: entry })
  const { items } = await client.ask(listEntries, { params, query: { page: 1, pageSize: 50 } })
  const [first, second] = [items.find((one) => one.code === '1')!, items.find((one) => one.code === '9')!]
  const said = { ...category, name: '社会治理类', attributes: first.attributes, basedOn: first.revision }
  await client.ask(changeEntry, { params: { dictionary, id: first.id }, body: { ...command(), ...said } })
  const basedOn = second.revision
  await client.ask(retireEntry, { params: { dictionary, id: second.id }, body: { ...command(), basedOn } })

  const area = await client.ask(getArea, { params: { code: '310117107' }, query: {} })
  const { level, parentCode, sketch, geometry, validFrom } = area
  const drawn = { level, parentCode, sketch, geometry, name: '九亭新镇', basedOn: validFrom, validFrom: today }
  await client.ask(changeArea, {
    params: { code: '310117107' },
    body: { ...command(), ...drawn, dryRun: false, acceptWarnings: true },
  })

  const quiet = { quiet: { from: 1320, until: 420 }, digestMinutes: 20, basedOn: 0 }
  await client.ask(setMessagingSetting, { body: { ...command(), ...quiet } })
  const words = { 'zh-CN': '派给您：{number}', en: 'For you: {number}' }
  const text = { title: words, body: words, basedOn: 0 }
  await client.ask(writeTemplate, { params: { notice: 'cases.dispatched' }, body: { ...command(), ...text } })
  const details = { name: '市级平台', direction: 'both' as const, address: 'https://city.example/in' }
  const system = { code: 'city', ...details, contact: '王小明 13900001111', note: '备注 13900002222' }
  await client.ask(registerSystem, { body: { ...command(), ...system } })
  await client.ask(createKey, { params: { code: 'city' }, body: command() })
}

test('asks for log-in, and for an administrator', async () => {
  const stranger = to.stranger()
  expect(await stranger.refused(listConfiguration, {})).toBe('identity.not_logged_in')
  expect(await stranger.refused(exportConfiguration, { query: {}, body: {} })).toBe('identity.not_logged_in')
  for (const name of ['water', 'security', 'audit']) {
    const client = await to.as(name)
    expect(await client.refused(listConfiguration, {})).toBe('configuration.may_not')
    expect(await client.refused(exportConfiguration, { query: {}, body: {} })).toBe('configuration.may_not')
    expect(await client.refused(planConfiguration, { query: {}, body: bytesOf('{}') })).toBe('configuration.may_not')
    expect(await client.refused(importConfiguration, importing('{}', 'x'))).toBe('configuration.may_not')
  }
})

test('the file holds no person, no contact, no note and no key', async () => {
  const text = await exported(tester)
  const { accounts } = await tester.ask(getDemo, {})
  expect(accounts.length).toBeGreaterThan(5)
  for (const { name } of accounts) expect(text).not.toContain(name)
  for (const secret of ['王小明', '1390000', 'sealed', 'Yiwang-demo', 'password']) expect(text).not.toContain(secret)
  expect(text).toContain('https://city.example/in')
})

describe('what is wrong with a file is named, and nothing is changed', () => {
  const refused = (text: string) => admin.refused(planConfiguration, { query: {}, body: bytesOf(text) })

  test('unreadable, foreign, altered, newer, unknown, misshapen', async () => {
    const text = await exported(tester, 'calendar,messages')
    expect(await refused('{')).toBe('configuration.file_unreadable')
    expect(await refused('[1]')).toBe('configuration.foreign_file')
    expect(await refused('{"format":"other"}')).toBe('configuration.foreign_file')
    expect(await refused(text.replace('区运动会', '区运动日'))).toBe('configuration.file_altered')
    expect(await refused(text.replace(/"sum":"\w/, '"sum":"x'))).toBe('configuration.file_altered')
    expect(await refused(forged(text, (one) => void (one['formatVersion'] = 2)))).toBe('configuration.newer_file')
    expect(await refused(forged(text, (one) => void (one.parts['calendar']!.version = 9)))).toBe(
      'configuration.newer_file',
    )
    const unknown = forged(text, (one) => void (one.parts['weather'] = { version: 1, items: [] }))
    expect(await refused(unknown)).toBe('configuration.no_such_part')
    const misshapen = forged(text, (one) => void one.parts['calendar']!.items.push({ key: 'day 2027-01-01' }))
    expect(await refused(misshapen)).toBe('configuration.part_invalid')
    const twice = forged(text, (one) => void one.parts['messages']!.items.push(one.parts['messages']!.items[0]!))
    expect(await refused(twice)).toBe('configuration.part_invalid')
  })

  test('of another city, unless that is said to be meant', async () => {
    const text = forged(await exported(admin, 'messages'), (one) => {
      one['city'] = '999999'
    })
    const plan = await planned(admin, text)
    expect(plan.city).toEqual({ code: '999999', same: false })
    expect(await admin.refused(importConfiguration, importing(text, plan.plan))).toBe('configuration.other_city')
    expect((await admin.ask(importConfiguration, importing(text, plan.plan, true))).toApply).toBe(0)
  })

  test('a part that cannot be applied takes the others with it', async () => {
    const before = await exported(admin)
    const faulty: [string, (items: Record<string, Json>[]) => void][] = [
      ['kinds', (items) => void ((items[0]!['definition'] as Record<string, Json>)['titleField'] = 'text')],
      ['dictionary', (items) => void (items[0]!['name'] = ' ')],
      ['areas', (items) => void (items[5]!['parent'] = 'nowhere')],
      ['messages', (items) => void items.push({ key: 'template no.such', title: w('x'), body: w('x') })],
      [
        'calendar',
        (items) => void items.push({ key: 'unit NOPE', profiles: [{ validFrom: '2026-01-01', profile: 'office' }] }),
      ],
      ['systems', (items) => void items.push({ key: 'odd', name: 'x', direction: 'out', address: 'ftp://x' })],
      [
        'organisation',
        (items) =>
          void items.push({
            key: 'made up',
            kind: 'close',
            effectiveOn: '2030-01-01',
            from: [],
            to: [],
            steps: [{ op: 'close', unit: 'B16' }],
          }),
      ],
    ]
    for (const [part, spoil] of faulty) {
      const text = await exported(admin, part === 'calendar' ? part : `${part},calendar`)
      const file = forged(text, (content) => {
        spoil(content.parts[part]!.items)
        // Something good besides: it must not go in alone.
        if (part !== 'calendar')
          content.parts['calendar']!.items.push({ key: 'day 2028-02-01', working: false, reason: '好的' })
      })
      const { plan } = await planned(admin, file)
      expect([part, await admin.refused(importConfiguration, importing(file, plan))]).toEqual([
        part,
        'configuration.cannot_apply',
      ])
    }
    expect(await exported(admin)).toBe(before)
  })
})

const w = (text: string): Json => ({ 'zh-CN': text, en: text })

test('a file says what it would change, changes exactly that, once, and the same file comes out again', async () => {
  const text = await exported(tester)
  const plan = await planned(admin, text)
  const part = (name: string) => plan.parts.find((one) => one.name === name)!
  expect(part('organisation').counts).toMatchObject({ added: 3, changed: 0, ended: 0 })
  expect(part('calendar').counts).toMatchObject({ added: 4, changed: 0, ended: 0 })
  expect(part('dictionary').counts).toMatchObject({ added: 1, changed: 1, ended: 1 })
  expect(part('areas').counts).toMatchObject({ added: 0, changed: 1, ended: 0 })
  expect(part('areas').changes[0]!.fields).toEqual([
    { name: { 'zh-CN': '名称', en: 'Name' }, before: '九亭镇', after: '九亭新镇' },
  ])
  expect(part('messages').counts).toMatchObject({ added: 1, changed: 1, ended: 0 })
  expect(part('systems').counts).toMatchObject({ added: 1 })
  expect(part('kinds').counts).toMatchObject({ added: 0, changed: 0, ended: 0 })
  expect(plan.toApply).toBe(14)
  // Looking changed nothing.
  expect((await planned(admin, text)).plan).toBe(plan.plan)

  await admin.ask(setDays, {
    body: { ...command(), firstDay: '2027-04-01', lastDay: '2027-04-01', working: false, reason: '插入' },
  })
  expect(await admin.refused(importConfiguration, importing(text, plan.plan))).toBe('configuration.plan_moved')
  const seen = await planned(admin, text)
  expect(seen.parts.find((one) => one.name === 'calendar')!.counts).toMatchObject({ added: 4, ended: 1 })
  expect((await admin.ask(importConfiguration, importing(text, seen.plan))).toApply).toBe(15)
  const audited = () => count(`select count(*) from audit.entry where what = 'configuration.import'`)
  expect(await audited()).toBe(1)
  expect(await exported(admin)).toBe(text)

  // The answer got lost, the file is sent again: nothing new.
  expect((await admin.ask(importConfiguration, importing(text, seen.plan))).toApply).toBe(0)
  expect(await audited()).toBe(1)
  expect((await planned(admin, text)).toApply).toBe(0)
})

test('what was imported works: unit, calendar, entry, area, text, and a system that is off without a key', async () => {
  const { items: units } = await admin.ask(findUnits, {
    query: { q: '试点作业队', page: 1, pageSize: 10, order: 'name' },
  })
  expect(units).toMatchObject([{ code: 'X900' }])
  const { days } = await admin.ask(getYear, { params: { year: 2027 } })
  expect(days.find((one) => one.day === '2027-03-01')).toMatchObject({ working: false, kind: 'override' })
  expect(days.find((one) => one.day === '2027-04-01')).not.toMatchObject({ kind: 'override' })
  expect((await admin.ask(getArea, { params: { code: '310117107' }, query: {} })).name).toBe('九亭新镇')
  const { items: templates } = await admin.ask(listTemplates, {})
  expect(templates.find((one) => one.notice === 'cases.dispatched')!.versions[0]!.title['zh-CN']).toBe(
    '派给您：{number}',
  )
  const { items: systems } = await admin.ask(listSystems, {})
  expect(systems).toMatchObject([{ code: 'city', isOn: false, keys: [], contact: '', note: '' }])
  const { items: entries } = await (
    await to.as('audit')
  ).ask(listAudit, {
    query: { what: 'configuration.import' },
  })
  expect(entries.length).toBeGreaterThan(0)
})

test('a version of a case kind comes in beside those that are published', async () => {
  const text = forged(await exported(admin, 'kinds'), ({ parts }) => {
    const { definition } = parts['kinds']!.items[0]! as { definition: Record<string, Json> }
    const version = 99
    parts['kinds']!.items.splice(1, 0, {
      key: `${definition['kind'] as string} ${version}`,
      definition: { ...definition, version },
    })
  })
  const plan = await planned(admin, text)
  expect(plan.parts[0]!.counts).toMatchObject({ added: 1, changed: 0, ended: 0 })
  await admin.ask(importConfiguration, importing(text, plan.plan))
  expect(await count(`select count(*) from cases.kind where version = 99`)).toBe(1)
  expect(JSON.parse(await exported(admin, 'kinds'))).toEqual(JSON.parse(text))
})

test('the command line writes the same file, says what it changes, and changes it as an administrator', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'yiwang-config-'))
  const file = join(folder, 'config.json')
  const run = (server: TestServer, ...words: string[]) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...words], {
      env: {
        ...process.env,
        YIWANG_DATA: server.dataFolder,
        DATABASE_URL: server.database.webUrl,
        DATABASE_MIGRATION_URL: server.database.migrationUrl,
        DATABASE_WORKER_URL: server.database.workerUrl,
      },
    })
  try {
    await run(to, 'export-config', file, '--only', 'messages,calendar')
    expect(await readFile(file, 'utf8')).toBe(await exported(admin, 'messages,calendar'))
    const days = { firstDay: '2029-01-02', lastDay: '2029-01-02', working: false, reason: '命令行' }
    await admin.ask(setDays, { body: { ...command(), ...days } })
    const look = await run(to, 'import-config', file, '--dry-run')
    expect(look.stdout).toContain('  - 2029-01-02')
    expect(await exported(admin, 'calendar')).toContain('2029-01-02')
    await expect(run(to, 'import-config', file, '--as', 'water')).rejects.toMatchObject({ code: 2 })
    expect((await run(to, 'import-config', file, '--as', 'admin')).stdout).toContain('已导入 1 处变更')
    expect(await exported(admin, 'calendar')).not.toContain('2029-01-02')
  } finally {
    await rm(folder, { recursive: true })
  }
  // Five starts of the program, each of which reads the city's data.
}, 120_000)

test('property: importing what was exported changes nothing, whatever parts and whatever entries there are', async () => {
  const { parts } = await tester.ask(listConfiguration, {})
  // Three thousand areas take seconds on a busy machine; the test above carries them there and back.
  const names = parts.map((one) => one.name).filter((name) => name !== 'areas')
  const params = { dictionary }
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 }),
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).filter((name) => name.trim() !== ''),
      async (chosen, name) => {
        const code = `P${newId().slice(0, 8)}${newId().slice(-8)}`
        await tester.call(addEntry, {
          params,
          body: { ...command(), ...category, version: '', kind: '', code, name, attributes: {} },
        })
        const text = await exported(tester, chosen.join(','))
        const plan = await planned(tester, text)
        expect(plan.toApply).toBe(0)
        expect(plan.parts.flatMap((one) => one.changes)).toEqual([])
        expect((await tester.ask(importConfiguration, importing(text, plan.plan))).toApply).toBe(0)
        expect(await exported(tester, chosen.join(','))).toBe(text)
      },
    ),
    { numRuns: 8 },
  )
})
