import fc from 'fast-check'
import { expect, test } from 'vitest'
import { guessColumns, momentOf, type FieldToFill } from './guess-columns.ts'

const fields: FieldToFill[] = [
  { key: 'number', names: ['市工单编号', '工单编号', '编号', 'id'], sort: 'text', unique: true },
  { key: 'title', names: ['标题', '主题', 'title'], sort: 'text' },
  { key: 'text', names: ['诉求内容', '内容'], sort: 'long' },
  { key: 'nature', names: ['诉求性质', '性质'], sort: 'choice', choices: ['求助', '投诉', '咨询'] },
  { key: 'asked', names: ['诉求时间', '日期'], sort: 'moment' },
  { key: 'phone', names: ['联系电话', '电话'], sort: 'phone' },
]
const guessed = (columns: Record<string, string[]>) =>
  guessColumns(fields, Object.entries(columns).map(([heading, values]) => ({ heading, values }))) // prettier-ignore

test('by the words of the headings, however they are written', () => {
  const found = guessed({
    ' 工单编号（必填）': ['1', '2'],
    '*标 题': ['a'],
    诉求内容: ['b'],
    性质: ['求助', '投诉'],
    其他: ['x'],
  })
  expect(found.map(({ field }) => field)).toEqual(['number', 'title', 'text', 'nature', null])
  expect(found[0]).toMatchObject({ confidence: 1, reason: { 'zh-CN': '列名就是“工单编号”' } })
  expect(found[3]?.reason['zh-CN']).toBe('列名就是“性质”，100% 的内容符合')
})

test('by the values where the words say nothing', () => {
  const found = guessed({
    A: ['13812345678', '021-57812345', ''],
    B: ['求助', '咨询', '投诉'],
    C: ['2026/1/2', '2026年1月3日'],
  })
  expect(found.map(({ field }) => field)).toEqual(['phone', 'nature', 'asked'])
  expect(found.every(({ confidence }) => confidence < 0.8)).toBe(true)
})

test('values that contradict halve what the heading says, and the reason tells it', () => {
  const [wrong] = guessed({ 联系电话: ['王小明', '李雷', '韩梅梅', '周'] })
  expect(wrong).toMatchObject({ field: 'phone', confidence: 0.5 })
  expect(wrong?.reason['zh-CN']).toContain('但只有 0%')
})

test('a number that repeats now and then is one, one that mostly repeats hardly', () => {
  const [now] = guessed({ 编号: ['1', '2', '3', '4', '5', '5'] })
  const [mostly] = guessed({ 编号: ['1', '1', '2', '2'] })
  expect([now?.confidence, mostly?.confidence]).toEqual([1, 0.5])
})

test('each column feeds one field, each field is fed by one column, whatever the file', () => {
  const heading = fc.oneof(
    fc.string(),
    fc.constantFrom('编号', '标题', '内容', '诉求性质', '电话', '联系电话', 'id', '日期'),
  )
  const column = fc.record({
    heading,
    values: fc.array(fc.oneof(fc.string(), fc.constantFrom('求助', '2026-01-02', '13812345678'))),
  })
  fc.assert(
    fc.property(fc.array(column, { maxLength: 12 }), (columns) => {
      const found = guessColumns(fields, columns)
      expect(found).toHaveLength(columns.length)
      const used = found.flatMap(({ field }) => field ?? [])
      expect(new Set(used).size).toBe(used.length)
      for (const { confidence } of found) {
        expect(confidence).toBeGreaterThanOrEqual(0)
        expect(confidence).toBeLessThanOrEqual(1)
      }
    }),
  )
})

test.each([
  ['2026/1/6 12:09', '2026-01-06T12:09:00+08:00'],
  ['2026-01-06 12:09:38', '2026-01-06T12:09:38+08:00'],
  ['2026年1月6日', '2026-01-06'],
  ['2026年1月6日 12时9分', '2026-01-06T12:09:00+08:00'],
  ['20260106', '2026-01-06'],
  ['２０２６－０１－０６', '2026-01-06'],
  ['2026-01-06T12:09:38Z', '2026-01-06T12:09:38Z'],
  ['昨天', undefined],
  ['13812345678', undefined],
])('%s is %s', (text, moment) => {
  expect(momentOf(text)).toBe(moment)
})
