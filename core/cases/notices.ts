import { sql as raw } from 'kysely'
import type { Reader } from '#lib/db'
import { notice } from '#platform/messaging'
import { CaseChanged } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import type { ActionPayload } from './fold.ts'
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
  payload: ActionPayload
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
      .select(raw<ActionPayload>`a.payload`.as('payload'))
      .where('a.case_id', '=', data.caseId)
      .where('a.sequence', '=', data.sequence),
  )
  return row
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
      when: (data) => data.from !== null,
      tell: async (data, reader) => {
        const found = await acted(reader, data)
        const unitId = found?.payload.assign?.unitId
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
      when: (data) => data.from !== null,
      tell: async (data, reader) => {
        const found = await acted(reader, data)
        if (found?.payload.release !== true) return undefined
        const kind = desk.kinds.get(data.kind, found.kind_version)
        return {
          audience: { roles: kind.register.roles, except: [found.actor_id] },
          values: { number: data.number, title: found.title, kind: kind.name, unit: found.unit_name },
          link: `/cases/${data.caseId}`,
          key: `${data.caseId} ${data.sequence}`,
        }
      },
    }),
  ]
}
