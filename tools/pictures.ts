// node tools/pictures.ts [names…]: starts the product on a database of its own with sample cases, walks through it and
// takes the pictures of README.md and docs/tour.md into docs/pictures.
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import sharp from 'sharp'
import { drawSample } from '#apps/server/testing'
import { launchBrowser } from '#lib/testing'
import { buildFrontEnds } from './build.ts'
import { faultySheet } from './pictures/faulty-sheet.ts'
import { repository } from './program.ts'

const folder = join(repository, 'docs/pictures')
const size = { width: 1366, height: 768 }
const mostBytes = 250_000
const samples = '4000'

/** A window somebody works in. */
interface Window {
  readonly page: Page
  /** takes a picture of it; `on` is brought into view first */
  readonly shoot: (name: string, on?: Locator) => Promise<void>
}

interface Look {
  readonly dark?: boolean
  readonly english?: boolean
}

/** Starts the product; `url` once it is ready and filled. */
async function start(data: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [join(repository, 'apps/server/main.ts')], {
    cwd: repository,
    env: { ...process.env, PORT: '0', YIWANG_DATA: data, YIWANG_DEMO_CASES: samples },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise<void>((done) => child.on('close', () => done()))
  const url = await new Promise<string>((done, fail) => {
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk
      const address = /is ready: (\S+)/.exec(said)?.[1]
      if (address !== undefined && /Demonstration year: \d+ cases/.test(said)) done(address)
    })
    child.on('close', () => fail(new Error(`The server ended:\n${said}`)))
  })
  return {
    url,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

const wanted = process.argv.slice(2)

async function openWindow(
  browser: Browser,
  url: string,
  { dark = false, english = false }: Look = {},
): Promise<Window> {
  const context = await browser.newContext({
    viewport: size,
    colorScheme: dark ? 'dark' : 'light',
    locale: english ? 'en' : 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(30_000)
  const page = await context.newPage()
  await page.goto(url)
  return {
    page,
    shoot: async (name, on) => {
      if (wanted.length > 0 && !wanted.includes(name)) return
      await on?.scrollIntoViewIfNeeded()
      await page.evaluate('document.fonts.ready')
      // What is still on its way is no picture of the page.
      await page.locator('main .ant-skeleton, main .case-wait').first().waitFor({ state: 'hidden' })
      await page.evaluate(
        `Promise.all([...document.images]
          .filter((one) => one.getBoundingClientRect().top < innerHeight)
          .map((one) => one.decode().catch(() => undefined)))`,
      )
      const raw = await page.screenshot()
      // A page has few colours; where a map or a photo has many, more of them are kept.
      const made = await sharp(raw).png({ palette: true, quality: 92, effort: 10, compressionLevel: 9 }).toBuffer()
      if (made.byteLength > mostBytes) throw new Error(`${name}.png has ${made.byteLength} bytes`)
      await writeFile(join(folder, `${name}.png`), made)
      console.log(`${name}.png  ${Math.round(made.byteLength / 1024)} kB`)
    },
  }
}

/** Opens the desk as a demonstration account. */
async function enter(browser: Browser, url: string, username: string, look: Look = {}): Promise<Window> {
  const made = await openWindow(browser, url, look)
  const { password } = (await (await made.page.request.get(`${url}/api/demo`)).json()) as { password: string }
  await made.page.locator('#login_username').fill(username)
  await made.page.locator('#login_password').fill(password)
  await made.page.keyboard.press('Enter')
  await made.page.locator('.desk-user').waitFor()
  return made
}

/** Opens the first case of a list. */
async function openFirst(page: Page): Promise<void> {
  await page.locator('.yw-link').first().click()
  await page.locator('.case-head h1').waitFor()
}

async function press(page: Page, action: string): Promise<void> {
  await page
    .getByRole('toolbar')
    .getByRole('button', { name: new RegExp(`^${action}`) })
    .click()
  await page.getByRole('region', { name: action, exact: true }).waitFor()
}

/** The choice of a form that stands in the open. */
async function choose(page: Page, choice: string): Promise<void> {
  await page
    .locator('label')
    .filter({ hasText: new RegExp(`^${choice}$`) })
    .first()
    .click()
}

async function send(page: Page, action: string): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await page.getByText(`已完成：${action}`).waitFor()
}

async function attach(page: Page, when: 'before' | 'after', within: string): Promise<void> {
  const file = { name: when === 'before' ? '处置前.jpg' : '处置后.jpg', mimeType: 'image/jpeg' }
  await page
    .locator(`${within} input[type=file]`)
    .first()
    .setInputFiles({ ...file, buffer: await drawSample('cover', when) })
  await page.locator(`${within} .files-thumb`).waitFor()
}

/** Finds a case by its number, as people do. */
async function find(page: Page, number: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(number)
  await page.getByRole('option', { name: new RegExp(number) }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: number }).waitFor()
}

/** A broken cover from the street to the checker, with photos of before and after; gives the number of the case. */
async function liveOneCase(browser: Browser, url: string): Promise<string> {
  const { page: supervisor } = await enter(browser, url, 'supervisor')
  await supervisor.getByRole('link', { name: '录单' }).click()
  await supervisor.getByRole('combobox', { name: '案件来源' }).fill('监督员')
  await supervisor.getByRole('combobox', { name: '案件来源' }).press('Enter')
  await supervisor.getByLabel('案件标题').fill('雨水井盖破损下沉')
  await supervisor
    .getByLabel('问题描述')
    .fill('思贤路与人民北路路口雨水井盖断裂下沉，井圈外露，夜间无照明，影响骑行安全。')
  await choose(supervisor, '部件')
  await supervisor.getByRole('combobox', { name: '小类' }).fill('01003')
  await supervisor.locator('.case-code-option', { hasText: '01003' }).first().click()
  await supervisor.getByLabel('地址').fill('思贤路与人民北路路口')
  await supervisor.getByLabel('坐标').fill('121.2226，31.0308')
  await attach(supervisor, 'before', '.case-files')
  await supervisor.keyboard.press('Control+Enter')
  const number = await supervisor.locator('.case-done .yw-number').innerText()

  const accepting = await enter(browser, url, 'acceptor')
  const acceptor = accepting.page
  await find(acceptor, number)
  await press(acceptor, '受理立案派遣')
  await acceptor.getByText('规则确定派往').waitFor()
  await acceptor.getByLabel('立案条件').first().focus()
  await acceptor.getByRole('option').first().waitFor()
  await acceptor.keyboard.press('Enter')
  await acceptor.getByRole('option').first().waitFor({ state: 'hidden' })
  await accepting.shoot('grid-accept')
  await send(acceptor, '受理立案派遣')

  const { page: unit } = await enter(browser, url, 'water')
  await find(unit, number)
  await press(unit, '签收')
  await send(unit, '签收')
  await press(unit, '处置反馈')
  await choose(unit, '已处置')
  await unit.getByLabel('处置情况').fill('已更换井盖并加固井圈，现场清理完毕。')
  await attach(unit, 'after', '.case-panel')
  await send(unit, '处置反馈')
  return number
}

const day = new Date().toISOString().slice(0, 10)

/** What is walked through, each on its own: one that fails does not keep the others from being taken. */
const walks: readonly ((browser: Browser, url: string) => Promise<void>)[] = [
  async (browser, url) => {
    const { page, shoot } = await openWindow(browser, url)
    await page.locator('.id-demo button').first().waitFor()
    await shoot('log-in')
  },
  async (browser, url) => {
    const { page, shoot } = await enter(browser, url, 'receiver')
    await row(page, `${url}/cases`)
    await shoot('list')
    await row(page, `${url}/cases?state=received`)
    await openFirst(page)
    await shoot('order')
    await press(page, '派遣')
    await page.locator('.case-suggestion').waitFor()
    await shoot('dispatch')
  },
  async (browser, url) => {
    const { page, shoot } = await enter(browser, url, 'receiver')
    await page.goto(`${url}/hotline/import`)
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: `早班工单-${day}.csv`, mimeType: 'text/csv', buffer: faultySheet(day) })
    await page.getByRole('button', { name: '检查全部行' }).click()
    await page.getByRole('table', { name: '有误的单元格' }).getByRole('row').nth(4).waitFor()
    await shoot('import')
  },
  async (browser, url) => {
    // Whichever of these units has an order in hand.
    for (const username of ['water', 'green', 'traffic', 'fangsong']) {
      const { page, shoot } = await enter(browser, url, username)
      await page.goto(`${url}/cases?kind=hotline&state=handling`)
      await page.locator('.yw-row, .yw-empty').first().waitFor()
      if ((await page.locator('.yw-row').count()) === 0) continue
      await openFirst(page)
      await shoot('case-unit')
      await page.locator('.case-clocks .clock-chip').first().click()
      await page.getByRole('dialog').locator('.clock-entry').first().waitFor()
      await shoot('why-this-deadline')
      return
    }
    throw new Error('No unit has an order in hand')
  },
  async (browser, url) => {
    const number = await liveOneCase(browser, url)
    const { page, shoot } = await enter(browser, url, 'dispatcher')
    await find(page, number)
    await page.locator('.case-photos img').nth(1).waitFor()
    await shoot('photos', page.locator('.case-photos'))
  },
  async (browser, url) => {
    const { page, shoot } = await enter(browser, url, 'town')
    await row(page, `${url}/cases?kind=grid&state=town_pending&whose=all`)
    await openFirst(page)
    await shoot('chain', page.locator('.case-chain'))
  },
  async (browser, url) => {
    const { page, shoot } = await enter(browser, url, 'dutychief')
    await row(page, `${url}/cases?kind=grid&state=closed&sort=-changed`)
    await openFirst(page)
    // Not every case has photos.
    await page
      .locator('.case-photos img')
      .first()
      .waitFor({ timeout: 5000 })
      .catch(() => undefined)
    await shoot('case-closed')
    await page.getByRole('button', { name: /流程图/ }).click()
    await page.getByRole('dialog').locator('.kind-diagram svg text').first().waitFor()
    await shoot('diagram')
  },
  async (browser, url) => {
    const { page, shoot } = await enter(browser, url, 'admin')
    for (const [path, name, ready] of [
      ['/standards', 'standards', '.yw-row'],
      ['/organisation', 'organisation', '[role=tree], table'],
      ['/areas', 'areas', 'canvas'],
    ] as const) {
      await page.goto(`${url}${path}`)
      await page.locator(ready).first().waitFor()
      if (name === 'organisation') await page.getByRole('treeitem').nth(2).click()
      // A map says nothing when it has been drawn.
      await page.waitForTimeout(2500)
      await shoot(name)
    }
  },
  async (browser, url) => {
    const { page, shoot } = await enter(browser, url, 'acceptor', { dark: true })
    await row(page, `${url}/cases?kind=grid&state=all&whose=all`)
    await shoot('dark')
  },
  async (browser, url) => {
    const { page, shoot } = await enter(browser, url, 'receiver', { english: true })
    await row(page, `${url}/cases?state=all`)
    await shoot('english')
  },
]

/** Goes to a list that has rows. */
async function row(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.locator('.yw-row').first().waitFor()
}

await mkdir(folder, { recursive: true })
if (!(await buildFrontEnds())) process.exit(1)
const data = await mkdtemp(join(tmpdir(), 'yiwang-pictures-'))
const product = await start(data)
const browser = await launchBrowser()
try {
  for (const walk of walks) {
    await walk(browser, product.url).catch((error: unknown) => {
      console.error(error)
      process.exitCode = 1
    })
    await Promise.all(browser.contexts().map((context) => context.close()))
  }
} finally {
  await browser.close()
  await product.stop()
  await rm(data, { recursive: true, force: true })
}
