import { expect, test } from 'vitest'
import { hotp, totpCounter } from '#lib/crypto'
import type { Page } from 'playwright-core'
import { demoPassword } from '#apps/server/testing'
import { beginSecondFactor, confirmSecondFactor } from '#platform/identity/contract'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/**
 * An authenticator app that was told a secret: the code of a step from now. The present step's and the next one's are
 * taken also when the half minute ends meanwhile; the one before's is then too old.
 */
function appOf(secret: string): (away: 0 | 1) => string {
  const bits = [...secret].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  return (away) => hotp(bytes, totpCounter(Date.now()) + away)
}

async function logIn(page: Page, username: string): Promise<void> {
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码', { exact: true }).fill(demoPassword)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

test('somebody turns two-step log-in on, and comes in by a code of the app, then by a recovery code', async () => {
  const page = await scene.page()
  await logIn(page, 'water')
  await page.getByRole('tab', { name: /^全部/ }).waitFor()
  await page.goto(`${scene.server.url}/account`)
  await page.getByRole('button', { name: '启用两步验证' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('当前密码').fill(demoPassword)
  await dialog.getByRole('button', { name: '下一步' }).click()
  const shown = await dialog.locator('.id-factor-secret code').textContent()
  await dialog.locator('.id-factor-secret svg').first().waitFor()
  await picture(page, 'second-factor-set-up')
  const app = appOf(shown!.replaceAll(' ', ''))
  await dialog.getByLabel('动态码').fill(app(0))
  await dialog.getByRole('button', { name: '启用两步验证' }).click()
  await dialog.getByRole('list', { name: '恢复码' }).waitFor()
  const codes = await dialog.getByRole('list', { name: '恢复码' }).getByRole('listitem').allTextContents()
  expect(codes).toHaveLength(10)
  await picture(page, 'second-factor-recovery-codes')
  await dialog.getByRole('button', { name: '我已记下' }).click()
  await page.getByText('剩余恢复码 10 个').waitFor()
  await picture(page, 'second-factor-on')

  const second = await scene.page()
  await logIn(second, 'water')
  await second.getByText(/第二步/).waitFor()
  await picture(second, 'second-factor-log-in')
  await second.getByLabel('动态码').fill('000000')
  await second.getByRole('button', { name: '登录', exact: true }).click()
  await second.getByText('动态码或恢复码不正确，或已经用过').waitFor()
  // A code is taken once: of a later step than the one that was used.
  await second.getByLabel('动态码').fill(app(1))
  await second.getByRole('button', { name: '登录', exact: true }).click()
  await second.getByRole('tab', { name: /^全部/ }).waitFor()

  const third = await scene.page({ dark: true })
  await logIn(third, 'water')
  await third.getByLabel('动态码').fill(codes[0]!)
  await picture(third, 'second-factor-log-in-dark')
  await third.getByRole('button', { name: '登录', exact: true }).click()
  await third.getByRole('tab', { name: /^全部/ }).waitFor()
})

test('an administrator sees who has it and takes it away, and sets and reads a telephone number', async () => {
  const water = await scene.server.as('water')
  const { secret } = await water.ask(beginSecondFactor, { body: { password: demoPassword } })
  await water.ask(confirmSecondFactor, { body: { code: appOf(secret)(0) } })
  const page = await scene.page()
  await logIn(page, 'admin')
  await page.getByRole('table', { name: '账号' }).waitFor()
  await page.getByLabel('查找姓名、用户名或完整电话').fill('water')
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: /water/ }).getByRole('link').click()
  await page.getByRole('button', { name: '填写' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('电话').fill('138 1234 5678')
  await dialog.getByRole('button', { name: /保\s*存/ }).click()
  await page.getByText('138****5678').waitFor()
  await dialog.waitFor({ state: 'hidden' })
  await picture(page, 'account-phone')
  await page.getByRole('button', { name: '查看完整号码' }).click()
  await dialog.getByRole('textbox').fill('值班联系')
  await dialog.getByRole('button', { name: '查看完整号码' }).click()
  await page.getByText('13812345678').waitFor()
  await dialog.waitFor({ state: 'hidden' })
  await page.getByRole('button', { name: '重置两步验证' }).click()
  await page
    .getByRole('tooltip')
    .getByRole('button', { name: /确\s*定/ })
    .click()
  await page.getByRole('definition').filter({ hasText: '未启用' }).waitFor()
  await page.goto(`${scene.server.url}/system/accounts?q=13812345678`)
  await page.getByText('138****5678').waitFor()
  await picture(page, 'accounts-by-phone')
})
