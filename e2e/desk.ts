import { join } from 'node:path'
import type { Browser, BrowserContext, Locator, Page, Request } from 'playwright-core'
import { afterAll, aroundEach } from 'vitest'
import { startTestServer, TestClock, type TestServer } from '#apps/server/testing'
import { launchBrowser, until } from '#lib/testing'

/** A running server, a browser, and people at their desks. */
export interface Scene {
  readonly server: TestServer
  /** Opens the desk as a demonstration account, in a browser window of its own. */
  desk(name: string, options?: DeskOptions): Promise<Page>
  /** The log-in page, in a window of its own. */
  page(options?: DeskOptions): Promise<Page>
  /** Lets so many hours pass at once, for the cases; the windows learn the time with the next answer. */
  skip(hours: number): void
  close(): Promise<void>
}

interface DeskOptions {
  readonly width?: number
  readonly height?: number
  readonly dark?: boolean
}

/** So long a step waits for what it waits for, in ms: far longer than a busy machine stalls. */
const patience = 45_000

/** What of each page is on its way. */
const traffic = new WeakMap<Page, Set<Request>>()

let launched: Promise<Browser> | undefined

/** One browser for all scenes of a file; a new one where it has died. */
async function browserOfFile(): Promise<Browser> {
  const running = await launched?.catch(() => undefined)
  if (running?.isConnected() === true) return running
  launched = launchBrowser()
  return launched
}
afterAll(async () => {
  const running = await launched?.catch(() => undefined)
  await running?.close()
})

/** Starts what a browser test needs. Anything a page writes to the console as an error fails the test at `close`. */
export async function openScene(options?: Parameters<typeof startTestServer>[0]): Promise<Scene> {
  const clock = new TestClock()
  const server = await startTestServer({ clock, ...options })
  const browser = await browserOfFile()
  const contexts: BrowserContext[] = []
  const complaints: string[] = []
  async function open(name: string, { width = 1366, height = 768, dark = false }: DeskOptions = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
    })
    contexts.push(context)
    context.setDefaultTimeout(patience)
    const page = await context.newPage()
    watchTraffic(page)
    page.on('pageerror', (error) => complaints.push(`${name}: ${error.message}`))
    page.on('console', (message) => {
      // A refused request is an answer, not a fault of the page.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        complaints.push(`${name}: ${message.text()}`)
      }
    })
    await page.goto(server.url)
    return page
  }
  return {
    server,
    page: (options) => open('a stranger', options),
    async desk(name, options) {
      const page = await open(name, options)
      await page.getByRole('button', { name: new RegExp(name) }).click()
      // People begin with their cases, the three officers with the accounts.
      await page
        .getByRole('tab', { name: /^全部/ })
        .or(page.getByRole('table', { name: '账号' }))
        .first()
        .waitFor()
      await live(page)
      return page
    },
    skip: (hours) => clock.skip(hours),
    async close() {
      await Promise.all(contexts.map((context) => context.close()))
      await server.stop()
      if (complaints.length > 0) throw new Error(`Pages complained:\n${complaints.join('\n')}`)
    },
  }
}

/**
 * Gives every test of a file a scene of its own, and every attempt at it: what an attempt that failed has left behind is
 * not there for the next. The scene is still there for what a test does when it has failed.
 */
export function freshScene(give: (scene: Scene) => void, options?: Parameters<typeof openScene>[0]): void {
  aroundEach(async (runTest) => {
    const scene = await openScene(options)
    give(scene)
    try {
      await runTest()
    } finally {
      await scene.close()
    }
  })
}

/** Waits until the page hears what happens: what happens before its stream is open, it does not hear. */
export async function live(page: Page): Promise<void> {
  await page.locator('.yw-live-live').waitFor()
}

/** Waits until this has the focus: keys go nowhere before. */
export async function focused(field: Locator): Promise<void> {
  await field.and(field.page().locator(':focus')).waitFor()
}

/** Chooses from a list that unfolds, by keys: types a part of the name, sees it offered first, takes it. */
export async function pick(field: Locator, text: string): Promise<void> {
  await field.fill(text)
  await field.page().locator('.ant-select-dropdown:visible .ant-select-item-option-active', { hasText: text }).waitFor()
  await field.press('Enter')
  await field.and(field.page().locator('[aria-expanded=false]')).waitFor()
}

/**
 * Waits until a page has said something, looking in the page itself: what goes again after a moment is missed by whoever
 * is late. To be begun with what leads to it.
 */
export async function said(page: Page, words: RegExp): Promise<void> {
  const heard = await page.evaluate(
    ([wanted, time]) =>
      new Promise<boolean>((done) => {
        const look = () => wanted.test(document.body.textContent) && done(true)
        new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true })
        setTimeout(() => done(false), time)
        look()
      }),
    [words, patience] as const,
  )
  if (!heard) throw new Error(`The page said nothing like ${String(words)}`)
}

/** What says that something is still being read. */
const waiting = ['.yw-skeleton', '.yw-stale', '.ant-skeleton-active', '.ant-spin-spinning', '[aria-busy=true]']
  .map((mark) => `${mark}:visible`)
  .join(', ')

/** Waits until a page has asked for all it wants and shows it: nothing on its way, nothing pale, nothing left to draw. */
export async function calm(page: Page): Promise<void> {
  const open = traffic.get(page) ?? new Set()
  const isCalm = async () => {
    // The browser is idle when what a click or an answer has set going is drawn.
    await page.evaluate(() => new Promise((done) => requestIdleCallback(done, { timeout: 1000 })))
    return open.size === 0 && (await page.locator(waiting).count()) === 0
  }
  // Twice: what the first look saw drawn may have asked for more.
  await until(async () => (await isCalm()) && (await isCalm()), patience)
}

function watchTraffic(page: Page): void {
  const open = new Set<Request>()
  traffic.set(page, open)
  page.on('request', (request) => {
    // With another document nobody waits for what the last one asked for.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) open.clear()
    // The stream stays open.
    if (request.resourceType() !== 'eventsource') open.add(request)
  })
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (request) => void open.delete(request))
}

/** Takes a picture of the page into the folder of pictures, for people to look at; see docs/pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['YIWANG_PICTURES']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}
