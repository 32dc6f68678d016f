import { describe, expect, test } from 'vitest'
import type { Condition } from './condition.ts'
import { conditionWords } from './condition-words.ts'
import { effectWords, limitWords, ruleWords } from './effect-words.ts'
import { largeKind } from './testing/large-kind.ts'

const roles = (what: string, code: string) =>
  what === 'role' && code === 'chief' ? { 'zh-CN': '值班长', en: 'Shift chief' } : undefined

describe('a condition in words', () => {
  test.each<[Condition, string, string]>([
    [{ fact: 'case.done.finish', atLeast: 1 }, '已“反馈结果”', '“Answer” was done'],
    [{ not: { fact: 'case.done.finish', atLeast: 1 } }, '尚未“反馈结果”', '“Answer” was not done'],
    [{ fact: 'case.done.send_back', atMost: 1 }, '“退单”不到 2 次', '“Return” was done less than 2 times'],
    [
      { fact: 'case.doneHere.progress', atLeast: 2 },
      '本单位承办以来“登记进展”已有 2 次以上',
      'since the present unit has it, “Note progress” was done 2 times or more',
    ],
    [{ not: { fact: 'actor.handled', is: true } }, '本人未经办过此案', 'this person has not worked on the case'],
    [{ fact: 'actor.did.accept', is: true }, '最近的“受理”是本人做的', 'this person did the last “Accept”'],
    [
      { fact: 'actor.role', in: ['chief', 'leader'] },
      '岗位为“值班长”、“leader”之一',
      'the role is one of “Shift chief”, “leader”',
    ],
    [{ fact: 'case.facts.urgency', is: 'urgent' }, '“紧急程度”为“紧急”', '“Urgency” is “Urgent”'],
    [{ fact: 'case.facts.standard', present: false }, '“立案条件”未填写', '“Filing standard” is not given'],
    [{ not: { fact: 'case.state', is: 'hung' } }, '案件状态不为“挂账”', 'the state is not “Shelved”'],
    [{ fact: 'case.clocks.handle.over', is: true }, '时限“处置时限”已超', 'the clock “Handling” is over'],
    [{ fact: 'case.marks', has: 'supervised' }, '案件标记包含“supervised”', 'the marks include “supervised”'],
    [
      { not: { fact: 'case.facts.standard', begins: '02' } },
      '“立案条件”不以“02”开头',
      '“Filing standard” does not begin with “02”',
    ],
    [{ fact: 'case.joint', is: 0 }, '协办单位数为0', 'the number of units joining in is 0'],
    [
      {
        all: [
          { fact: 'case.done.finish', atLeast: 1 },
          {
            any: [
              { fact: 'case.transfers', atMost: 2 },
              { fact: 'actor.registered', is: true },
            ],
          },
        ],
      },
      '已“反馈结果”，且（平台间流转次数不超过 2，或此案由本人登记）',
      '“Answer” was done and (the times passed between platforms is 2 or less or this person registered the case)',
    ],
    [
      {
        not: {
          any: [
            { fact: 'actor.handled', is: true },
            { fact: 'case.done.finish', present: true },
          ],
        },
      },
      '本人未经办过此案，且尚未“反馈结果”',
      'this person has not worked on the case and “Answer” was not done',
    ],
  ])('%j', (condition, zh, en) => {
    expect(conditionWords(condition, largeKind, roles)).toEqual({ 'zh-CN': zh, en })
  })

  test('of a form asks about its fields', () => {
    const form = [
      {
        key: 'how',
        name: { 'zh-CN': '方式', en: 'How' },
        type: 'choice' as const,
        choices: [{ code: 'none', name: { 'zh-CN': '未联', en: 'Not reached' } }],
      },
    ]
    expect(conditionWords({ fact: 'input.how', is: 'none' }, largeKind, roles, form)['zh-CN']).toBe('“方式”为“未联”')
  })
})

test('a beginning of codes is said with what it covers, a unit by its name', () => {
  const field = { key: 'shelf', name: { 'zh-CN': '书架', en: 'Shelf' }, type: 'code' as const, list: 'shelves' }
  const keeper = { key: 'keeper', name: { 'zh-CN': '保管', en: 'Keeper' }, type: 'unit' as const }
  const kind = { ...largeKind, fields: [...largeKind.fields, field, keeper] }
  const names: Readonly<Record<string, string>> = { 'prefix shelves/01': '小说：古典、武侠', 'unit u1': '总馆' }
  const nameOf = (what: string, code: string) => {
    const name = names[`${what} ${code}`]
    return name === undefined ? undefined : { 'zh-CN': name, en: name }
  }
  const say = (condition: Condition) => conditionWords(condition, kind, nameOf)['zh-CN']
  expect(say({ fact: 'case.facts.shelf', begins: '01' })).toBe('“书架”以“01”开头（小说：古典、武侠）')
  expect(say({ not: { fact: 'case.facts.shelf', begins: '01' } })).toBe('“书架”不以“01”开头（小说：古典、武侠）')
  expect(say({ fact: 'case.facts.shelf', begins: '9' })).toBe('“书架”以“9”开头')
  expect(say({ fact: 'case.facts.keeper', in: ['u1', 'u2'] })).toBe('“保管”为“总馆”、“u2”之一')
})

const said = (code: string) =>
  effectWords(
    largeKind.actions.find((action) => action.code === code)!,
    largeKind,
  ).map((words) => words['zh-CN'])

test('the effects of an action in words', () => {
  expect(said('dispatch')).toEqual(['转为“待处置”', '交由“处置单位”主办'])
  expect(said('send_back')).toEqual(['转为“退回待改派”', '收回，不再由承办单位办理', '协办单位全部退出'])
  expect(said('grant_delay')).toEqual(['回到进入本状态之前的状态', '时限“处置时限”按“延长天数”延长（工作日）'])
  expect(said('pass_down')).toContain('转派给“街镇平台”平台受理')
  expect(said('pass_up')).toContain('上派给上一级平台')
  expect(said('join')).toEqual(['状态不变', '由“处置单位”协办'])
  expect(said('supervise')).toEqual(['状态不变', '加上标记“supervised”'])
})

test('how long a clock gives, in words', () => {
  expect(limitWords({ value: 5, unit: 'work_day' })).toEqual({ 'zh-CN': '5 个工作日', en: '5 working days' })
  expect(limitWords({ value: 30, unit: 'minute' })['zh-CN']).toBe('30 分钟')
  expect(largeKind.clocks![0]!.rules.map((rule) => ruleWords(rule, largeKind)['zh-CN'])).toEqual([
    '2 个紧急工作时',
    '按“立案条件”规定的时限',
    '5 个工作日',
  ])
})
