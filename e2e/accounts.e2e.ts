import { test } from 'vitest'
import { freshScene, live, pick, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('somebody with two posts switches with the keyboard, and works on with the other rights', async () => {
  const page = await scene.desk('白晓宁')
  await page.getByRole('link', { name: '录单' }).waitFor()
  await page.getByRole('button', { name: '账号 白晓宁' }).focus()
  await page.keyboard.press('Enter')
  const other = page.getByRole('menuitem', { name: /热线审核员/ })
  await other.waitFor()
  await picture(page, 'user-menu')
  await page.keyboard.press('ArrowDown')
  await other.press('Enter')
  await page.locator('.desk-user-unit').filter({ hasText: '热线审核员' }).waitFor()
  await page.getByRole('link', { name: '录单' }).waitFor({ state: 'detached' })
  // The stream came back by itself.
  await live(page)
})

test('an administrator makes an account, a security administrator grants, the person changes the password and works', async ({
  onTestFailed,
}) => {
  const admin = await scene.desk('周启航')
  onTestFailed(() => picture(admin, 'failed-admin'))
  await picture(admin, 'accounts')
  await admin.getByRole('button', { name: '新建账号' }).click()
  await admin.getByRole('dialog').getByLabel('姓名').fill('林小满')
  await admin.getByRole('dialog').getByLabel('用户名').fill('linxiaoman')
  await picture(admin, 'account-new')
  await admin.getByRole('button', { name: /新\s*建$/ }).click()
  await admin.getByRole('heading', { name: '林小满' }).waitFor()
  await admin.getByRole('button', { name: '重置密码' }).click()
  await admin.getByRole('button', { name: /确\s*定|OK/ }).click()
  const oneTime = await admin.locator('.id-onetime code').innerText()
  await picture(admin, 'account-one-time')
  await admin.getByRole('button', { name: '我已记下' }).click()
  await admin.getByRole('button', { name: '授予岗位', disabled: true }).waitFor()

  const security = await scene.desk('韩守正')
  onTestFailed(() => picture(security, 'failed-security'))
  await security.getByRole('link', { name: '林小满' }).click()
  await security.getByRole('button', { name: '授予岗位' }).click()
  await pick(security.getByRole('dialog').getByLabel('角色'), '热线收单')
  await pick(security.getByRole('dialog').getByLabel('单位', { exact: true }), '热线服务')
  await security.getByText('收市转单').waitFor()
  await picture(security, 'post-editor')
  await security.getByRole('button', { name: /保\s*存/ }).click()
  await security.getByRole('cell', { name: /热线收单派单员/ }).waitFor()
  await picture(security, 'account-detail')

  const page = await scene.page()
  onTestFailed(() => picture(page, 'failed-person'))
  await page.getByLabel('用户名').fill('linxiaoman')
  await page.getByLabel('密码', { exact: true }).fill(oneTime)
  await page.getByRole('button', { name: /^登\s*录$/ }).click()
  await page.getByRole('heading', { name: '请修改密码' }).waitFor()
  await page.getByLabel('当前密码').fill(oneTime)
  await page.getByLabel('新密码', { exact: true }).fill('short')
  await page.getByLabel('再次输入新密码').fill('short')
  await page.getByText('至少需要 10 个字符').waitFor()
  await picture(page, 'password-due')
  await page.getByLabel('新密码', { exact: true }).fill('Meadow-lark-31')
  await page.getByLabel('再次输入新密码').fill('Meadow-lark-31')
  await page.getByRole('button', { name: '修改密码' }).click()
  await page.getByRole('link', { name: '录单' }).waitFor()

  await page.getByRole('button', { name: '账号 林小满' }).click()
  await page.getByRole('menuitem', { name: '我的账号' }).click()
  await page.getByRole('table', { name: '登录设备' }).waitFor()
  await page.getByRole('button', { name: '指定代班人' }).click()
  await page.getByRole('dialog').getByLabel('代班人').fill('白晓')
  await page.getByText('白晓宁 ·').click()
  await page.getByLabel('事由').fill('年休假')
  await picture(page, 'stand-in')
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /确\s*定/ })
    .click()
  await page.getByRole('cell', { name: '白晓宁 代我' }).waitFor()
  await picture(page, 'my-account')
})
