import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

const people = [
  '用户名,姓名,岗位,单位编号,手机',
  ...Array.from({ length: 12 }, (_, n) => `renyuan${n},人员${n},unit_handler,B16,13800138000`),
  'Bad Name,坏名,,,',
  'no.unit,无单位,unit_handler,XX99,',
].join('\r\n')
const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })

test('people come in from a file: accounts, first passwords, then posts in another hand', async ({ onTestFailed }) => {
  const admin = await scene.desk('周启航')
  onTestFailed(() => picture(admin, 'failed-import'))
  await admin.getByRole('button', { name: /导\s*入/ }).click()
  await admin.getByText('把 CSV 或 Excel 文件拖到这里').waitFor()
  await picture(admin, 'import-empty')
  await admin.locator('input[type=file]').setInputFiles(file('人员.csv', people))
  await admin.getByText('没有这个单位').waitFor()
  await picture(admin, 'import-checked')
  await admin.getByRole('button', { name: '只写入正确的 12 项' }).click()
  await admin.getByText('已新建 12 个账号').waitFor()
  await admin.getByText('12 个账号还没有密码').waitFor()
  await admin.getByRole('button', { name: '生成并下载' }).click()
  const [saved] = await Promise.all([
    admin.waitForEvent('download'),
    admin.getByRole('tooltip').getByRole('button', { name: '生成并下载' }).click(),
  ])
  const text = await readFile(await saved.path(), 'utf8')
  expect(text.split('\r\n').filter((line) => line.includes('renyuan'))).toHaveLength(12)
  await admin.getByText('已为 12 个账号生成初始密码').waitFor()
  await picture(admin, 'import-done')

  const security = await scene.desk('韩守正', { width: 1920, height: 1080, dark: true })
  onTestFailed(() => picture(security, 'failed-import-posts'))
  await security.getByRole('button', { name: /导\s*入/ }).click()
  await security.locator('input[type=file]').setInputFiles(file('人员.csv', people))
  await security.getByText('没有这个单位').waitFor()
  await picture(security, 'import-posts-dark')
  await security.getByRole('button', { name: '只写入正确的 12 项' }).click()
  await security.getByText('已授予 12 个岗位').waitFor()
})
