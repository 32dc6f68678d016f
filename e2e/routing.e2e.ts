import { randomUUID } from 'node:crypto'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { registerCase } from '#core/cases/contract'
import { hotlineCrew } from '#core/cases/testing'
import { freshScene, pick, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

test('a rule is changed, simulated and published; a case then goes to its unit, with the reason', async () => {
  const crew = await hotlineCrew(scene.server)
  await crew.inHand()
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '派遣规则' }).click()
  const table = page.getByRole('table', { name: '派遣规则' })
  await table.getByText('所在区域的街镇').waitFor()
  await picture(page, 'routing')

  // A new rule, put first.
  await page.getByRole('button', { name: '编辑规则' }).click()
  await page.getByRole('button', { name: '新增规则' }).click()
  const drawer = page.getByRole('dialog')
  const choose = async (label: string, option: string): Promise<void> => {
    await drawer.getByRole('combobox', { name: label, exact: true }).click()
    await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
  }
  await choose('适用类型', '热线工单')
  await drawer.getByRole('button', { name: '添加条件' }).click()
  await choose('条件项', '诉求性质')
  await choose('值', '投诉')
  await drawer.getByRole('button', { name: '保存到草稿' }).click()
  await drawer.getByText('没有指定单位').waitFor()
  await pick(drawer.getByRole('combobox', { name: '单位', exact: true }), '绿化')
  await drawer.getByLabel('依据').fill('试行办法第三条')
  await picture(page, 'routing-rule')
  await page.keyboard.press('Control+Enter')
  const row = table.getByRole('row', { name: /诉求性质.*投诉/ })
  await row.getByText('新增').waitFor()
  await row.getByRole('button', { name: '更多操作' }).click()
  await page.getByRole('menuitem', { name: '移到最前' }).click()
  await expect.poll(() => table.getByRole('row').nth(1).innerText()).toContain('投诉')
  // A choice in a row's menu opens nothing else.
  await expect.poll(() => page.locator('.ant-drawer-open').count()).toBe(0)

  // A draft survives a reload, and a step of it can be taken back.
  await page.reload()
  await page.getByText(/草稿，基于第 1 版，1 处改动/).waitFor()
  await table.getByRole('row').nth(2).getByRole('button', { name: '下移' }).click()
  await page.getByText(/草稿，基于第 1 版，2 处改动/).waitFor()
  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText(/草稿，基于第 1 版，1 处改动/).waitFor()
  await picture(page, 'routing-draft')
  await page.getByRole('tab', { name: '改动 1' }).click()
  await page.getByRole('list', { name: '改动' }).getByText('新增').waitFor()

  // What it would do.
  await page.getByRole('tab', { name: '模拟' }).click()
  await page.getByRole('button', { name: '开始模拟' }).click()
  await page.getByRole('table', { name: '将派往别处的案件' }).getByText('不指定单位').waitFor()
  await picture(page, 'routing-simulated')
  await page.getByRole('tab', { name: '试一试' }).click()
  await page.getByRole('combobox', { name: '诉求性质' }).waitFor({ state: 'hidden' })
  await page.getByRole('combobox', { name: '类型', exact: true }).click()
  await page.locator('.ant-select-dropdown:visible').getByText('热线工单').click()
  await page.getByRole('combobox', { name: '诉求性质' }).click()
  await page.locator('.ant-select-dropdown:visible').getByText('投诉', { exact: true }).click()
  await page.getByRole('button', { name: '看看派往哪里' }).click()
  await page.getByText(/派往.*绿化和市容管理局/).waitFor()
  await picture(page, 'routing-tried')

  await page.getByRole('button', { name: '发布…' }).click()
  const dialog = page.getByRole('dialog', { name: '发布派遣规则第 2 版' })
  await dialog.getByText('新增 1 条，修改 0 条，移动 0 条，删除 0 条').waitFor()
  await dialog.getByRole('textbox').fill('投诉集中由绿化市容局承办')
  await picture(page, 'routing-publish')
  await dialog.getByRole('button', { name: /发\s*布/ }).click()
  await page.getByText('现行第 2 版').waitFor()
  await page.getByRole('tab', { name: '版本' }).click()
  await page
    .getByRole('row', { name: /投诉集中由绿化市容局承办/ })
    .getByText('周启航')
    .waitFor()
  await picture(page, 'routing-history')

  const id = await crew.register({ nature: 'complaint' })
  const receiver = await scene.desk('沈雨晴')
  await receiver.goto(`${scene.server.url}/cases/${id}`)
  await receiver.getByRole('button', { name: /^派遣/ }).first().click()
  await receiver
    .getByText(/“诉求性质”为“投诉”，由区绿化和市容管理局承办/)
    .first()
    .waitFor()
  await picture(receiver, 'routing-suggested')
  await receiver.getByRole('button', { name: /填\s*入/ }).click()
  await receiver.getByLabel('派遣意见').fill('请按职责办理。')
  await receiver.keyboard.press('Control+Enter')
  await receiver.getByText('待接单').first().waitFor()
  await receiver.getByText('依派遣规则 2/rule_1').waitFor()
})

test('conditions with “or” are put together in groups; what goes deeper is read in words and edited as text', async () => {
  const page = await scene.desk('周启航')
  await page.getByRole('link', { name: '派遣规则' }).click()
  const table = page.getByRole('table', { name: '派遣规则' })
  await table.getByText('“小类”以“04”开头（园林绿化设施：古树名木、行道树').waitFor()
  await table.getByText('所在区域包含“松江区”').waitFor()
  // Each says what it rests on, and how sure that is.
  const covers = table.getByRole('row', { name: /供水井盖/ })
  await covers.getByText(/数据字典“部件”的主管单位：.*自来水公司、区水务局监管/).waitFor()
  await covers.getByText('可信度低').waitFor()
  await page.getByRole('button', { name: '编辑规则' }).click()
  await page.getByRole('button', { name: '新增规则' }).click()
  const drawer = page.getByRole('dialog')
  const choose = async (within: Locator, label: string, option: string | RegExp): Promise<void> => {
    await within.getByRole('combobox', { name: label, exact: true }).last().click()
    await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).first().click()
  }
  await choose(drawer, '适用类型', '网格案件')
  await drawer.getByText('没有条件：所有情形都适用。').waitFor()

  // The beginning of a code is chosen by what stands above the codes, and says what it covers.
  await drawer.getByRole('button', { name: '添加条件' }).click()
  await choose(drawer, '条件项', '小类')
  // Codes are those of the edition that counts: an older one uses the same codes for other things.
  await drawer.getByRole('combobox', { name: '值' }).fill('园林绿化')
  const offered = page.locator('.ant-select-dropdown:visible .case-code-option')
  await offered.getByText('园林绿化设施').waitFor()
  await expect
    .poll(async () => (await offered.locator('.yw-number').allInnerTexts()).filter((code) => code.length === 4))
    .toEqual([])
  await choose(drawer, '比较方式', '开头为')
  await drawer.getByRole('combobox', { name: '值' }).fill('99')
  await drawer.getByText('没有以此开头的代码').waitFor()
  await drawer.getByRole('combobox', { name: '值' }).fill('交通')
  await page.locator('.ant-select-dropdown:visible').getByText('交通设施').click()
  await drawer.getByText(/^交通设施：.*等 \d+ 类$/).waitFor()

  // A group of which any one will do.
  await drawer.getByRole('button', { name: '添加一组条件' }).click()
  const group = drawer.getByRole('group', { name: '条件组' })
  await choose(group, '条件项', '紧急程度')
  await choose(group, '值', '紧急')
  await group.getByRole('button', { name: '添加条件' }).click()
  await choose(group, '条件项', '所在区域')
  await group.getByRole('combobox', { name: '所在区域' }).fill('泗泾镇')
  await page
    .locator('.ant-select-dropdown:visible')
    .getByText(/^泗泾镇 310117102$/)
    .click()
  await drawer
    .getByText(/读作：“小类”以“02”开头（交通设施：.*），且（“紧急程度”为“紧急”，或所在区域包含“泗泾镇”）/)
    .waitFor()
  await picture(page, 'routing-groups')

  // Any of all of it, and back.
  await drawer.getByRole('combobox', { name: '组合方式' }).first().click()
  await page.locator('.ant-select-dropdown:visible').getByText('以下任一成立').click()
  await drawer.getByText(/读作：.*，或（“紧急程度”为“紧急”，或所在区域包含“泗泾镇”）/).waitFor()
  await drawer.getByRole('combobox', { name: '组合方式' }).first().click()
  await page.locator('.ant-select-dropdown:visible').getByText('以下全部成立').click()
  await drawer.getByRole('radio', { name: '受理平台自行处置' }).click()
  await page.keyboard.press('Control+Enter')
  const row = table.getByRole('row', { name: /“紧急程度”为“紧急”，或所在区域包含“泗泾镇”/ })
  await row
    .getByText('“小类”以“02”开头（交通设施），且（“紧急程度”为“紧急”，或所在区域包含“泗泾镇”），由受理平台')
    .waitFor()

  // Opened again, it is groups again; a third level becomes words.
  await row.getByRole('button', { name: /^“小类”/ }).click()
  await expect.poll(() => group.getByRole('combobox', { name: '条件项' }).count()).toBe(2)
  await drawer.getByRole('button', { name: '按文本编辑' }).click()
  const text = drawer.getByRole('textbox', { name: '条件的文本' })
  await text.fill('{ "any": [')
  await drawer.getByText('这不是一个条件').waitFor()
  await drawer.getByRole('button', { name: '保存到草稿' }).click()
  const urgent = { fact: 'case.facts.urgency', is: 'urgent' }
  const evening = {
    all: [
      { fact: 'time.hour', atLeast: 18 },
      { fact: 'time.weekday', in: [5, 6] },
    ],
  }
  const green = { fact: 'case.facts.category', begins: '0400' }
  await text.fill(
    JSON.stringify({ any: [green, { all: [urgent, { any: [evening, { fact: 'time.working', is: false }] }] }] }),
  )
  await drawer.getByRole('button', { name: '按行编辑' }).click()
  await drawer.getByText(/^古树名木、行道树.*等 \d+ 类$/).waitFor()
  const deep = group.getByText('（时刻（时）不少于 18，且星期为星期五、星期六之一），或不在工作时间内')
  await deep.waitFor()
  await picture(page, 'routing-deeper')
  await group.getByRole('button', { name: '按文本编辑' }).click()
  await text.fill(JSON.stringify({ fact: 'time.working', is: false }))
  await group.getByRole('button', { name: '按行编辑' }).click()
  await deep.waitFor({ state: 'hidden' })
  await drawer.getByText(/，或（“紧急程度”为“紧急”，且不在工作时间内）/).waitFor()
  await group.getByRole('button', { name: '删除此组' }).click()
  await group.waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+Enter')
  const beginning = table.getByText(/“小类”以“0400”开头（古树名木、行道树/).first()
  await beginning.waitFor()
  // The reason was made from the conditions it had, and is made anew from those it has.
  await table.getByText('“小类”以“0400”开头（古树名木、行道树、独立树等 9 类），由受理平台').waitFor()
  await page.getByRole('button', { name: '放弃草稿' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /放\s*弃/ })
    .click()
  await beginning.waitFor({ state: 'hidden' })
})

test('whoever may not publish reads the rules and tries them, and is offered nothing else', async () => {
  const page = await scene.desk('沈雨晴', { dark: true })
  await page.getByRole('link', { name: '派遣规则' }).click()
  await page.getByRole('table', { name: '派遣规则' }).waitFor()
  expect(await page.getByRole('button', { name: '编辑规则' }).count()).toBe(0)
  expect(await page.getByRole('tab', { name: '模拟' }).count()).toBe(0)
  await page.getByRole('textbox', { name: '查找规则' }).fill('园林绿化部件')
  await page.getByText('显示 1 条').waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByText('04').first().waitFor()
  await picture(page, 'routing-reading-dark')
})

test('a file becomes the draft; the rules at fault are named and cannot be published', async () => {
  const page = await scene.desk('周启航', { width: 1920, height: 1080 })
  await page.getByRole('link', { name: '派遣规则' }).click()
  const file = async (text: string): Promise<void> => {
    await page.getByRole('button', { name: '导入 JSON' }).click()
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'rules.json', mimeType: 'application/json', buffer: Buffer.from(text) })
  }
  await file('{\n "rules": [,] }')
  await page.getByText('第 2 行起不是有效的 JSON').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  const rule = {
    code: 'moon',
    name: { 'zh-CN': '月亮上的事', en: 'On the moon' },
    kind: 'hotline',
    when: { fact: 'case.facts.colour', is: 'red' },
    to: { unit: 'MOON' },
    certain: false,
  }
  await file(JSON.stringify({ rules: [rule] }))
  await page.getByText('没有代码为“MOON”的单位').waitFor()
  await page.getByText('案件没有“colour”这一项').waitFor()
  await page.getByRole('button', { name: '发布…', disabled: true }).waitFor()
  await picture(page, 'routing-faults')
  await page.getByRole('button', { name: '放弃草稿' }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /放\s*弃/ })
    .click()
  await page.getByText('月亮上的事').waitFor({ state: 'hidden' })
})

test('a category corrected in the one-key form takes the unit with it; a unit chosen by hand stays', async ({
  onTestFailed,
}) => {
  const client = await scene.server.as('acceptor')
  const input = {
    source: 'supervisor',
    title: '污水井盖松动异响',
    text: '污水井盖松动，车辆经过时异响明显。',
    itemKind: 'component',
    category: '01002',
    address: '思贤路与人民北路路口',
  }
  const body = { id: randomUUID(), occurredAt: new Date().toISOString(), kind: 'grid', input }
  const { caseId } = await client.ask(registerCase, { body })
  const page = await scene.desk('林晓东')
  onTestFailed(() => picture(page, 'failed-one-key'))
  await page.goto(`${scene.server.url}/cases/${caseId}`)
  await page.getByRole('button', { name: /^受理立案派遣/ }).click()
  const form = page.getByRole('region', { name: '受理立案派遣' })
  const unit = form.locator('.ant-form-item', { hasText: '处置单位' })
  const correct = async (category: string): Promise<void> => {
    await form.getByRole('combobox', { name: '小类' }).fill(category)
    await page.locator('.ant-select-dropdown:visible .case-code-option', { hasText: category }).click()
  }
  await form
    .getByText(/规则确定派往.*水务局/)
    .first()
    .waitFor()
  await unit.getByTitle(/水务局/).waitFor()

  await correct('04001')
  await form
    .getByText(/规则确定派往.*绿化/)
    .first()
    .waitFor()
  await unit.getByTitle(/绿化/).waitFor()
  await picture(page, 'one-key-corrected')

  // Where no rule is certain, nothing is left standing that a rule no longer says, and the one key says so.
  await correct('01001')
  await form.getByText('没有规则能确定承办单位').waitFor()
  await expect.poll(() => unit.innerText()).not.toMatch(/绿化|水务/)
  await picture(page, 'one-key-uncertain')

  await pick(form.getByRole('combobox', { name: '处置单位' }), '交通委')
  await unit.getByTitle(/交通/).waitFor()
  await correct('01002')
  await form
    .getByText(/规则确定派往.*水务局/)
    .first()
    .waitFor()
  await unit.getByTitle(/交通/).waitFor()
  await form.getByRole('button', { name: /^填\s*入/ }).click()
  await unit.getByTitle(/水务局/).waitFor()

  // The way round takes along what was filled in.
  await correct('01001')
  await form.getByRole('button', { name: '改为先“受理”' }).click()
  const step = page.getByRole('region', { name: '受理', exact: true })
  await step.locator('.ant-form-item', { hasText: '小类' }).getByText('供水井盖').waitFor()
  await picture(page, 'one-key-stepwise')
  await page.keyboard.press('Control+Enter')
  await page.getByText('已完成：受理').waitFor()
})
