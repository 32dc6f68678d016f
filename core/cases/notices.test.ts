import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { withClient } from '#lib/db'
import { openStream, until, type TestClient } from '#lib/testing'
import { listMessages, writeTemplate } from '#platform/messaging/contract'
import { command, hotlineCrew, type HotlineCrew } from './testing/index.ts'

let server: TestServer
let crew: HotlineCrew

beforeAll(async () => {
  server = await startTestServer()
  crew = await hotlineCrew(server)
})
afterAll(() => server.stop())

const inbox = async (client: TestClient) => (await client.ask(listMessages, { query: {} })).items
const titles = async (client: TestClient): Promise<string[]> => (await inbox(client)).map((one) => one.title['zh-CN'])

/** A case sent to the water bureau, and that its people have been told. */
async function dispatched(input?: Record<string, string>): Promise<string> {
  const before = (await inbox(crew.water)).length
  const id = await crew.register(input)
  await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get('B16')! })
  await until(async () => (await inbox(crew.water)).length > before)
  return id
}

test('a case dispatched tells the people of the unit, at once and nobody else; returned, the receivers but for whoever did it', async () => {
  const stream = await openStream(crew.water)
  const others = await openStream(crew.green)
  const id = await dispatched()
  const [message] = await inbox(crew.water)
  expect(message!.title['zh-CN']).toMatch(/^新派案件 SJ\d{8}-\d{6}$/)
  expect(message).toMatchObject({ link: `/cases/${id}`, urgent: false, readAt: null, notice: 'cases.dispatched' })
  expect(message!.body['zh-CN']).toContain('河边护栏缺失')
  await until(() => stream.events.some((one) => one.topic === 'messaging.arrived'))
  await crew.returned(crew.water, id, '不属水务职责，依据三定方案。')
  await until(async () => (await inbox(crew.receiver)).length === 1)
  expect((await titles(crew.receiver))[0]).toMatch(/^退单 SJ/)
  // What the receiver's message came through has passed the others by.
  expect(others.events.filter((one) => one.topic === 'messaging.arrived')).toEqual([])
  expect(await titles(crew.green)).toEqual([])
  expect(await inbox(crew.water)).toHaveLength(1)
  await stream.close()
  await others.close()
})

test('no personal data stands in a message or in a job', async () => {
  await dispatched({ title: '钱小满13900001234反映护栏', contactPhone: '13900001234' })
  const found = await withClient(server.database.superUrl, (client) =>
    client.query(`select 1 from messaging.message where title::text || body::text like '%13900001234%'
      union all select 1 from pgboss.job where data::text like '%13900001234%'`),
  )
  expect(found.rowCount).toBe(0)
})

test('an administrator’s words are used for what is told from then on', async () => {
  const admin = await server.as('admin')
  const words = (text: string) => ({ 'zh-CN': text, en: text })
  const body = { ...command(), basedOn: 0, title: words('来活了 {number}'), body: words('{kind} {title}') }
  await admin.ask(writeTemplate, { params: { notice: 'cases.dispatched' }, body })
  await dispatched()
  const [newest, ...older] = await titles(crew.water)
  expect(newest).toMatch(/^来活了 SJ/)
  expect(older.every((title) => title.startsWith('新派案件'))).toBe(true)
})
