import { afterAll, beforeAll, expect, test } from 'vitest'
import { dayInShanghai } from '#lib/kernel'
import { focused, openScene, type Scene } from './desk.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.close())

test('a search that was cleared does not come back, and typing on is not lost', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '账号管理' }).click()
  const rows = page.getByRole('table', { name: '账号' }).getByRole('row')
  const box = page.getByRole('textbox', { name: '查找姓名、用户名或完整电话' })
  await box.waitFor()
  await page.keyboard.press('/')
  await focused(box)
  const searches: (string | null)[] = []
  page.on('framenavigated', (frame) => searches.push(new URL(frame.url()).searchParams.get('q')))
  await page.clock.install()
  await page.keyboard.type('nobody-at-all')
  await page.clock.fastForward(600)
  await page.waitForURL(/q=nobody-at-all/)
  await page.getByRole('button', { name: '清除条件' }).click()
  await rows.nth(9).waitFor()
  await expect.poll(() => box.inputValue()).toBe('')
  await page.clock.fastForward(2000)
  expect(page.url()).not.toContain('q=')
  expect(await box.inputValue()).toBe('')

  await box.fill('wat')
  await box.press('Enter')
  await box.press('End')
  await page.keyboard.type('er')
  // The clock goes on by itself, too: on a slow day the first address has been and gone.
  await expect.poll(() => searches).toContain('wat')
  await expect.poll(() => box.inputValue()).toBe('water')
  await page.clock.fastForward(600)
  await page.waitForURL(/q=water$/)
  // What is found stands there: the head and one row.
  await expect.poll(() => rows.count()).toBe(2)
  await box.press('ArrowDown')
  await focused(rows.getByRole('link', { name: '陆建平' }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: '陆建平' }).waitFor()
})

test('Enter in the box of a date takes the date and sends no form', async () => {
  const page = await scene.desk('周启航')
  await page.evaluate(() => {
    document.addEventListener('submit', () => (document.documentElement.dataset['sent'] = 'yes'), { capture: true })
  })
  const sent = () => page.evaluate(() => document.documentElement.dataset['sent'])
  await page.getByRole('link', { name: '数据字典' }).click()
  await page.getByRole('heading', { name: '数据字典' }).waitFor()
  await page.getByRole('button', { name: '新增' }).click()
  const day = page.getByRole('dialog').getByLabel('生效日期')
  // No day that is past can be chosen.
  const coming = dayInShanghai(new Date(Date.now() + 40 * 86_400_000))
  await day.fill(coming)
  await day.press('Enter')
  expect(await day.inputValue()).toBe(coming)
  expect(await sent()).toBeUndefined()
  // A box for words still sends: the test would otherwise prove nothing.
  await page.getByRole('dialog').getByLabel('名称', { exact: true }).press('Enter')
  expect(await sent()).toBe('yes')
})

test('a menu opens on the page, also with less motion', async () => {
  const page = await scene.desk('周启航')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.getByRole('link', { name: '组织机构' }).click()
  // The page that one comes from has an export of its own.
  await page.getByRole('heading', { name: '组织机构' }).waitFor()
  await page.getByRole('button', { name: /导出$/ }).click()
  const file = page.getByRole('menuitem', { name: /xlsx/ })
  await file.waitFor()
  // It is put in its place a moment after it is there.
  await expect.poll(async () => (await file.boundingBox())?.x).toBeGreaterThan(0)
  const box = (await file.boundingBox())!
  expect(box.x + box.width).toBeLessThanOrEqual(1366)
})
