import { expect, test } from 'vitest'
import { calm, freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('an entry is added, its long name ends in dots, typed text is not lost unasked, and it is taken out of use', async () => {
  const page = await scene.desk('周启航')
  await page.goto(`${scene.server.url}/dictionary`)
  await page.getByRole('button', { name: '新增' }).click()
  const drawer = page.getByRole('dialog')
  const name = '共享单车违规占用盲道、无障碍通道、消防登高场地以及轨道交通出入口周边公共区域'
  await drawer.getByLabel('代码', { exact: true }).fill('0199')
  await drawer.getByLabel('名称', { exact: true }).fill(name)

  await page.keyboard.press('Escape')
  await page.locator('.ant-modal-confirm-title', { hasText: '放弃未保存的修改？' }).waitFor()
  await picture(page, 'dictionary-discard')
  await page.getByRole('button', { name: '继续填写' }).click()
  await page.keyboard.press('Control+Enter')
  await drawer.getByText(`${name}`).first().waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'hidden' })

  await page.keyboard.press('/')
  await page.keyboard.type('共享单车违规占用')
  await page.waitForURL((url) => url.searchParams.get('q') === '共享单车违规占用')
  const found = page.locator('tr', { hasText: '0199' }).getByRole('button', { name })
  await found.waitFor()
  await calm(page)
  const [shown, cell] = await Promise.all([found.boundingBox(), found.locator('xpath=ancestor::td').boundingBox()])
  expect(shown!.width).toBeGreaterThan(100)
  expect(shown!.x + shown!.width).toBeLessThanOrEqual(cell!.x + cell!.width)
  await picture(page, 'dictionary-long')

  await found.click()
  await drawer.getByRole('button', { name: '停用' }).click()
  await drawer.getByLabel('原因').fill('与另一条重复')
  await drawer.getByRole('region', { name: '停用' }).getByRole('button', { name: '停用' }).click()
  await drawer.getByRole('button', { name: '重新启用' }).waitFor()
  await picture(page, 'dictionary-retired')
})
