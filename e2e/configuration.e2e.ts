import { readFile } from 'node:fs/promises'
import { test } from 'vitest'
import type { Page } from 'playwright-core'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

async function open(options: Parameters<Scene['desk']>[1] = {}): Promise<Page> {
  const page = await scene.desk('周启航', options)
  await page.getByRole('link', { name: '配置迁移' }).click()
  await page.getByRole('heading', { name: '配置迁移' }).waitFor()
  // The navigation names the dictionary, too.
  await page.getByRole('checkbox', { name: /^数据字典/ }).waitFor()
  return page
}

const give = (page: Page, text: string, name = 'config.json') =>
  page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) })

test('the administrator exports, changes something, sees the difference in words and imports it', async () => {
  const page = await open()
  await picture(page, 'configuration')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: /^导出 \d+ 部分$/ }).click(),
  ])
  const text = await readFile(await download.path(), 'utf8')
  await page.getByText('已导出').waitFor()

  await give(page, text.replace('"sum":"', '"sum":"0'))
  await page.getByText('不予导入').waitFor()
  await picture(page, 'configuration-altered')
  await page.getByRole('button', { name: '换一个文件' }).click()

  await give(page, text)
  await page.getByText('没有要导入的变更').waitFor()
  await picture(page, 'configuration-same')

  // Somebody changes the messages and a day; the file takes both back.
  await page.evaluate(async () => {
    const post = (url: string, body: object) =>
      fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: crypto.randomUUID(), occurredAt: new Date().toISOString(), ...body }),
      })
    await post('/api/messaging/setting', { basedOn: 0, quiet: { from: 1320, until: 420 }, digestMinutes: 45 })
    const days = { firstDay: '2027-05-04', lastDay: '2027-05-04', working: false, reason: '测试放假' }
    await post('/api/calendar/days', days)
  })
  await page.getByRole('button', { name: '换一个文件' }).click()
  await give(page, text)
  await page.getByRole('button', { name: '导入这 2 处变更' }).waitFor()
  await page.getByText('22:00–07:00').waitFor()
  await picture(page, 'configuration-difference')
  await page.getByRole('button', { name: '导入这 2 处变更' }).click()
  await page.getByRole('dialog').waitFor()
  await picture(page, 'configuration-confirm')
  await page
    .getByRole('button', { name: '导入', exact: true })
    .or(page.getByRole('button', { name: '导 入' }))
    .click()
  await page.getByText('已导入 2 处变更').waitFor()
  await picture(page, 'configuration-imported')

  const dark = await open({ width: 1920, height: 1080, dark: true })
  await give(dark, text)
  await dark.getByText('没有要导入的变更').waitFor()
  await picture(dark, 'configuration-dark')
  await dark.getByText('与本系统完全一致').waitFor()
})
