import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { writeXlsx } from '#lib/sheet'
import { freshScene, picture, said, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

async function openImport(page: Page): Promise<void> {
  await page
    .getByRole('menuitem', { name: '导入工单' })
    .or(page.getByRole('link', { name: '导入工单' }))
    .first()
    .click()
}

/** A workbook with every kind of fault, its heading below a title, its columns under other names. */
const spoilt = writeXlsx({
  name: '十一月',
  headings: ['12345 热线工单汇总表'],
  rows: [
    ['编号', '主题', '问题描述', '业务类型', '来电时间', '姓名', '电话', '备注'],
    ['F-1', '路灯不亮', '人民路三盏路灯不亮', '求助', '2026/11/20', '王小明', '13812345678', ''],
    ['F-1', '同号', '与上一行同号', '求助', '2026/11/20', '', '', ''],
    ['F-3', '', '没有标题', '投诉', '2026/11/20', '', '', ''],
    ['F-4', '性质不对', '内容', '唱歌', '2026/11/20', '', '', ''],
    ['F-5', '日期不对', '内容', '求助', '2026年2月30日', '', '', ''],
    ['F-6', '太长', '长'.repeat(8001), '求助', '2026/11/20', '', '', ''],
    ['F-7', '电话坏了', '内容', '求助', '2026/11/20', '李静', '1.38E+10', ''],
    ['', '没有编号', '内容', '求助', '2026/11/20', '', '', ''],
    ['F-9', '=HYPERLINK("http://x")', '公式只是文字', '咨询', '2026-11-20 08:30:00', '', '', '可'],
  ],
})

const spoiltFile = { name: '故障大全.xlsx', mimeType: 'application/octet-stream', buffer: spoilt }

test('a sheet with every kind of fault is matched, checked, marked, and its good rows imported', async () => {
  const page = await scene.desk('沈雨晴')
  await openImport(page)
  await page.getByText('还没有导入记录').waitFor()
  await picture(page, 'import-none')
  await page.locator('input[type=file]').setInputFiles(spoiltFile)
  const check = page.getByRole('button', { name: '检查全部行' })
  await check.waitFor()
  await picture(page, 'import-map')
  await page.getByLabel('保存为来文单位的方案').fill('市12345平台')
  await check.click()
  await page
    .getByText('电话坏了')
    .or(page.getByRole('button', { name: /只导入正确的 2 行/ }))
    .first()
    .waitFor()
  await page.getByRole('table', { name: '有误的单元格' }).getByRole('row').nth(5).waitFor()
  expect(await page.content()).not.toContain('13812345678')
  await picture(page, 'import-faults')
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '下载标注报告' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('故障大全-检查报告.xlsx')
  await page.getByRole('button', { name: /只导入正确的 2 行/ }).click()
  await page.getByText('已导入 2 件').waitFor()
  await picture(page, 'import-done')

  // The same file once more, matched by what was remembered: it says so, and there is nothing left to make.
  await page.getByRole('button', { name: '导入另一个文件' }).click()
  await page.locator('input[type=file]').setInputFiles(spoiltFile)
  await page.getByText(/这个文件已由 沈雨晴 于 .+ 导入过，新增 2 件/).waitFor()
  await check.click()
  await page.getByText('没有可以新增的工单').waitFor()
  await picture(page, 'import-again')
})

test(
  'ten thousand rows are imported while the page shows how far it is',
  async () => {
    const rows = Array.from(
      { length: 10_000 },
      (_, at) => `TEN${at},路口第${at}盏灯不亮,思贤路${at}弄口路灯不亮三天了,投诉,电话,方松街道`,
    )
    const buffer = Buffer.from(['市工单编号,标题,诉求内容,诉求性质,渠道,区域', ...rows].join('\n'))
    const page = await scene.desk('沈雨晴', { width: 1920, height: 1080, dark: true })
    await openImport(page)
    await page.locator('input[type=file]').setInputFiles({ name: '一万行.csv', mimeType: 'text/csv', buffer })
    await page.getByRole('button', { name: '检查全部行' }).waitFor()
    await picture(page, 'import-map-dark-1920')
    await page.getByRole('button', { name: '检查全部行' }).click()
    const begin = page.getByRole('button', { name: /导入 10,000 行/ })
    await begin.waitFor()
    await picture(page, 'import-checked-dark-1920')
    await Promise.all([said(page, /已处理 [1-9][\d,]* \/ 10,000 行/), begin.click()])
    await picture(page, 'import-progress-dark-1920')
    await page.getByText('已导入 10,000 件').waitFor({ timeout: 5 * 60_000 })
    await page.getByRole('button', { name: '导入另一个文件' }).click()
    await page.getByRole('cell', { name: '一万行.csv' }).waitFor()
    await page.locator('input[type=file]').setInputFiles(spoiltFile)
    await page.getByRole('button', { name: '检查全部行' }).click()
    await page.getByRole('button', { name: /只导入正确的 2 行/ }).click()
    await page.getByText('已导入 2 件').waitFor()
    await page.getByRole('button', { name: '导入另一个文件' }).click()
    await page.getByRole('cell', { name: '故障大全.xlsx' }).waitFor()
    await picture(page, 'import-list-dark-1920')
    // In English, at the narrow width.
    await page.setViewportSize({ width: 1366, height: 768 })
    await page.evaluate(() => document.documentElement.scrollTo(0, 0))
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByRole('button', { name: '中文' }).waitFor()
    await picture(page, 'import-list-en-1366')
    await page.getByRole('button', { name: '故障大全.xlsx' }).click()
    await page.getByRole('table', { name: 'Faulty cells' }).waitFor()
    await picture(page, 'import-report-en-1366')
  },
  10 * 60_000,
)
