import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { phoneExif, photo } from '#platform/files/testing'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

async function settings(options: Parameters<Scene['desk']>[1] = {}): Promise<Page> {
  const page = await scene.desk('周启航', options)
  await page.getByRole('link', { name: '文件存储' }).click()
  await page.getByRole('heading', { name: '文件存储' }).waitFor()
  await page.getByText('按类型统计').waitFor()
  return page
}

const chosen = (name: string, buffer: Buffer) => ({ name, mimeType: 'application/octet-stream', buffer })
const choose = (page: Page, ...files: ReturnType<typeof chosen>[]) => page.getByLabel('选择文件').setInputFiles(files)
const pdf = (size: number): Buffer => Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(size)])

test('the administrator sees what is set up, tries it, and uploads', async () => {
  const page = await settings()
  await page.getByText('S3 对象存储默认关闭').waitFor()
  await picture(page, 'files-empty')
  await page.getByRole('button', { name: '测试连接' }).click()
  await page.getByText('存储可读可写').waitFor()

  await choose(page, chosen('护栏.jpg', await photo({ width: 1200, height: 900, exif: phoneExif as never })))
  await page.getByRole('button', { name: '查看 护栏.jpg' }).waitFor()
  await picture(page, 'files-one')

  await choose(
    page,
    chosen('竖拍.jpg', await photo({ width: 1600, height: 1200, orientation: 6 })),
    chosen('井盖.jpg', await photo({ width: 800, height: 800 })),
    chosen('情况说明.pdf', pdf(300_000)),
    chosen('工具.jpg', Buffer.concat([Buffer.from('MZ'), randomBytes(500)])),
    chosen('空.pdf', Buffer.alloc(0)),
  )
  await page.getByRole('button', { name: '查看 竖拍.jpg' }).waitFor()
  await page.getByRole('button', { name: '查看 井盖.jpg' }).waitFor()
  await page.getByText('情况说明.pdf', { exact: true }).waitFor()
  await page.getByText('按内容识别为 Windows EXE').waitFor()
  await page.getByText('文件是空的').waitFor()
  await page.evaluate(() => document.querySelector('#content')?.scrollTo(0, 100_000))
  await picture(page, 'files-many')
  await page.getByRole('button', { name: '移除 工具.jpg' }).click()
  await page.getByText('按内容识别为 Windows EXE').waitFor({ state: 'detached' })
  await page.locator('.files-figures > div', { hasText: '未完成的上传' }).getByText('没有').waitFor()

  await page.getByRole('button', { name: '查看 护栏.jpg' }).click()
  const view = page.getByRole('dialog', { name: '查看 护栏.jpg' })
  await view.waitFor()
  await view.getByText('坐标系未注明').waitFor()
  await view.getByText('拍摄于 2026-11-20 08:15').waitFor()
  await picture(page, 'files-view')
  await page.keyboard.press('ArrowRight')
  // Whichever was ready first stands first.
  await page.getByRole('dialog', { name: /查看 (竖拍|井盖)\.jpg/ }).waitFor()
  await page.keyboard.press('+')
  await page.locator('.files-view-zoomed').waitFor()
  await picture(page, 'files-view-zoomed')
  await page.keyboard.press('ArrowLeft')

  await view.getByRole('button', { name: '原件' }).click()
  await page.getByLabel('事由').fill('核对拍摄时间')
  await page.locator('.ant-modal:not([class*="ant-zoom"])').waitFor()
  await picture(page, 'files-original')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载原件' }).click(),
  ])
  expect((await readFile(await download.path())).includes('SecretMaker')).toBe(true)
  await page.getByLabel('事由').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
  await view.waitFor({ state: 'detached' })
  await page.context().close()
})

test('an upload outlives a lost network', async () => {
  const page = await settings({ width: 1920, height: 1080, dark: true })
  const bytes = pdf(30_000_000)
  // The third part does not get through, until the network is back.
  let away = false
  let parts = 0
  await page.route('**/api/file-uploads/**', async (route) => {
    if (route.request().method() === 'PUT') parts += 1
    if (parts >= 3 && parts < 5) away = true
    return away ? route.abort('internetdisconnected') : route.continue()
  })
  await choose(page, chosen('大文件.pdf', bytes))
  await page.getByText('网络中断，恢复后自动继续').waitFor()
  await picture(page, 'files-interrupted-dark')
  away = false
  parts = 100
  await page.getByText('大文件.pdf', { exact: true }).and(page.locator('.files-row *')).waitFor({ timeout: 120_000 })
  await picture(page, 'files-many-dark')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('heading', { name: 'File store' }).waitFor()
  await picture(page, 'files-en-dark')
  await page.context().close()
})

test('whoever does not manage the store is not led there, and is told so', async () => {
  const page = await scene.desk('沈雨晴')
  expect(await page.getByRole('link', { name: '文件存储' }).count()).toBe(0)
  await page.goto(`${scene.server.url}/settings/files`)
  await page.getByText('您的岗位不能查看文件存储设置').waitFor()
  await picture(page, 'files-refused')
  await page.context().close()
})
