import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { calm, openScene, picture, type Scene } from './desk.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.close())

/** Waits until the map has drawn all it has; software drawing takes its time. */
async function drawn(page: Page): Promise<void> {
  // At rest it may be also when it has not begun yet to go where it is to go.
  await calm(page)
  await page.locator('.map-box[data-idle=true]').waitFor({ timeout: 120_000 })
}

test('an administrator finds a town, moves a corner of its border by key, and sees that nothing is torn', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '区域与网格' }).click()
  await drawn(page)
  await picture(page, 'areas')
  await page.getByPlaceholder('按名称或编码查找').fill('岳阳街道')
  await page.getByRole('button', { name: '岳阳街道 街镇' }).click()
  await page.getByRole('heading', { name: '岳阳街道', exact: true }).waitFor()
  await page.waitForURL((url) => url.searchParams.get('code') === '310117001')
  await drawn(page)
  await page.getByRole('button', { name: /^修\s?改$/ }).click()
  await page.locator('.map canvas').focus()
  await page.keyboard.press(']')
  await page.keyboard.press('Shift+ArrowUp')
  await page.getByRole('button', { name: /^检\s?查$/ }).click()
  await page.getByText('检查通过，没有拓扑问题').waitFor()
  await picture(page, 'areas-edit')
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await page.getByText('周启航', { exact: true }).nth(1).waitFor()
})

/** An address no run before this one has asked for: its road is like no other's. */
function unheardOf(): string {
  const signs = Array.from({ length: 4 }, () => String.fromCodePoint(0x4e00 + Math.floor(Math.random() * 20_000)))
  return `${signs.join('')}路9988弄7号`
}

test('a button that is at work keeps its name', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '地址库' }).click()
  await page.getByLabel('查一个地址').fill('中山中路748号')
  const held = Promise.withResolvers<void>()
  await page.route('**/api/geo/resolve', async (route) => {
    await held.promise
    await route.continue()
  })
  const find = page.getByRole('button', { name: '查找', exact: true })
  await find.click()
  await page.locator('.ant-btn-loading').waitFor()
  expect(await find.count()).toBe(1)
  held.resolve()
  await page.getByText('可直接采用').waitFor()
  await page.locator('.ant-btn-loading').waitFor({ state: 'detached' })
  expect(await find.count()).toBe(1)
})

test('an address nobody can place is queued, confirmed on the map, and known from then on', async () => {
  const address = unheardOf()
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '地址库' }).click()
  const box = page.getByLabel('查一个地址')
  const find = page.getByRole('button', { name: '查找', exact: true })
  await box.fill(address)
  await find.click()
  await page.getByText('找不到这个地址').waitFor()
  await page.getByRole('button', { name: '放入待确认' }).click()
  await page.getByRole('cell', { name: address }).click()
  await drawn(page)
  const canvas = page.locator('.map canvas')
  const { width, height } = (await canvas.boundingBox())!
  await canvas.click({ position: { x: width / 2, y: height / 2 } })
  await page.getByText(/^位置：/).waitFor()
  await page.getByRole('button', { name: '确认此处' }).click()
  await page.getByText(`已确认“${address}”`).waitFor()
  await box.fill(`松江区${address}`)
  await find.click()
  await page.getByText('可直接采用').waitFor()
  await page.getByText('此地址已由人工确认').waitFor()
  await drawn(page)
  await picture(page, 'addresses')
})

test('who may not edit sees the same map and why the buttons rest', async () => {
  const page = await scene.desk('陆建平', { dark: true })
  await page.getByRole('link', { name: '区域与网格' }).click()
  await drawn(page)
  const edit = page.getByRole('button', { name: /^修\s?改$/, disabled: true })
  await expect.poll(() => edit.getAttribute('title')).toBe('您的岗位不能修改区域')
})
