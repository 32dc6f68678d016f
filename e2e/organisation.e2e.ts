import { expect, test } from 'vitest'
import { dayInShanghai } from '#lib/kernel'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('an administrator walks the tree by keys, renames from a coming day on, sees it there and takes it back', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '组织机构' }).click()
  const tree = page.getByRole('tree')
  await tree.getByText('松江区', { exact: true }).waitFor()
  await picture(page, 'organisation-none')
  await page.getByLabel('按名称、简称、编号查找').fill('水务')
  await page.keyboard.press('ArrowDown')
  await page.getByRole('heading', { name: '区水务局' }).waitFor()
  await picture(page, 'organisation-found')
  await page.getByLabel('按名称、简称、编号查找').fill('')
  await tree.focus()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowDown')
  await page.getByRole('heading', { name: '区城市运行管理中心' }).waitFor()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await page.getByRole('heading', { name: '热线服务科' }).waitFor()
  await picture(page, 'organisation-section')

  await page.getByRole('button', { name: '更名', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('名称').fill('市民热线科')
  // Far enough that it is still to come when midnight passes meanwhile.
  const coming = dayInShanghai(new Date(Date.now() + 3 * 86_400_000))
  await dialog.getByLabel('生效日期').fill(coming)
  await page.keyboard.press('Enter')
  await dialog.getByText('热线服务科 → 市民热线科').waitFor()
  await picture(page, 'organisation-rename')
  await dialog.getByRole('button', { name: `登记，${coming} 生效` }).click()
  await page.getByText('生效前可以撤回').waitFor()
  await picture(page, 'organisation-later')
  await page.getByRole('button', { name: coming, exact: true }).first().click()
  await page.getByRole('heading', { name: '市民热线科' }).waitFor()
  await picture(page, 'organisation-tomorrow')
  await page
    .getByRole('button', { name: /^撤\s?回$/ })
    .first()
    .click()
  await page.getByRole('tooltip').getByRole('button').last().click()
  await page.getByRole('heading', { name: '热线服务科' }).waitFor()
})

test('the picture shows towns, opens one into its villages, and leaves as SVG and PNG', async () => {
  const page = await scene.desk('周启航')
  await page.goto(`${scene.server.url}/organisation?view=picture`)
  await page.locator('.org-box').first().waitFor()
  await picture(page, 'organisation-picture')
  await page.locator('.org-box', { hasText: '方松' }).click()
  await page.locator('.org-head', { hasText: '方松 32' }).waitFor()
  await picture(page, 'organisation-picture-open')
  for (const kind of ['SVG', 'PNG']) {
    const coming = page.waitForEvent('download')
    await page.getByRole('button', { name: `导出 ${kind}` }).click()
    const file = await coming
    expect(file.suggestedFilename()).toMatch(new RegExp(`^组织机构-.*\\.${kind.toLowerCase()}$`))
    if (process.env['YIWANG_PICTURES'] !== undefined)
      await file.saveAs(`${process.env['YIWANG_PICTURES']}/organisation-export.${kind.toLowerCase()}`)
  }
})

test('who is no administrator may look, and finds no way to change', async () => {
  const page = await scene.desk('沈雨晴', { dark: true, width: 1920, height: 1080 })
  expect(await page.getByRole('link', { name: '组织机构' }).count()).toBe(0)
  await page.goto(`${scene.server.url}/organisation`)
  await page.getByRole('tree').waitFor()
  await page.getByRole('button', { name: '全部展开' }).click()
  await page.getByText('龙潭社区居委会').waitFor()
  await page.getByRole('treeitem').nth(30).click()
  await page.getByRole('heading', { level: 2 }).waitFor()
  expect(await page.getByRole('button', { name: '更名', exact: true }).count()).toBe(0)
  await picture(page, 'organisation-dark')
  await page.goto(`${scene.server.url}/organisation?view=picture`)
  await page.locator('.org-box').first().waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  await picture(page, 'organisation-picture-dark-en')
  await page.goto(`${scene.server.url}/organisation?asOf=2010-01-01`)
  await page.getByText('No units on this day').waitFor()
  await picture(page, 'organisation-empty')
})
