import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openScene, picture, type Scene } from './desk.ts'

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly target: readonly string[]; readonly html: string }[]
}

/** So much of what axe finds keeps somebody from working. */
const grave = ['serious', 'critical']
/** What stands in no navigation but behind a person's name or a bell. */
const besides = ['/account', '/messages']

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
  // An effect in mid-air is neither the old colour nor the new.
  const violations = await page.evaluate<Violation[]>(`
    Promise.allSettled(document.getAnimations().map((one) => one.finished))
      .then(() => axe.run(document, { resultTypes: ['violations'] }))
      .then((result) => result.violations)`)
  return violations
    .filter(({ impact }) => impact !== null && grave.includes(impact))
    .flatMap(({ id, nodes }) => nodes.map(({ target, html }) => `${id} ${target.join(' ')} ${html.slice(0, 120)}`))
}

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.locator('.yw-skeleton, .ant-spin-spinning').first().waitFor({ state: 'hidden' })
}

async function walk(name: string, look: 'zh-CN light' | 'en dark'): Promise<void> {
  const dark = look === 'en dark'
  const page = await scene.desk(name, { dark })
  if (dark) await page.getByRole('button', { name: 'English' }).click()
  await settled(page)
  const entries = await page
    .locator('.desk-nav a.desk-item')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  expect(entries.length).toBeGreaterThan(4)
  const found: Record<string, string[]> = {}
  for (const entry of [...entries, ...besides]) {
    await page.goto(new URL(entry, page.url()).href)
    await page.locator('main h1').first().waitFor()
    await settled(page)
    await picture(page, `accessible-${name}-${dark ? 'dark' : 'light'}-${entry.replaceAll('/', '_')}`)
    const findings = await findingsOf(page)
    if (findings.length > 0) found[entry] = findings
  }
  expect(found).toEqual({})
  await page.context().close()
}

for (const name of ['周启航', '沈雨晴', '陆建平']) {
  for (const look of ['zh-CN light', 'en dark'] as const) {
    test(`nothing on the way of ${name} keeps anybody from working (${look})`, () => walk(name, look), 600_000)
  }
}

test('the log-in page keeps nobody out', async () => {
  const page = await scene.page()
  await page.getByRole('button', { name: '登录' }).waitFor()
  expect(await findingsOf(page)).toEqual([])
})
