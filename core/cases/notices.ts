import { sql as raw } from 'kysely'
import type { Reader } from '#lib/db'
import type { Words } from '#lib/kernel'
import { momentWords } from '#platform/calendar/contract'
import { notice } from '#platform/messaging'
import { CaseChanged } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { newestPayload, type StoredPayload } from './action.ts'
import { handOverOf, type HandOver } from './hand-over.ts'
import { sql } from './store.ts'

const variables = {
  number: {
    name: { 'zh-CN': '编号', en: 'Number' },
    example: { 'zh-CN': 'SJ20261122-000017', en: 'SJ20261122-000017' },
  },
  title: {
    name: { 'zh-CN': '标题（已脱敏）', en: 'Title, masked' },
    example: { 'zh-CN': '河边护栏缺失', en: 'Railing missing at the river' },
  },
  kind: { name: { 'zh-CN': '类别', en: 'Kind' }, example: { 'zh-CN': '热线工单', en: 'Hotline order' } },
  unit: { name: { 'zh-CN': '经办单位', en: 'Unit that acted' }, example: { 'zh-CN': '区水务局', en: 'Water bureau' } },
}

interface Acted {
  actor_id: string
  unit_name: string
  payload: StoredPayload
  title: string
  kind_version: number
}

/** One action with the masked title of its case. */
async function acted(reader: Reader, data: { caseId: string; sequence: number }): Promise<Acted | undefined> {
  const [[row]] = await reader.read(
    sql
      .selectFrom('cases.action as a')
      .innerJoin('cases.content as t', 't.case_id', 'a.case_id')
      .innerJoin('cases.case as c', 'c.id', 'a.case_id')
      .select(['a.actor_id', 'a.unit_name', 't.title', 'c.kind_version'])
      .select(raw<StoredPayload>`a.payload`.as('payload'))
      .where('a.case_id', '=', data.caseId)
      .where('a.sequence', '=', data.sequence),
  )
  return row
}

/** Most actions hand nothing over: looking each one up would cost as much again as the action did. */
function mayHave({ handOver }: { handOver?: HandOver | undefined }, what: HandOver): boolean {
  return handOver === undefined || handOver === what
}

/** What cases tell people: whoever gets one to handle, and whoever gets one back. */
export function caseNotices(desk: Pick<CaseDesk, 'kinds'>) {
  return [
    notice({
      code: 'cases.dispatched',
      on: CaseChanged,
      name: { 'zh-CN': '案件派到本单位', en: 'Case dispatched to us' },
      variables,
      template: {
        title: { 'zh-CN': '新派案件 {number}', en: 'Dispatched to you: {number}' },
        body: { 'zh-CN': '{kind}：{title}（由{unit}派遣）', en: '{kind}: {title} (sent by {unit})' },
      },
      when: (data) => data.from !== null && mayHave(data, 'given'),
      tell: async (data, reader) => {
        const found = await acted(reader, data)
        const unitId = found && newestPayload(found.payload).assign?.find((one) => one.part !== 'platform')?.unitId
        if (found === undefined || unitId === undefined) return undefined
        return {
          audience: { units: [unitId], except: [found.actor_id] },
          values: {
            number: data.number,
            title: found.title,
            kind: desk.kinds.get(data.kind, found.kind_version).name,
            unit: found.unit_name,
          },
          link: `/cases/${data.caseId}`,
          key: `${data.caseId} ${data.sequence}`,
        }
      },
    }),
    notice({
      code: 'cases.returned',
      on: CaseChanged,
      name: { 'zh-CN': '案件被退回', en: 'Case returned' },
      variables,
      template: {
        title: { 'zh-CN': '退单 {number}', en: 'Returned: {number}' },
        body: { 'zh-CN': '{unit}退回了{kind}：{title}', en: '{unit} returned the {kind}: {title}' },
      },
      when: (data) => data.from !== null && mayHave(data, 'returned'),
      tell: async (data, reader) => {
        const found = await acted(reader, data)
        if (found === undefined || handOverOf(newestPayload(found.payload)) !== 'returned') return undefined
        const kind = desk.kinds.get(data.kind, found.kind_version)
        return {
          audience: { roles: kind.register.roles, except: [found.actor_id] },
          values: { number: data.number, title: found.title, kind: kind.name, unit: found.unit_name },
          link: `/cases/${data.caseId}`,
          key: `${data.caseId} ${data.sequence}`,
        }
      },
    }),
    clockNotice(desk, 'clock.warned', {
      code: 'cases.warned',
      name: { 'zh-CN': '时限预警', en: 'Time running out' },
      title: { 'zh-CN': '即将到期 {number}', en: 'Due soon: {number}' },
      body: {
        'zh-CN': '{kind}“{title}”的{clock}将于 {deadline} 到期',
        en: '{clock} of the {kind} “{title}” ends {deadline}',
      },
    }),
    clockNotice(desk, 'clock.breached', {
      code: 'cases.breached',
      name: { 'zh-CN': '超期', en: 'Time is up' },
      title: { 'zh-CN': '已超期 {number}', en: 'Overdue: {number}' },
      body: {
        'zh-CN': '{kind}“{title}”的{clock}已于 {deadline} 到期',
        en: '{clock} of the {kind} “{title}” ended {deadline}',
      },
    }),
  ]
}

/** A clock that rang tells the unit that handles the case; where nobody does, whoever is to act next: no case is nobody's. */
function clockNotice(
  desk: Pick<CaseDesk, 'kinds'>,
  action: string,
  words: { code: string; name: Words; title: Words; body: Words },
) {
  return notice({
    code: words.code,
    on: CaseChanged,
    name: words.name,
    variables: {
      number: variables.number,
      title: variables.title,
      kind: variables.kind,
      clock: { name: { 'zh-CN': '时限', en: 'Clock' }, example: { 'zh-CN': '处置时限', en: 'Handling' } },
      deadline: {
        name: { 'zh-CN': '到期时间', en: 'Deadline' },
        example: { 'zh-CN': '2026-06-03 周三 14:30', en: '2026-06-03 Wed 14:30' },
      },
    },
    template: { title: words.title, body: words.body },
    when: (data) => data.action === action,
    tell: async (data, reader) => {
      const [found, [row], holders] = [
        await acted(reader, data),
        ...(await reader.read(
          sql.selectFrom('cases.case').select(['state', 'sequence']).where('id', '=', data.caseId),
          sql
            .selectFrom('cases.assignment')
            .select(['part', 'unit_id'])
            .where('case_id', '=', data.caseId)
            .where('until', 'is', null),
        )),
      ]
      const step = found === undefined ? undefined : newestPayload(found.payload).clocks?.[0]
      if (found === undefined || row === undefined || step === undefined) return undefined
      const kind = desk.kinds.get(data.kind, found.kind_version)
      const clock = kind.clocks?.find((one) => one.code === step.clock)
      const main = holders.filter((one) => one.part === 'main').map((one) => one.unit_id)
      const platforms = holders.filter((one) => one.part === 'platform').map((one) => one.unit_id)
      const next = kind.actions.filter((one) => one.from.includes(row.state)).flatMap((one) => one.roles)
      return {
        audience: main.length > 0 ? { units: main } : { units: platforms, roles: [...new Set(next)] },
        values: {
          number: data.number,
          title: found.title,
          kind: kind.name,
          clock: clock?.name ?? { 'zh-CN': step.clock, en: step.clock },
          deadline: momentWords(Date.parse(step.at)),
        },
        link: `/cases/${data.caseId}`,
        key: `${data.caseId} ${data.sequence}`,
      }
    },
  })
}
