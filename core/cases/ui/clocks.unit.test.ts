import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import type { Browser, Page } from 'playwright-core'
import { build, preview, type InlineConfig, type PreviewServer } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { launchBrowser } from '#lib/testing'
import { office, withOverrides } from '#platform/calendar/testing'
import { clockLedgers } from '../clock-ledger.ts'
import { clockKind, ClockBench, gives, moment } from '../testing/clock-bench.ts'
import type { ClockView } from './clock-view.ts'
import type { ClocksOnPage } from './testing/clocks.tsx'

let folder: string
let server: PreviewServer
let browser: Browser

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yiwang-clocks-'))
  const root = join(import.meta.dirname, 'testing')
  const options: InlineConfig = { configFile: false, root, logLevel: 'error', plugins: [react()] }
  await build({
    ...options,
    build: {
      outDir: folder,
      emptyOutDir: true,
      minify: false,
      assetsInlineLimit: 0,
      rolldownOptions: { input: join(root, 'clocks.html') },
    },
  })
  server = await preview({ ...options, build: { outDir: folder }, preview: { port: 0, host: '127.0.0.1' } })
  browser = await launchBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await rm(folder, { recursive: true, force: true })
})

const now = '周三 2026-03-11 16:00'

/** A case with a history worth telling, at the moment `now`. */
function told(): ClockBench {
  const kind = clockKind({
    rules: [gives(2, 'work_day', { fact: 'case.facts.sort', is: 'hard' }), gives(4, 'work_hour')],
    hours: 'holder',
    warnShare: 0.75,
  })
  const bench = new ClockBench(kind, office)
  bench.act(moment('周一 2026-03-09 10:00'), { action: 'dispatch', to: 'doing', unit: '区水务局' })
  bench.act(moment('周一 2026-03-09 11:10'), { action: 'hold', to: 'paused' })
  bench.act(moment('周二 2026-03-10 14:00'), { action: 'goOn', to: 'doing' })
  bench.act(moment('周二 2026-03-10 15:00'), {
    action: 'extend',
    extend: { value: 1, unit: 'work_day' },
    input: { reason: '等待配件' },
  })
  bench.setCalendar(withOverrides(office, { '2026-03-11': false }))
  bench.recompute(moment('周二 2026-03-10 16:00'))
  bench.setCalendar(office)
  bench.recompute(moment('周二 2026-03-10 16:30'))
  return bench
}

function clocks(): ClocksOnPage['clocks'] {
  const bench = told()
  const { code, state, limit, deadline, warnAt, breachedAt, since, graded } = bench.run()
  const base = {
    code,
    state,
    limit,
    deadline,
    warnAt,
    breachedAt,
    since,
    graded,
    name: { 'zh-CN': '处置时限', en: 'Handling' },
  }
  const rounds = clockLedgers(bench.kind, bench.records, bench.bookAt)
  const iso = (text: string) => new Date(moment(text)).toISOString()
  const other = (key: string, zh: string, more: Partial<ClockView>) => ({
    clock: { ...base, code: key, name: { 'zh-CN': zh, en: key }, ...more },
    rounds: [],
  })
  return [
    { clock: base, rounds },
    other('Signing', '签收时限', { deadline: iso('周四 2026-03-12 10:50'), warnAt: iso('周四 2026-03-12 10:00') }),
    other('Whole case', '结案时限', {
      limit: { value: 5, unit: 'work_day' },
      deadline: iso('周五 2026-03-06 17:00'),
      breachedAt: iso('周五 2026-03-06 17:00'),
      graded: 1,
    }),
    other('City', '市工单时限', { limit: null, deadline: iso('周五 2026-03-13 20:00'), warnAt: null }),
    other('Paused', '整改时限', {
      state: 'paused',
      since: iso('周二 2026-03-10 09:00'),
      deadline: iso('周二 2026-03-10 16:20'),
    }),
    other('Checking', '核查时限', {
      state: 'standing',
      since: iso('周二 2026-03-10 09:00'),
      deadline: iso('周一 2026-03-09 17:00'),
      breachedAt: iso('周一 2026-03-09 17:00'),
    }),
    other('Ended', '受理时限', { state: 'ended' }),
    other('Ended late', '立案时限', { state: 'ended', breachedAt: iso('周一 2026-03-09 17:00') }),
  ]
}

async function open(language: 'zh-CN' | 'en', theme: 'light' | 'dark', height = 768): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1366, height },
    timezoneId: 'America/New_York',
    reducedMotion: 'reduce',
  })
  await context.addInitScript(
    (given) => {
      localStorage.setItem('yiwang.language', given.language)
      localStorage.setItem('yiwang.theme', given.theme)
      Object.assign(globalThis, { clocksOnPage: given.page })
    },
    { language, theme, page: { clocks: clocks(), hours: office.hours } satisfies ClocksOnPage },
  )
  const page = await context.newPage()
  // The page loads in the minute before; then its time stands until a test lets it go on.
  await page.clock.install({ time: moment(now) - 90_000 })
  await page.goto(`${server.resolvedUrls!.local[0]}clocks.html`)
  await page.getByRole('button').first().waitFor()
  await page.clock.pauseAt(moment(now) - 30_000)
  await page.clock.runFor(30_000)
  return page
}

/** A picture for whoever wants to look: where YIWANG_PICTURES names a folder. */
async function picture(page: Page, name: string): Promise<void> {
  const to = process.env['YIWANG_PICTURES']
  if (to !== undefined) await page.screenshot({ path: join(to, `${name}.png`) })
}

test('each clock has a sign of its own, a word, and what is left in its own unit, wherever the browser stands', async () => {
  const page = await open('zh-CN', 'light')
  const chips = await page.locator('.clock-chip').allInnerTexts()
  expect(chips.map((text) => text.replace(/\s+/g, ' ').trim())).toEqual([
    '处置时限 将到期 剩 1 个工作时',
    '签收时限 正常 剩 3 个工作时 20 分',
    '结案时限 已超期 · 第 1 级 超 2 个工作日 6 个工作时',
    '市工单时限 正常 剩 2 天 4 小时',
    '整改时限 已暂停 剩 5 个工作时 50 分',
    '核查时限 停计 · 已超期 超 30 分',
    '受理时限 按时',
    '立案时限 曾超期',
  ])
  const signs = await page
    .locator('.clock-chip svg[data-sign]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-sign')))
  expect(new Set(signs)).toEqual(new Set(['yellow', 'green', 'red', 'paused', 'standing', 'kept', 'late']))
  expect(
    new Set(await page.locator('.clock-chip svg[data-sign]').evaluateAll((all) => all.map((one) => one.innerHTML)))
      .size,
  ).toBe(7)
  await picture(page, 'clocks-zh-light')
  await page.close()
})

test('it counts down by the minute, turns red by itself, and nothing moves beside it', async () => {
  const page = await open('zh-CN', 'light')
  const chip = page.locator('.clock-chip').first()
  const width = (await chip.boundingBox())!.width
  await page.clock.runFor('02:00')
  await chip.getByText('剩 58 分').waitFor()
  expect((await chip.boundingBox())!.width).toBe(width)
  await page.clock.runFor('59:00')
  await chip.getByText('已超期').waitFor()
  await page.close()
})

test('the ledger opens by key, tells the history in order, and closes by Escape', async () => {
  for (const [language, theme] of [
    ['zh-CN', 'light'],
    ['en', 'dark'],
  ] as const) {
    const page = await open(language, theme, 1000)
    const chip = page.locator('.clock-chip').first()
    await chip.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog')
    await dialog.locator('.clock-entry').first().waitFor()
    expect(await dialog.locator('.clock-entry').count()).toBe(6)
    const text = await dialog.innerText()
    expect(text).toContain(language === 'zh-CN' ? '延长 1 个工作日，事由：等待配件' : 'because: 等待配件')
    // The days of the last deadline lie open, those before are folded.
    expect(await dialog.locator('details[open]').count()).toBe(1)
    await page.clock.runFor(1000)
    await picture(page, `ledger-${language}-${theme}`)
    await page.keyboard.press('Escape')
    await page.clock.runFor(1000)
    await dialog.waitFor({ state: 'hidden' })
    await picture(page, `clocks-${language}-${theme}`)
    await page.close()
  }
})
