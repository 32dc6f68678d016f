import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { freshScene, pick, picture, type Scene } from './desk.ts'

let scene: Scene
freshScene((fresh) => {
  scene = fresh
})

const orders = [
  '市工单编号,标题,诉求内容,诉求性质,来源渠道,区域,诉求时间,联系人,联系电话',
  '20261122000101,河边护栏断裂,思贤路桥下护栏断了两根，孩子放学经过很危险，请尽快修复。我的电话13812345678。,投诉,电话,方松街道,2026-11-22 08:11,王小明,13812345678',
  '20261122000102,路灯不亮,人民北路近文诚路，三盏路灯连续两晚不亮，老人晚上散步看不清台阶。,求助,随申办,岳阳街道,2026-11-22 08:12,李静,13987654321',
  '20261122000103,夜间施工扰民,工地夜里十一点还在打桩，无法入睡，已持续一周。,投诉,电话,广富林街道,2026-11-22 08:13,,',
  '20261122000104,咨询老年人助餐点,想了解社区长者食堂的用餐时间和优惠办法。,咨询,电话,中山街道,2026-11-22 08:14,周阿姨,13700001111',
  '20261122000105,河道有异味,通波塘近茸平路一段水面发黑有异味，岸边有生活垃圾。,投诉,微信,永丰街道,2026-11-22 08:15,,',
  '20261122000106,建议增设非机动车停车区,地铁站二号口共享单车乱停，建议划线并安排专人整理。,建议,网站,九亭镇,2026-11-22 08:16,陈工,13611112222',
  '20261122000107,绿化带树枝遮挡信号灯,荣乐东路路口行道树枝叶遮挡信号灯，左转车辆看不清。,求助,电话,中山街道,2026-11-22 08:17,,',
  '20261122000108,群租房安全隐患,隔壁一套房隔成八间，楼道堆满电动车充电，担心起火。,举报,电话,泗泾镇,2026-11-22 08:18,,',
  '20261122000109,公交站台积水,下雨后沪松公路站台积水超过十厘米，乘客只能站在车道上候车。,投诉,随申办,洞泾镇,2026-11-22 08:19,吴先生,13500003333',
  '20261122000110,感谢城管队员,队员帮老人找回走失的孙子，特来电表扬。,表扬,电话,新桥镇,2026-11-22 08:20,,',
  '20261122000111,店铺占道经营,菜场门口摊位占了整条人行道，婴儿车无法通行。,投诉,电话,车墩镇,2026-11-22 08:21,,',
  '20261122000112,窨井盖松动,大学城文汇路一处窨井盖松动，车过时响声很大。,求助,电话,方松街道,2026-11-22 08:22,赵同学,13400004444',
].join('\n')

/** How many cases a tab says it has. */
async function count(page: Page, tab: string): Promise<number> {
  const text = await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).innerText()
  return Number(/\d+/.exec(text)?.[0] ?? Number.NaN)
}

async function openCase(page: Page, tab: string, digits: string): Promise<void> {
  await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).click()
  await page
    .getByRole('row', { name: new RegExp(digits) })
    .first()
    .click()
  await page.getByRole('heading', { name: /^SJ\d{8}-\d{6}/ }).waitFor()
}

/** Chooses among choices that all stand on the page. */
async function choose(page: Page, choice: string): Promise<void> {
  await page
    .locator('label')
    .filter({ hasText: new RegExp(`^${choice}$`) })
    .first()
    .click()
}

test('three roles carry an imported order to its end, and every open list moves by itself', async ({
  onTestFailed,
}) => {
  const receiver = await scene.desk('沈雨晴')
  const unit = await scene.desk('陆建平')
  const auditor = await scene.desk('顾明远')
  const chief = await scene.desk('沈国栋')

  onTestFailed(async () => {
    for (const [name, page] of Object.entries({ receiver, unit, chief, auditor })) await picture(page, `failed-${name}`)
  })

  // The receiver imports the morning's orders.
  await receiver
    .getByRole('menuitem', { name: '导入工单' })
    .or(receiver.getByRole('link', { name: '导入工单' }))
    .first()
    .click()
  await receiver
    .locator('input[type=file]')
    .setInputFiles({ name: '早班工单.csv', mimeType: 'text/csv', buffer: Buffer.from(orders) })
  await receiver.getByRole('button', { name: '检查全部行' }).click()
  await receiver.getByRole('button', { name: /导入 12 行/ }).waitFor()
  await picture(receiver, 'import')
  await receiver.getByRole('button', { name: /导入 12 行/ }).click()
  await receiver.getByText('已导入 12 件').waitFor()
  // Nobody reloaded anything: the auditor's open list has heard of it.
  await expect.poll(() => count(auditor, '全部')).toBe(12)

  await receiver
    .getByRole('link', { name: '查看案件列表' })
    .or(receiver.getByRole('button', { name: '查看案件列表' }))
    .first()
    .click()
  await picture(receiver, 'list')
  await openCase(receiver, '待派遣', '000101')
  // What the citizen wrote is masked, and can be read with a reason.
  await receiver.getByText('138****5678').first().waitFor()
  expect(await receiver.content()).not.toContain('13812345678')
  await receiver.getByRole('button', { name: /^派遣/ }).first().click()
  await pick(receiver.getByLabel('承办单位'), '水务')
  await receiver.getByLabel('派遣意见').fill('请核实护栏权属并尽快设置临时围挡。')
  await picture(receiver, 'dispatch')
  await receiver.keyboard.press('Control+Enter')
  await receiver.getByText('待接单').first().waitFor()

  // The unit's list got it without a reload, and says so at the kind it is of.
  await unit.getByText(/^热线工单\s*1$/).click()
  await expect.poll(() => count(unit, '待接单')).toBe(1)
  await openCase(unit, '待接单', '000101')
  await unit.keyboard.press('1')
  await unit.keyboard.press('Enter')
  await unit.getByText('办理中').first().waitFor()
  // It cannot be finished yet, and the button says why.
  const finish = unit.getByRole('button', { name: /^办结/ }).first()
  await expect.poll(() => finish.getAttribute('aria-disabled')).toBe('true')
  await finish.hover()
  await unit.getByText('请先登记“先行联系”（或未联原因）').first().waitFor()
  await picture(unit, 'case-unit')
  await unit
    .getByRole('button', { name: /^先行联系/ })
    .first()
    .click()
  await choose(unit, '电话')
  await unit.getByLabel('联系情况').fill('已与市民通话，约定下午现场查看。')
  await unit.keyboard.press('Control+Enter')
  await unit.getByText('已与市民通话').first().waitFor()
  await unit.getByText('已完成：先行联系').waitFor()
  await unit.getByRole('button', { name: /^办结/ }).first().click()
  await choose(unit, '属实')
  await choose(unit, '实际解决')
  await unit.getByLabel('答复市民要点').fill('护栏已焊接修复并刷漆，已电话告知市民。')
  await unit.keyboard.press('Control+Enter')
  await unit.getByText('已完成：办结').waitFor()

  // Endorsed by the unit's own chief.
  await openCase(chief, '待审批', '000101')
  await chief.keyboard.press('1')
  await chief.keyboard.press('Enter')
  await chief.getByText('待审核').first().waitFor()

  // Checked by somebody else, called back, filed.
  await expect.poll(() => count(auditor, '待审核')).toBe(1)
  await openCase(auditor, '待审核', '000101')
  await picture(auditor, 'case-auditor')
  await auditor.keyboard.press('1')
  await auditor.keyboard.press('Enter')
  await auditor.getByText('待回传').first().waitFor()
  await auditor.keyboard.press('1')
  await auditor.keyboard.press('Enter')
  await auditor.getByText('待回访').first().waitFor()
  await auditor
    .getByRole('button', { name: /^回访归档/ })
    .first()
    .click()
  await choose(auditor, '满意')
  await auditor.keyboard.press('Control+Enter')
  await auditor.getByText('已归档').first().waitFor()
  await picture(auditor, 'case-closed')
})
