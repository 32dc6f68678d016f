import { expect, test } from 'vitest'
import { getCase, getKindVersion } from '#core/cases/contract'
import { hotlineCrew } from '#core/cases/testing'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('a faulty draft shows its faults; a good one is published, and only new cases run on it', async () => {
  const crew = await hotlineCrew(scene.server)
  const old = await crew.register()
  const { kind: running } = await crew.receiver.ask(getCase, { params: { id: old } })
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '案件类别' }).click()
  await page.getByRole('link', { name: '热线工单' }).click()
  await page.getByRole('button', { name: '编写新版本' }).click()
  const editor = page.getByRole('textbox', { name: '定义（JSON）' })
  await page.getByText(`以下是现行第 ${running.version} 版`).waitFor()
  await picture(page, 'kind-draft')
  const publish = page.getByRole('button', { name: '发布…' })
  const resting = page.getByRole('button', { name: '发布…', disabled: true })
  await resting.waitFor()

  const next = { ...running, version: running.version + 1 }
  const write = (definition: object): Promise<void> => editor.fill(JSON.stringify(definition, null, 2))
  await editor.fill('{\n  "kind": "hotline"\n  "version": 3\n}')
  await page.getByRole('button', { name: /这里应有逗号或结束括号.*第 3 行/ }).waitFor()

  const [first, ...others] = next.actions
  await write({ ...next, actions: [{ ...first!, roles: ['nobody'] }, ...others] })
  const finding = page.getByRole('button', { name: /没有“nobody”这个岗位/ })
  await finding.waitFor()
  await resting.waitFor()
  await finding.click()
  await expect
    .poll(() =>
      editor.evaluate((area) => {
        const { value, selectionStart, selectionEnd } = area as HTMLTextAreaElement
        return value.slice(selectionStart, selectionEnd)
      }),
    )
    .toContain('"nobody"')
  await picture(page, 'kind-draft-faults')

  // The draft survives a reload; put right, it is compared, drawn and published.
  await page.reload()
  await finding.waitFor()
  const state = next.states.find((one) => one.code === next.register.to)!
  const renamed = { ...state, name: { 'zh-CN': '新收待核', en: 'Just received' } }
  await write({ ...next, states: next.states.map((one) => (one === state ? renamed : one)) })
  await page.getByText('没有错误，可以发布').waitFor()
  await page.getByRole('tab', { name: /差别/ }).click()
  const changes = page.getByRole('list', { name: '差别' })
  await changes.getByText('新收待核').first().waitFor()
  await picture(page, 'kind-draft-changes')
  await page.getByRole('tab', { name: /在途案件/ }).click()
  await page.getByRole('table', { name: '在途案件' }).waitFor()
  await page.getByRole('tab', { name: /流程图/ }).click()
  await page.locator('.kind-node > text', { hasText: '新收待核' }).waitFor()
  await picture(page, 'kind-draft-diagram')
  await publish.click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/在途 \d+ 件案件仍按原版本办理/).waitFor()
  await dialog.getByRole('textbox').fill('状态名称更清楚')
  await picture(page, 'kind-publish')
  await dialog.getByRole('button', { name: /发\s*布/ }).click()
  await page.waitForURL(/\/case-kinds\/hotline$/)
  await page.getByRole('heading', { name: '热线工单' }).waitFor()
  await page.getByRole('button', { name: '版本', exact: true }).click()
  const history = page.getByRole('table', { name: '版本' })
  await history
    .getByRole('row', { name: /状态名称更清楚/ })
    .getByText('周启航')
    .waitFor()
  await picture(page, 'kind-versions')

  const fresh = await crew.register()
  const versionOf = async (id: string): Promise<number> =>
    (await crew.receiver.ask(getCase, { params: { id } })).case.kindVersion
  expect([await versionOf(old), await versionOf(fresh)]).toEqual([running.version, next.version])
  const published = await crew.receiver.ask(getKindVersion, { params: { kind: 'hotline', version: next.version } })
  expect(published.states).toContainEqual(renamed)
  const receiver = await scene.desk('沈雨晴')
  await receiver.goto(`${scene.server.url}/cases/${fresh}`)
  await receiver.getByText('新收待核').first().waitFor()
  await receiver.goto(`${scene.server.url}/cases/${old}`)
  await receiver.getByText(state.name['zh-CN']).first().waitFor()
})

test('whoever may not publish sees versions, and no way to write one', async () => {
  const page = await scene.desk('沈雨晴')
  await page.getByRole('link', { name: '案件类别' }).click()
  expect(await page.getByRole('button', { name: '新增类型' }).count()).toBe(0)
  await page.getByRole('link', { name: '热线工单' }).click()
  await page.getByRole('button', { name: '版本', exact: true }).click()
  await page.getByRole('table', { name: '版本' }).getByText('随系统带来').first().waitFor()
  expect(await page.getByRole('button', { name: '以此为草稿' }).count()).toBe(0)
  await page.goto(`${scene.server.url}/case-kinds/hotline/draft`)
  await page.getByText('您的岗位不能发布案件类别').waitFor()
})
