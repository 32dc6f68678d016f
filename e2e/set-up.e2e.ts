import { afterAll, beforeAll, test } from 'vitest'
import { openScene, picture, type Scene } from './desk.ts'

let scene: Scene
let said = ''

beforeAll(async () => {
  scene = await openScene({ city: 'example', demo: false, say: (line) => (said += `${line}\n`) })
})
afterAll(() => scene.close())

test('a new installation leads to its set-up, and its first administrator logs in', async () => {
  const page = await scene.page()
  await page.waitForURL(/set-up/)
  await picture(page, 'set-up')
  const code = /the code +(\S+)/.exec(said)?.[1] ?? ''
  await page.getByLabel('初始化口令').fill(code)
  await page.getByLabel('用户名').fill('first')
  await page.getByLabel('姓名').fill('周启航')
  await page.getByLabel('密码', { exact: true }).fill('Qidian-2026-yiwang')
  await page.getByRole('button', { name: '完成初始化' }).click()
  await page.getByText('系统管理员已设置').waitFor()
  await picture(page, 'set-up-done')
  await page.getByText('去登录').click()
  await page.getByLabel('用户名').fill('first')
  await page.getByLabel('密码', { exact: true }).fill('Qidian-2026-yiwang')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('table', { name: '账号' }).waitFor()
})
