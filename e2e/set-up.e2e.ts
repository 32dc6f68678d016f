import { test } from 'vitest'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
let said = ''

freshScene(
  (fresh) => {
    scene = fresh
  },
  { city: 'example', demo: false, say: (line) => (said += `${line}\n`) },
)

test('a new installation leads to its set-up, and its first administrator logs in', async () => {
  const page = await scene.page()
  await page.waitForURL(/set-up/)
  await picture(page, 'set-up')
  // Of several attempts the last says its own.
  const code = [...said.matchAll(/the code +(\S+)/g)].at(-1)?.[1] ?? ''
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
