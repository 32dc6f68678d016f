import { randomUUID } from 'node:crypto'
import { publishKind, type KindDefinition } from '#core/cases/contract'
import type { BenchClient } from './client.ts'

const name = (chinese: string, english: string) => ({ 'zh-CN': chinese, en: english })

/** The shortest kind that is handed over, done and closed: four commands, its texts sealed and searched, two clocks. */
export const errand: KindDefinition = {
  kind: 'errand',
  version: 1,
  name: name('交办', 'Errand'),
  titleField: 'title',
  textField: 'text',
  sourceNumberField: 'cityNumber',
  fields: [
    { key: 'cityNumber', name: name('编号', 'Number'), type: 'text' },
    { key: 'title', name: name('标题', 'Title'), type: 'text', required: true, mask: 'text' },
    { key: 'text', name: name('内容', 'Text'), type: 'long', required: true, private: true, mask: 'text' },
    { key: 'contactName', name: name('联系人', 'Contact'), type: 'text', private: true, mask: 'name' },
    { key: 'contactPhone', name: name('电话', 'Telephone'), type: 'text', private: true, mask: 'phone' },
  ],
  states: [
    { code: 'received', name: name('待派', 'Received'), stage: 'waiting' },
    { code: 'handling', name: name('处置中', 'Handling'), stage: 'working' },
    { code: 'finished', name: name('待结案', 'Finished'), stage: 'working' },
    { code: 'closed', name: name('已结案', 'Closed'), stage: 'done' },
  ],
  register: { name: name('登记', 'Register'), to: 'received', roles: ['hotline_receiver'] },
  actions: [
    {
      code: 'dispatch',
      name: name('派遣', 'Dispatch'),
      from: ['received'],
      to: 'handling',
      roles: ['hotline_receiver'],
      by: 'anyone',
      tone: 'primary',
      guards: [],
      input: [{ key: 'unit', name: name('承办单位', 'Unit'), type: 'unit', required: true }],
      effect: { assignUnitFrom: 'unit' },
    },
    {
      code: 'finish',
      name: name('办结', 'Finish'),
      from: ['handling'],
      to: 'finished',
      roles: ['unit_handler'],
      by: 'holder',
      tone: 'primary',
      guards: [],
      input: [{ key: 'reply', name: name('答复', 'Reply'), type: 'long', required: true, private: true }],
      effect: {},
    },
    {
      code: 'close',
      name: name('结案', 'Close'),
      from: ['finished'],
      to: 'closed',
      roles: ['hotline_auditor'],
      by: 'anyone',
      tone: 'primary',
      guards: [],
      input: [],
      effect: {},
    },
  ],
  clocks: [
    {
      code: 'handling',
      name: name('处置时限', 'Handling'),
      of: 'stage',
      runsIn: ['handling'],
      rules: [{ limit: { value: 3, unit: 'work_day' }, source: name('测速用', 'For measuring') }],
    },
    {
      code: 'whole',
      name: name('全程时限', 'Whole case'),
      of: 'case',
      runsIn: ['received', 'handling', 'finished'],
      rules: [{ limit: { value: 5, unit: 'work_day' }, source: name('测速用', 'For measuring') }],
    },
  ],
  seenBy: ['hotline_receiver', 'hotline_auditor'],
  revealedTo: ['hotline_auditor'],
}

/** Makes the kind known to the server. */
export async function publishErrand(admin: BenchClient): Promise<void> {
  const body = { id: randomUUID(), occurredAt: new Date().toISOString(), definition: errand, reason: '测速' }
  await admin.ask(publishKind, { body })
}
