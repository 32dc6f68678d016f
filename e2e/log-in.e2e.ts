import { afterAll, beforeAll, expect, test } from 'vitest'
import { live, openScene, picture, type Scene } from './desk.ts'

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.close())

test('the log-in page names the city and the demonstration accounts, and refuses a wrong password in both languages', async () => {
  const page = await scene.page()
  await page.getByRole('heading', { name: '松江区城市运行管理中心' }).waitFor()
  await picture(page, 'log-in')
  await page.getByLabel('用户名').fill('receiver')
  await page.getByLabel('密码', { exact: true }).fill('wrong')
  await page.getByRole('button', { name: '登录', exact: true }).click()
  await page.getByText('用户名或密码不正确').waitFor()
  // The refusal that stands there is in the language it is read in.
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByText('User name or password is not correct').waitFor()
  await page.getByLabel('Password', { exact: true }).fill('wrong again')
  // The refusal of before stands there until the next is answered.
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: 'Log in', exact: true }).click(),
  ])
  expect(answer.ok()).toBe(false)
  await page.getByText('User name or password is not correct').waitFor()
})

test('logging out in one window closes the others of the same session', async () => {
  const page = await scene.desk('沈雨晴')
  const second = await page.context().newPage()
  await second.goto(scene.server.url)
  await second.getByRole('tab', { name: /^全部/ }).waitFor()
  await live(second)
  await page.getByRole('button', { name: '账号 沈雨晴' }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await page.getByLabel('用户名').waitFor()
  // Nobody touched the second window: its stream was told that the session is over.
  await second.getByLabel('用户名').waitFor()
  expect(new URL(second.url()).pathname).toContain('log')
})
