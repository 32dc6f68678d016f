import { test } from 'vitest'
import { freshScene, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('the administrator says how long ended jobs are kept, and finds back from a search without a find', async () => {
  const page = await scene.desk('周启航')
  await page.goto(`${scene.server.url}/jobs?q=没有这样的任务`)
  await page.getByText('没有符合筛选条件的任务').waitFor()
  await picture(page, 'jobs-no-find')
  await page.getByRole('button', { name: '清除筛选' }).click()
  await page.getByText('没有符合筛选条件的任务').waitFor({ state: 'detached' })

  await page.getByRole('button', { name: '保存期限' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('spinbutton').first().fill('20')
  await dialog.getByRole('button', { name: '保存' }).first().click()
  // The message that it is saved goes again by itself; who changed it stands there.
  await dialog.getByText('周启航').waitFor()
  await picture(page, 'jobs-kept')
})
