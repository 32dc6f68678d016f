import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTileServer, tileKey, type TileServer } from '#platform/geo/testing'
import { freshScene, picture, said, type Scene } from './desk.ts'

let scene: Scene
let tiles: TileServer

beforeAll(async () => {
  tiles = await startTileServer()
})
afterAll(() => tiles.stop())
freshScene((fresh) => {
  scene = fresh
})

test('an administrator sets a base map up, tries it, switches it on, and it can be chosen on the map', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '底图设置' }).click()
  await page.getByText('没有登记底图服务').waitFor()
  await picture(page, 'base-maps-none')
  await page.getByRole('button', { name: '登记底图' }).click()
  await page.getByLabel('名称').fill('测试影像')
  await page.getByLabel('地址模板').fill(`${tiles.url}/{z}/{x}/{y}?tk={key}`)
  await page.getByLabel('来源').fill('测试图源')
  await page.getByLabel('审图号').fill('GS(2026)0001号')
  await page.getByLabel('密钥', { exact: true }).fill(tileKey)
  await picture(page, 'base-maps-form')
  await page.getByRole('button', { name: '保存', exact: true }).click()
  const card = page.getByRole('region', { name: '测试影像' })
  await card.getByText('已停用').waitFor()
  await Promise.all([said(page, /取到 \d+ KB/), card.getByRole('button', { name: '取一块试试' }).click()])
  await card.getByRole('button', { name: '启用' }).click()
  await card.getByText('已启用').waitFor()
  await picture(page, 'base-maps')
  await page.getByRole('link', { name: '区域与网格' }).click()
  const choice = page.getByLabel('底图', { exact: true })
  await expect.poll(() => choice.locator('option:checked').innerText()).toBe('自有矢量图')
  await choice.selectOption({ label: '测试影像' })
  await page.getByText(/^测试图源 GS\(2026\)0001号 · 示意图/).waitFor()
  // The map may have been at rest before the other one was chosen.
  await expect.poll(() => tiles.asked.length).toBeGreaterThan(3)
  await page.locator('.map-box[data-idle=true]').waitFor()
  await picture(page, 'areas-base-map')
  await choice.selectOption({ label: '自有矢量图' })
  await page.getByText(/^示意图/).waitFor()
})
