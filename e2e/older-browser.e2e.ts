import { afterAll, beforeAll, expect, test } from 'vitest'
import { calm, openScene, type Scene } from './desk.ts'

// The desk is built for a browser that is older than the one tests have: what that one lacks is taken away here.

let scene: Scene

beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.close())

/** Takes away what came after the browser the desk is built for, and says so on the page. */
const takeAway = (): void => {
  const gone: string[] = []
  const without = (on: object, ...names: string[]) => {
    for (const name of names) if (Reflect.deleteProperty(on, name)) gone.push(name)
  }
  without(Array.prototype, 'toSorted', 'toReversed', 'toSpliced', 'with')
  without(Array, 'fromAsync')
  without(Map, 'groupBy')
  without(Object, 'groupBy')
  without(Promise, 'withResolvers', 'try')
  without(URL, 'canParse', 'parse')
  without(RegExp, 'escape')
  without(AbortSignal, 'any')
  without(String.prototype, 'isWellFormed', 'toWellFormed')
  without(Set.prototype, 'union', 'intersection', 'difference', 'symmetricDifference', 'isSubsetOf', 'isSupersetOf', 'isDisjointFrom') // prettier-ignore
  const iterators = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object
  without(iterators, 'map', 'filter', 'take', 'drop', 'flatMap', 'reduce', 'toArray', 'forEach', 'some', 'every', 'find') // prettier-ignore
  Object.assign(globalThis, { gone })
}

test('every page opens in the oldest browser the desk is built for', async () => {
  const page = await scene.desk('周启航')
  await page.addInitScript(takeAway)
  await page.reload()
  expect(await page.evaluate(() => (globalThis as unknown as { gone: string[] }).gone)).toContain('symmetricDifference')
  const pages = page.getByRole('navigation').first().getByRole('link')
  await pages.nth(10).waitFor()
  const names = await pages.allInnerTexts()
  expect(names.length).toBeGreaterThan(10)
  for (const name of names) {
    await pages.getByText(name.trim(), { exact: true }).click()
    await pages.and(page.locator('[aria-current=page]')).getByText(name.trim(), { exact: true }).waitFor()
    await calm(page)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
    // Faults in the console fail the whole at its end.
    expect(await page.getByText('页面出错了').count(), name).toBe(0)
  }

  // What is looked up, put in order and checked while somebody writes.
  await pages.getByText('派遣规则', { exact: true }).click()
  await page.getByRole('button', { name: '编辑规则' }).click()
  const table = page.getByRole('table', { name: '派遣规则' })
  await table.getByRole('row').nth(1).getByRole('button', { name: '下移' }).click()
  await page.getByText(/草稿，基于第 \d+ 版，1 处改动/).waitFor()
  await table
    .getByRole('row')
    .nth(1)
    .getByRole('button', { name: /^“小类”/ })
    .click()
  await page
    .getByRole('dialog')
    .getByText(/^读作：“小类”以“04”开头/)
    .waitFor()
})
