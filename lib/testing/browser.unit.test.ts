import { existsSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { findChromium, launchBrowser } from './browser.ts'

test('finds the same browser for all who ask at once', async () => {
  const paths = await Promise.all([findChromium(), findChromium(), findChromium()])
  expect(new Set(paths).size).toBe(1)
  expect(statSync(paths[0]).mode & 0o100).toBe(0o100)
}, 120_000)

test('says when the browser named by the environment does not exist', async () => {
  process.env.YIWANG_CHROMIUM = '/nowhere/chromium'
  onTestFinished(() => void delete process.env.YIWANG_CHROMIUM)
  await expect(findChromium()).rejects.toThrow('/nowhere/chromium')
})

test('shows a page in Chinese', async () => {
  const server = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end('<title>一网</title><h1><span>受理</span></h1><h1><span>督办</span></h1><canvas></canvas>')
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => void server.close())
  const browser = await launchBrowser()
  onTestFinished(() => browser.close())
  expect(existsSync(await findChromium())).toBe(true)
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  expect(await page.title()).toBe('一网')
  // Without a Chinese font all characters are the same box, and both words the same picture.
  const [first, second] = await page.locator('span').all()
  expect(await first?.screenshot()).not.toEqual(await second?.screenshot())
  const webgl = await page.evaluate(() => document.querySelector('canvas')?.getContext('webgl2') !== null)
  expect(webgl).toBe(true)
}, 120_000)
