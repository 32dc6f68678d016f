import { join } from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startTestServer, TestClock, type TestServer } from '#apps/server/testing'
import { launchBrowser } from '#lib/testing'

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

/** Starts what a browser test needs. Anything a page writes to the console as an error fails the test at `close`. */
export async function openScene(options?: Parameters<typeof startTestServer>[0]): Promise<Scene> {
  const clock = new TestClock()
  const server = await startTestServer({ clock, ...options })
  const browser: Browser = await launchBrowser()
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
    context.setDefaultTimeout(45_000)
    const page = await context.newPage()
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
      return page
    },
    skip: (hours) => clock.skip(hours),
    async close() {
      await Promise.all(contexts.map((context) => context.close()))
      await browser.close()
      await server.stop()
      if (complaints.length > 0) throw new Error(`Pages complained:\n${complaints.join('\n')}`)
    },
  }
}

/** Takes a picture of the page into the folder of pictures, for people to look at; see docs/pictures. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['YIWANG_PICTURES']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}
