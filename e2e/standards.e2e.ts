import { expect, test } from 'vitest'
import { dayInShanghai } from '#lib/kernel'
import { calm, focused, freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('finds a standard by the keyboard, changes it from a coming day on, and takes the change back', async () => {
  const soon = dayInShanghai(new Date(Date.now() + 3 * 86_400_000))
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '立案标准与时限' }).click()
  await page.getByRole('heading', { name: '立案标准与时限' }).waitFor()
  await page.getByText('共 849 条').waitFor()
  await picture(page, 'standards')
  await page.keyboard.press('/')
  await page.keyboard.type('窨井盖 异响')
  // What is found for the first word alone goes by meanwhile.
  await page.waitForURL((url) => url.searchParams.get('q') === '窨井盖 异响')
  await page.getByRole('row', { name: /01001-3/ }).waitFor()
  await calm(page)
  await picture(page, 'standards-search')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog')
  await drawer.getByText('只计工作日，遇节假日顺延').waitFor()
  await picture(page, 'standards-detail')
  await page.keyboard.press('e')
  await drawer.getByLabel('时限数值').fill('1')
  const from = drawer.getByLabel('生效日期')
  await from.fill(soon)
  await from.press('Enter')
  await drawer.getByLabel('原因').fill('区里要求提速')
  await picture(page, 'standards-edit')
  await page.keyboard.press('Control+Enter')
  await drawer.getByText(`${soon} 起有待生效的变更`).waitFor()
  await picture(page, 'standards-planned')
  await drawer.getByRole('button', { name: '撤回待生效的变更' }).click()
  await drawer.getByText('未生效即撤回').waitFor()
  await drawer.getByRole('button', { name: '停用', disabled: false }).waitFor()
})

test('the helper chooses a filing condition without leaving the field', async () => {
  const page = await scene.desk('沈雨晴', { width: 1920, height: 1080, dark: true })
  await page.getByRole('link', { name: '立案标准与时限' }).click()
  await page.getByRole('heading', { name: '立案标准与时限' }).waitFor()
  await page.getByText('共 849 条').waitFor()
  await picture(page, 'standards-dark')
  await page.getByRole('button', { name: '新增', disabled: true }).waitFor()
  await page.getByText('受理快查').click()
  const field = page.getByRole('combobox', { name: '案件小类或描述' })
  await focused(field)
  // At once, as an input method gives it: what is found for its beginning alone would go by meanwhile.
  await page.keyboard.insertText('路灯不亮')
  await page.getByRole('option').first().waitFor()
  await calm(page)
  await picture(page, 'standards-helper-dark')
  const second = page.getByRole('option').nth(1)
  const filing = await second.locator('.grid-option-filing').innerText()
  await page.keyboard.press('ArrowDown')
  await expect.poll(() => second.getAttribute('aria-selected')).toBe('true')
  await page.keyboard.press('Enter')
  await page.getByText(/^已选：/).waitFor()
  await page.getByRole('definition').filter({ hasText: filing }).first().waitFor()
  await picture(page, 'standards-chosen-dark')
  await page.keyboard.press('Escape')
  await page.getByRole('option').first().waitFor()
  await focused(field)
  await field.fill('鷾鷿')
  await page.getByText('没有符合的立案条件').waitFor()
})

test('a list to choose from stands at its field where motion is reduced', async () => {
  const page = await scene.desk('林晓东')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.getByRole('link', { name: '立案标准与时限' }).click()
  await page.getByRole('heading', { name: '立案标准与时限' }).waitFor()
  await page.reload()
  await page.getByText(/^共 \d+ 条/).waitFor()
  await page.getByRole('combobox', { name: '类型', exact: true }).click()
  await page.locator('.ant-select-dropdown:visible').getByText('部件', { exact: true }).click()
  await page.waitForURL(/kind=component/)
})

test('stage limits and everything else in English, as of a day', async () => {
  const page = await scene.desk('沈雨晴')
  await page.getByRole('link', { name: '立案标准与时限' }).click()
  await page.getByRole('heading', { name: '立案标准与时限' }).waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('849 standards').waitFor()
  await picture(page, 'standards-en')
  await page.getByText('Stage limits', { exact: true }).click()
  await page.getByRole('table', { name: 'Stage limits' }).getByText('10 min').waitFor()
  await picture(page, 'standards-stages-en')
  const asOf = page.getByLabel('As of')
  await asOf.fill('2025-06-01')
  await asOf.press('Enter')
  await page.getByText('There were no stage limits on that day').waitFor()
  await picture(page, 'standards-none-en')
})

test('a file is looked at before it is written', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '立案标准与时限' }).click()
  await page.getByRole('heading', { name: '立案标准与时限' }).waitFor()
  await page.getByRole('button', { name: /导入$/ }).click()
  const heading = '版本,类型,小类代码,标准编号,立案条件,处置时限,时限单位,结案条件,可信度'
  const lines = [
    heading,
    '2026,事件,06010,06010-9,整条街垃圾无人清,2,工作时,清走,中',
    '2026,事件,06010,06010-8,,0,年,清走,中',
  ]
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: '标准.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
  await page.getByText('1 到 1000 的整数').waitFor()
  await picture(page, 'standards-import')
  await page.getByRole('button', { name: /只写入正确的 1 条/ }).click()
  await page.getByText('已写入 1 条').waitFor()
  await page.getByRole('button', { name: '关闭', exact: true }).last().click()
  await page.getByText('共 850 条').waitFor()
  await page.getByRole('textbox', { name: '查找立案标准' }).fill('整条街')
  await page.getByText('共 1 条').waitFor()
  await picture(page, 'standards-one')
})
