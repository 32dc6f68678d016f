import { test } from 'vitest'
import { hotlineCrew } from '#core/cases/testing'
import { withClient } from '#lib/db'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('whoever is sent a case sees it in the bell, opens it by keyboard, and the bell is empty', async () => {
  const crew = await hotlineCrew(scene.server)
  const desk = await scene.desk('陆建平')
  const id = await crew.register()
  await crew.mustAct(crew.receiver, id, 'dispatch', { unit: crew.units.get('B16')! })
  await desk.getByRole('link', { name: '消息，1 条未读' }).click()
  await desk.getByRole('button', { name: /新派案件 SJ/ }).waitFor()
  await picture(desk, 'messages')
  await desk.keyboard.press('j')
  await desk.keyboard.press('Enter')
  await desk.waitForURL(`**/cases/${id}`)
  await desk.getByRole('link', { name: '消息', exact: true }).waitFor()
})

test('an urgent message stays on every screen until somebody opens it', async () => {
  const water = await scene.desk('陆建平')
  const green = await scene.desk('徐文君')
  await withClient(scene.server.database.superUrl, async (client) => {
    await client.query(`insert into messaging.message
      (id, account_id, notice, template_version, title, body, urgent, dedup_key, occurred_at, arrived_at)
      select gen_random_uuid(), id, 'proof.urgent', 0, '{"zh-CN": "防汛响应启动", "en": "Flood response"}',
        '{"zh-CN": "请到岗", "en": "To your posts"}', true, 'flood', now(), now()
      from identity.account where username in ('water', 'green')`)
    await client.query(`insert into events.outbox (topic, data)
      select 'messaging.arrived', jsonb_build_object('accountId', account_id, 'id', id, 'urgent', true)
      from messaging.message where dedup_key = 'flood'`)
  })
  await green.getByText('防汛响应启动').waitFor()
  await water.getByRole('button', { name: '查看' }).click()
  await green.getByText('防汛响应启动').waitFor({ state: 'detached' })
  await green.getByRole('link', { name: '消息，1 条未读' }).click()
  await green.getByText('已有人处理').waitFor()
  await water.getByRole('button', { name: '查看' }).waitFor({ state: 'detached' })
})

test('an administrator sees why a job failed and tries it again', async () => {
  await withClient(scene.server.database.superUrl, (client) =>
    client.query(`insert into pgboss.job (name, data, state, output, retry_limit, retry_count, policy)
      values ('messaging.deliver', '{"notices": [], "topic": "x", "data": {}, "recordedAt": "2026-11-22T00:00:00Z"}', 'failed',
        '{"message": "the map was not there"}', 0, 0, 'standard')`),
  )
  const admin = await scene.desk('周启航')
  await admin.getByRole('link', { name: '后台任务' }).click()
  await admin.getByRole('button', { name: '投递消息 失败 1' }).click()
  await admin.getByText('the map was not there').waitFor()
  await admin.getByRole('button', { name: '重试', exact: true }).click()
  await admin.getByText('没有失败的任务，一切正常。').waitFor()
})
