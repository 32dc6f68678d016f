import { randomUUID } from 'node:crypto'
import { test } from 'vitest'
import { deliver } from '#platform/exchange/testing'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('an administrator lets an outside system in, sees what it sent, and has it handed over again', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '外部系统' }).click()
  await page.getByText('还没有登记外部系统').waitFor()
  await picture(page, 'exchange-empty')
  await page.getByRole('button', { name: '登记外部系统' }).click()
  await page.getByLabel('名称').fill('市 12345 热线平台')
  await page.getByLabel('代码').fill('hotline')
  await picture(page, 'exchange-form')
  await page.getByRole('button', { name: /保\s?存/ }).click()
  await page.getByText('已停用').waitFor()
  await page.getByRole('button', { name: /启\s?用/ }).click()
  await page
    .getByRole('tooltip')
    .getByRole('button', { name: /启\s?用/ })
    .click()
  await page.getByText('已启用').waitFor()

  await page.getByRole('button', { name: '新建密钥' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '新建密钥' }).click()
  await page.getByText('密钥内容只显示这一次').waitFor()
  await picture(page, 'exchange-secret')
  const [id, secret] = await page.getByRole('dialog').locator('code').allTextContents()
  await page.getByRole('button', { name: '我已保存' }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await picture(page, 'exchange-one')

  const key = { id: id!, secret: Buffer.from(secret!, 'base64url') }
  const outside = scene.server.stranger()
  for (let at = 0; at < 30; at += 1)
    await deliver(outside, key, 'hotline', { id: randomUUID(), type: 'ping', body: { phone: '13800138000' } })
  await page.getByRole('button', { name: '查看消息' }).click()
  await page.getByText('共 30 条').waitFor()
  await page.getByRole('row', { name: /完成/ }).first().waitFor()
  await picture(page, 'exchange-log')
  await page.getByRole('button', { name: '查看内容' }).first().click()
  await page.getByLabel('事由').fill('核对来件')
  await page.getByRole('button', { name: /查\s?看$/ }).click()
  await page.getByText('13800138000').waitFor()
  await picture(page, 'exchange-content')
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  await page
    .getByRole('button', { name: /重\s?放/ })
    .first()
    .click()
  await page.getByLabel('事由').fill('对方要求')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /重\s?放/ })
    .click()
  await page.getByText('已重放 1 次').waitFor()

  await page.getByRole('button', { name: 'English' }).click()
  await page.setViewportSize({ width: 1920, height: 1080 })
  await picture(page, 'exchange-log-en-wide')
  await page.getByText('Systems', { exact: true }).click()
  await page.getByText('Keys', { exact: true }).waitFor()
  await picture(page, 'exchange-one-en')
})
