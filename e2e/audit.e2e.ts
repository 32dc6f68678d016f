import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { withClient } from '#lib/db'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

/** A day's work of the district, as the log would have it. */
async function work(rows: number): Promise<void> {
  await withClient(scene.server.database.superUrl, (client) =>
    client.query(
      `insert into audit.entry (recorded_at, actor_id, actor_name, unit_name, what, subject, subject_name, detail, request_id)
       select now() - (n * 7) * interval '1 minute', gen_random_uuid(), (array['沈雨晴','顾明远','陆建平','徐文君'])[n % 4 + 1],
         (array['热线服务科','热线服务科','区水务局','区绿化和市容管理局'])[n % 4 + 1],
         (array['cases.register','cases.approve','cases.accept','cases.reveal'])[n % 4 + 1],
         gen_random_uuid()::text, 'SJ20261122-' || lpad(n::text, 6, '0'),
         case when n % 4 = 3 then '{"reason":"联系市民核实护栏位置"}' else '{"sequence":2}' end::jsonb, substr(md5(n::text), 1, 12)
       from generate_series(1, $1::int) as n`,
      [rows],
    ),
  )
}

async function openLog(page: Page): Promise<void> {
  await page.getByRole('link', { name: '审计日志' }).click()
  await page.getByRole('heading', { name: '审计日志' }).waitFor()
  await page.getByRole('row').nth(1).waitFor()
}

test('the audit administrator finds, opens, verifies and takes out what was done', async () => {
  const page = await scene.desk('唐鉴清')
  await openLog(page)
  await picture(page, 'audit-few')
  await work(130)
  await page.keyboard.press('r')
  await page.getByText('SJ20261122-000003').first().waitFor()
  await picture(page, 'audit-1366')

  // What is worth a look, by a word of its reason; the address carries both.
  await page.getByLabel('仅看敏感操作').check()
  await page.getByLabel('详情中的文字').fill('护栏')
  await page.waitForURL(/sensitive=1.*&q=/)
  await page.getByText(/共 32 条/).waitFor()
  await page.getByRole('row').nth(1).click()
  const drawer = page.getByRole('dialog', { name: /号审计记录/ })
  await drawer.getByText('联系市民核实护栏位置').first().waitFor()
  await drawer.getByText('封存值（SM3）').waitFor()
  await picture(page, 'audit-drawer')
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '清除筛选' }).click()
  await page.waitForURL((url) => !url.searchParams.has('q'))

  // Page after page, and back.
  await page.getByRole('button', { name: '下一页' }).click()
  await page.waitForURL(/after=/)
  await page.getByRole('button', { name: '上一页' }).click()
  await page.waitForURL((url) => !url.searchParams.has('after'))

  await page.getByLabel('详情中的文字').fill('没有这样的话')
  await page.getByText('没有符合条件的记录').waitFor()
  await picture(page, 'audit-empty')
  await page.getByRole('button', { name: '清除筛选' }).first().click()
  await page.getByText('没有符合条件的记录').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: '核验' }).click()
  await page.getByText(/核验通过/).waitFor()
  await picture(page, 'audit-verified')
  await page.keyboard.press('Escape')
  await page.getByText(/核验通过/).waitFor({ state: 'hidden' })

  await page.getByRole('button', { name: '导出' }).click()
  await page.getByLabel('事由').fill('第四季度审计检查')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: '导出' }).click(),
  ])
  expect(file.suggestedFilename()).toMatch(/^audit-\d{8}\.csv$/)
  await page.getByText(/已导出 \d+ 条/).waitFor()
  await picture(page, 'audit-exported')
})

test('a forged entry is found at a press of the button, in both languages and colours', async () => {
  await work(8)
  const page = await scene.desk('唐鉴清', { width: 1920, height: 1080, dark: true })
  await openLog(page)
  // What is not sealed yet can still be forged: the log in ends up behind all of it.
  await page.getByRole('row').nth(1).click()
  const drawer = page.getByRole('dialog', { name: /号审计记录/ })
  await drawer.getByText('封存值（SM3）').waitFor()
  await picture(page, 'audit-drawer-1920-dark')
  await page.keyboard.press('Escape')
  // While it slides away it is a dialog still, beside the one that comes.
  await drawer.waitFor({ state: 'hidden' })
  await withClient(scene.server.database.superUrl, (client) =>
    client.query(`update audit.entry set actor_name = '别人' where subject_name = 'SJ20261122-000004'`),
  )
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'Audit log' }).waitFor()
  await page.getByRole('button', { name: 'Verify' }).click()
  await page
    .getByRole('dialog', { name: 'Result of the verification' })
    .getByText(/finding/)
    .first()
    .waitFor()
  await picture(page, 'audit-forged-1920-dark-en')
  await page.keyboard.press('Escape')
  await picture(page, 'audit-1920-dark-en')
})

test('others have no such entry in their navigation, and are told whose the log is', async () => {
  const page = await scene.desk('陆建平')
  expect(await page.getByRole('link', { name: '审计日志' }).count()).toBe(0)
  await page.goto(`${scene.server.url}/audit`)
  await page.getByText('审计日志只对审计管理员、系统管理员开放').waitFor()
  await picture(page, 'audit-refused')
})
