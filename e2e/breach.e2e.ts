import { expect, test } from 'vitest'
import { hotlineCrew } from '#core/cases/testing'
import { getCase } from '#core/cases/contract'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('a deadline passes: the light turns, the unit is told, and the ledger says why', async ({ onTestFailed }) => {
  const crew = await hotlineCrew(scene.server)
  const id = await crew.inHand()
  const { case: row, clocks } = await crew.water.ask(getCase, { params: { id } })
  const inner = clocks.find((clock) => clock.code === 'inner')!
  const unit = await scene.desk('陆建平')
  onTestFailed(() => picture(unit, 'failed-breach'))
  await unit.getByText(/^热线工单\s*1$/).click()
  const line = unit.getByRole('row', { name: new RegExp(row.number) })
  const light = line.locator('.clock-light svg')
  await light.waitFor()
  await expect.poll(() => light.getAttribute('data-sign')).toBe('green')
  const bell = unit.locator('.bell .ant-badge-count')
  const before = Number((await bell.count()) === 0 ? 0 : await bell.getAttribute('title'))

  scene.skip((Date.parse(inner.warnAt!) - Date.now()) / 3_600_000 + 0.1)
  await expect.poll(() => light.getAttribute('data-sign')).toBe('yellow')
  scene.skip((Date.parse(inner.deadline) - Date.parse(inner.warnAt!)) / 3_600_000 + 1)
  await expect.poll(() => light.getAttribute('data-sign')).toBe('red')
  // Told of both without asking.
  await expect.poll(async () => Number(await bell.getAttribute('title'))).toBeGreaterThanOrEqual(before + 2)
  await picture(unit, 'breach-list')

  await line.getByRole('link').click()
  await unit.getByRole('heading', { name: row.number }).waitFor()
  await unit.getByRole('button', { name: new RegExp(inner.name['zh-CN']) }).click()
  const ledger = unit.getByRole('dialog')
  await ledger.getByText('工作日').first().waitFor()
  await ledger.locator('.clock-entry-breach').waitFor()
  await picture(unit, 'breach-ledger')
  await unit.keyboard.press('Escape')
  await ledger.waitFor({ state: 'hidden' })

  // The bell leads to what it told of, and from there to the case.
  await unit.locator('.bell').click()
  await unit.waitForURL(/\/messages/)
  await unit
    .getByText(/已超期/)
    .first()
    .waitFor()
  await picture(unit, 'breach-told')
})
