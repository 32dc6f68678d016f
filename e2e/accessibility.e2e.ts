import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { withClient } from '#lib/db'
import { calm, openScene, picture, type Scene } from './desk.ts'

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[]
}

/** So much of what axe finds keeps somebody from working. */
const grave = ['serious', 'critical']
/** What stands in no navigation but behind a person's name, a bell or a button. */
const besides = ['/account', '/messages']
const behindButtons = ['/system/accounts/import', '/organisation?view=picture', '/settings/exchange?view=log']

let scene: Scene
let axe: string

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  scene = await openScene()
})
afterAll(() => scene.close())

/** What is gravely wrong on a page, one line each. */
async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe)
  // An effect in mid-air is neither the old colour nor the new; one that goes on for ever is not waited for.
  const violations = await page.evaluate<Violation[]>(`
    Promise.allSettled(document.getAnimations()
      .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime ?? 0))
      .map((one) => one.finished))
      .then(() => axe.run(document, { resultTypes: ['violations'] }))
      .then((result) => result.violations)`)
  return violations
    .filter(({ impact }) => impact !== null && grave.includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id} ${target.join(' ')} ${html.slice(0, 120)}`))
}

async function walk(name: string, colours: 'zh-CN light' | 'en dark'): Promise<void> {
  const dark = colours === 'en dark'
  const page = await scene.desk(name, { dark })
  if (dark) await page.getByRole('button', { name: 'English' }).click()
  await calm(page)
  const entries = await page
    .locator('.desk-nav a.desk-item')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  expect(entries.length).toBeGreaterThan(4)
  const found: Record<string, string[]> = {}
  const look = async (entry: string) => {
    await calm(page)
    await picture(page, `accessible-${name}-${dark ? 'dark' : 'light'}-${entry.replaceAll(/[/?=]/g, '_')}`)
    const findings = await findingsOf(page)
    if (findings.length > 0) found[entry] = findings
  }
  const isAdmin = entries.includes('/system/accounts')
  for (const entry of [...entries, ...besides, ...(isAdmin ? behindButtons : [])]) {
    await page.goto(new URL(entry, page.url()).href)
    await page.locator('main h1').first().waitFor()
    await look(entry)
    const tabs = page.locator('main [role=tab]')
    // A list has a tab for every state, and they are all the same list.
    const count = Math.min(await tabs.count(), 5)
    for (let at = 1; at < count; at += 1) {
      await tabs.nth(at).click()
      await tabs.nth(at).and(page.locator('[aria-selected=true]')).waitFor()
      await look(`${entry} ${at}`)
    }
  }
  if (isAdmin) {
    await page.goto(new URL('/system/accounts', page.url()).href)
    await page.locator('.yw-row').first().click()
    await page.waitForURL(/accounts\/[0-9a-f]/)
    await page
      .getByRole('table', { name: '账号' })
      .or(page.getByRole('table', { name: 'Accounts' }))
      .waitFor({ state: 'detached' })
    await look('/system/accounts/one')
  }
  expect(found).toEqual({})
  await page.context().close()
}

// The administrator sees every page but the cases' own; the others show those with what they may do.
for (const [name, colours] of [
  ['周启航', 'zh-CN light'],
  ['周启航', 'en dark'],
  ['沈雨晴', 'zh-CN light'],
  ['陆建平', 'en dark'],
] as const)
  test(`nothing on the way of ${name} keeps anybody from working (${colours})`, () => walk(name, colours), 600_000)

for (const dark of [false, true]) {
  const turn = async (page: Page) => {
    if (dark) await page.getByRole('button', { name: 'English' }).click()
    await calm(page)
  }

  test(`nobody is kept out at the log-in or by a password that must be changed (${dark ? 'dark' : 'light'})`, async () => {
    const page = await scene.page({ dark })
    await page.getByRole('button', { name: '登录' }).waitFor()
    await withClient(scene.server.database.superUrl, (client) =>
      client.query(`update identity.account set must_change_password = true where username = 'village'`),
    )
    await turn(page)
    expect(await findingsOf(page)).toEqual([])
    await page.getByRole('button', { name: /顾阿明/ }).click()
    await page.waitForURL(/password/)
    await page.locator('h1').first().waitFor()
    await calm(page)
    await picture(page, `accessible-password-${dark ? 'dark' : 'light'}`)
    expect(await findingsOf(page)).toEqual([])
    await page.context().close()
  })

  test(`nor at the first use of an installation (${dark ? 'dark' : 'light'})`, async ({ onTestFinished }) => {
    const fresh = await openScene({ city: 'example', demo: false })
    onTestFinished(() => fresh.close())
    const page = await fresh.page({ dark })
    await page.waitForURL(/set-up/)
    await page.locator('h1').first().waitFor()
    await turn(page)
    await picture(page, `accessible-set-up-${dark ? 'dark' : 'light'}`)
    expect(await findingsOf(page)).toEqual([])
  })
}
