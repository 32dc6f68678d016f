import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { calm, freshScene, pick, picture, type Scene } from './desk.ts'

/** the committee whose log-in there is */
const village = '放生池社区'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

/** A picture of so many dots of one colour, as a browser’s own canvas makes it. */
async function photo(page: Page, colour: string): Promise<Buffer> {
  const url = await page.evaluate(`(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 320
    canvas.height = 240
    const pen = canvas.getContext('2d')
    pen.fillStyle = '${colour}'
    pen.fillRect(0, 0, 320, 240)
    return canvas.toDataURL('image/png')
  })()`)
  return Buffer.from(String(url).split(',')[1]!, 'base64')
}

/** Chooses among choices that all stand on the page. */
async function choose(page: Page, choice: string): Promise<void> {
  await page
    .locator('label')
    .filter({ hasText: new RegExp(`^${choice}$`) })
    .first()
    .click()
}

interface Report {
  readonly title: string
  readonly category?: string
  readonly urgent?: boolean
  readonly photos?: boolean
  readonly point?: string
}

/** Reports a case on the page of registering; gives its number. */
async function report(
  page: Page,
  { title, category, urgent = false, photos = false, point = '121.2226，31.0308' }: Report,
): Promise<string> {
  if (!page.url().endsWith('/cases/new')) await page.getByRole('link', { name: '录单' }).click()
  await pick(page.getByRole('combobox', { name: '案件来源' }), '监督员')
  await page.getByLabel('案件标题').fill(title)
  await page.getByLabel('问题描述').fill(`${title}，影响通行，请尽快处理。`)
  await choose(page, '部件')
  if (category !== undefined) {
    await page.getByRole('combobox', { name: '小类' }).fill(category)
    await page.locator('.case-code-option', { hasText: category }).first().click()
  }
  await page.getByLabel('地址').fill('思贤路与人民北路路口')
  await page.getByLabel('坐标').fill(point)
  if (urgent) await choose(page, '紧急')
  if (photos) {
    await page
      .locator('.case-files input[type=file]')
      .first()
      .setInputFiles({ name: '处置前.png', mimeType: 'image/png', buffer: await photo(page, '#b4552d') })
    await page.locator('.case-files .files-thumb').waitFor()
  }
  const done = page.locator('.case-done .yw-number')
  const before = await done.allInnerTexts()
  await page.keyboard.press('Control+Enter')
  const fresh = done.filter({ hasNotText: before[0] ?? /^$/ })
  await fresh.waitFor()
  return fresh.innerText()
}

async function state(page: Page): Promise<string> {
  return page.locator('.case-head .yw-state').innerText()
}

/** Opens the first case of a tab by keys alone. */
async function openByKeys(page: Page, number: string): Promise<void> {
  await page.locator('.desk-nav a[href="/cases"].desk-item').click()
  await page.getByRole('tab', { name: /^待办/ }).click()
  // Where one left off has the focus when the list comes: only then it goes to the row that is wanted.
  await calm(page)
  await page
    .getByRole('row', { name: new RegExp(number) })
    .getByRole('link')
    .press('Enter')
  await page.getByRole('heading', { name: number }).waitFor()
}

/** Does the action that stands under a name, with what `fill` fills in. */
async function act(page: Page, name: string, fill: () => Promise<void> = async () => undefined): Promise<void> {
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()
  await page.getByRole('region', { name, exact: true }).waitFor()
  await fill()
  await page.keyboard.press('Control+Enter')
  await page.getByText(`已完成：${name}`).waitFor()
}

test('a grid case runs its line: reported, accepted with one key, handled, audited, checked, closed', async ({
  onTestFailed,
}) => {
  const supervisor = await scene.desk('邱建华')
  const acceptor = await scene.desk('林晓东')
  onTestFailed(async () => {
    for (const [name, page] of Object.entries({ supervisor, acceptor })) await picture(page, `failed-${name}`)
  })
  const first = await report(supervisor, { title: '雨水井盖破损下沉', category: '01003', photos: true })
  await picture(supervisor, 'grid-registered')
  const second = await report(supervisor, { title: '污水井盖松动异响', category: '01002' })
  const third = await report(supervisor, { title: '井盖缺失', category: '01001', urgent: true })

  // An urgent one calls, wherever in the desk the acceptor is.
  const alarm = acceptor.getByRole('alert', { name: /紧急案件待办/ })
  await alarm.getByText(third).waitFor()
  await picture(acceptor, 'grid-urgent')
  await expect.poll(() => acceptor.getByRole('tab', { name: /^待办/ }).innerText()).toMatch(/3/)

  // From one case to the next by keys alone: open, choose the standard, send.
  // It rings on until somebody opens it.
  await alarm.getByRole('button', { name: '静音' }).click()
  await alarm.getByRole('button', { name: '打开' }).click()
  await acceptor.getByRole('heading', { name: third }).waitFor()
  await alarm.waitFor({ state: 'detached' })
  await openByKeys(acceptor, first)
  await acceptor.getByRole('button', { name: /^受理立案派遣/ }).waitFor()
  const began = performance.now()
  await acceptor.keyboard.press('1')
  await acceptor.getByRole('region', { name: '受理立案派遣' }).waitFor()
  await acceptor.getByText('规则确定派往').waitFor()
  await acceptor.getByLabel('立案条件').first().focus()
  await acceptor.getByRole('option').first().waitFor()
  const stopped = performance.now()
  await picture(acceptor, 'grid-shortcut')
  const pictured = performance.now() - stopped
  await acceptor.keyboard.press('Enter')
  await acceptor.getByRole('option').first().waitFor({ state: 'detached' })
  await acceptor.keyboard.press('Control+Enter')
  await acceptor.getByText('已打开下一件').waitFor()
  await acceptor.getByRole('heading', { name: new RegExp(`${second}|${third}`) }).waitFor()
  const seconds = (performance.now() - began - pictured) / 1000
  expect(seconds).toBeLessThan(20)
  await picture(acceptor, 'grid-next')

  // The unit signs, and hands in what it did with a photo.
  const unit = await scene.desk('陆建平')
  onTestFailed(() => picture(unit, 'failed-unit'))
  await openByKeys(unit, first)
  await unit.keyboard.press('1')
  await unit.keyboard.press('Enter')
  await expect.poll(() => state(unit)).toBe('处置中')
  await act(unit, '处置反馈', async () => {
    await choose(unit, '已处置')
    await unit.getByLabel('处置情况').fill('已更换井盖并加固井圈。')
    await unit
      .locator('.case-panel input[type=file]')
      .setInputFiles({ name: '处置后.png', mimeType: 'image/png', buffer: await photo(unit, '#2d7db4') })
    await unit.locator('.case-panel .files-thumb').waitFor()
  })
  await expect.poll(() => state(unit)).toBe('反馈待审')

  const dispatcher = await scene.desk('何志远')
  await openByKeys(dispatcher, first)
  // Before and after stand side by side for somebody who took neither picture.
  await expect.poll(() => dispatcher.locator('.case-photos img').count()).toBe(2)
  await picture(dispatcher, 'grid-photos')
  await act(dispatcher, '反馈通过')

  await openByKeys(supervisor, first)
  await act(supervisor, '核查通过', () => choose(supervisor, '现场'))
  const chief = await scene.desk('宋立群')
  await openByKeys(chief, first)
  await act(chief, '结案')
  await expect.poll(() => state(chief)).toBe('已结案')
  await picture(chief, 'grid-closed')
  await chief.getByRole('button', { name: /流程图/ }).click()
  await chief.getByRole('dialog').locator('.kind-diagram svg text').first().waitFor()
  await picture(chief, 'grid-diagram')
})

test('a unit gives a case back, and it goes to another', async ({ onTestFailed }) => {
  const supervisor = await scene.desk('邱建华')
  const acceptor = await scene.desk('林晓东')
  const number = await report(supervisor, { title: '雨水箅子破损', category: '01002' })
  await openByKeys(acceptor, number)
  await act(acceptor, '受理立案派遣', async () => {
    await acceptor.getByLabel('立案条件').first().focus()
    await acceptor.getByRole('option').first().waitFor()
    await acceptor.keyboard.press('Enter')
    await acceptor.getByRole('option').first().waitFor({ state: 'detached' })
  })
  const unit = await scene.desk('陆建平')
  onTestFailed(() => picture(unit, 'failed-return-unit'))
  await openByKeys(unit, number)
  await act(unit, '退单', async () => {
    await unit.getByLabel('退单理由').fill('该井盖属通信管线单位养护。')
    await unit.getByLabel('职责依据').fill('管养移交清单第 12 条')
  })
  const dispatcher = await scene.desk('何志远')
  onTestFailed(() => picture(dispatcher, 'failed-return-dispatcher'))
  await openByKeys(dispatcher, number)
  await expect.poll(() => state(dispatcher)).toBe('退回待改派')
  await dispatcher.getByText('该井盖属通信管线单位养护').waitFor()
  await act(dispatcher, '派遣', async () => {
    await pick(dispatcher.getByRole('combobox', { name: '处置单位' }), '绿化')
  })
  await openByKeys(await scene.desk('徐文君'), number)
  // The case went by; the unit that gave it back still sees how it goes on.
  await unit.getByText('待签收').first().waitFor()
  await picture(unit, 'grid-returned')
})

test('a case passes down to the town and the village, and back, each by its own log-in', async ({ onTestFailed }) => {
  const supervisor = await scene.desk('邱建华')
  const acceptor = await scene.desk('林晓东')
  const number = await report(supervisor, { title: '小区门口堆放建筑垃圾' })
  onTestFailed(() => picture(acceptor, 'failed-transfer-acceptor'))
  await openByKeys(acceptor, number)
  await act(acceptor, '转派下级平台', async () => {
    await pick(acceptor.getByRole('combobox', { name: '下级平台' }), '方松')
    await acceptor.getByLabel('转派理由').fill('属街道管辖')
  })
  const town = await scene.desk('俞春梅')
  onTestFailed(() => picture(town, 'failed-town'))
  await openByKeys(town, number)
  await act(town, '接收')
  await act(town, '转派下级平台', async () => {
    await pick(town.getByRole('combobox', { name: '下级平台' }), village)
    await town.getByLabel('转派理由').fill('属居委会范围')
  })
  const committee = await scene.desk('顾阿明')
  onTestFailed(() => picture(committee, 'failed-village'))
  await openByKeys(committee, number)
  await picture(committee, 'grid-village')
  await act(committee, '退回来源平台', () => committee.getByLabel('退回理由').fill('超出本居委会处置能力'))
  await openByKeys(town, number)
  await expect.poll(() => town.locator('.case-chain').innerText()).toContain(village)
  await picture(town, 'grid-chain')
  await act(town, '上派', () => town.getByLabel('无法处置的依据').fill('需区级执法力量'))
  const dispatcher = await scene.desk('何志远')
  onTestFailed(() => picture(dispatcher, 'failed-up'))
  await openByKeys(dispatcher, number)
  await act(dispatcher, '接收')
  await expect.poll(() => state(dispatcher)).toBe('待派遣')
  await dispatcher.locator('.case-chain ol li').nth(3).waitFor()
})

test('whoever opens a case sees what else lies there, and goes there by click and by key', async ({ onTestFailed }) => {
  const supervisor = await scene.desk('邱建华')
  const acceptor = await scene.desk('林晓东')
  onTestFailed(() => picture(acceptor, 'failed-related'))
  const at = (lon: string, lat: string): string => `121.21${lon},31.04${lat}`
  const lamp = await report(supervisor, { title: '路灯不亮', point: at('01', '02') })
  const first = await report(supervisor, { title: '井盖破损', category: '01003', point: at('00', '00') })
  const again = await report(supervisor, { title: '井盖又破损', category: '01003', point: at('00', '01') })
  await openByKeys(acceptor, again)
  const related = acceptor.getByRole('region', { name: '相关案件' })
  await acceptor.getByRole('button', { name: /^相关案件 2\s*同地同类 1$/ }).waitFor()
  expect(await related.getByRole('link').allInnerTexts()).toEqual([
    expect.stringMatching(new RegExp(`同地同类\\s+11 米\\s+${first}`)),
    expect.stringMatching(new RegExp(`同一地点\\s+15 米\\s+${lamp}`)),
  ])
  await acceptor.keyboard.press('s')
  await acceptor.keyboard.press('Enter')
  await acceptor.getByRole('heading', { name: first }).waitFor()
  await related.getByRole('link', { name: new RegExp(again) }).waitFor()
  await picture(acceptor, 'grid-related')
  await related.getByRole('link', { name: new RegExp(lamp) }).click()
  await acceptor.getByRole('heading', { name: lamp }).waitFor()
  // A case that comes meanwhile stands there by itself.
  const third = await report(supervisor, { title: '灯杆倾斜', point: at('02', '02') })
  await related.getByRole('link', { name: new RegExp(third) }).waitFor()
})
