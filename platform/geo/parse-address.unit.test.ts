import { expect, test } from 'vitest'
import { parseAddress, publicPart } from './parse-address.ts'

const words = {
  prefixes: ['上海市松江区', '松江区', '上海市'],
  towns: ['九亭镇', '泗泾镇', '广富林街道'],
  villages: ['新姚', '龙潭', '新'],
}
const parse = (text: string) => parseAddress(text, words)

const cases: [string, Partial<ReturnType<typeof parse>>][] = [
  ['上海市松江区九亭镇沪亭北路563-565号', { town: '九亭镇', roads: ['沪亭北路'], number: 563, lane: null }],
  ['广富林街道文汇路706号', { town: '广富林街道', roads: ['文汇路'], number: 706 }],
  ['松汇中路1101弄-5支弄18号', { roads: ['松汇中路'], lane: 1101 }],
  ['泗宝路55弄93、95号1-2层', { roads: ['泗宝路'], lane: 55, number: 93 }],
  ['明兴路新南路', { roads: ['明兴路', '新南路'], number: null }],
  ['人民北路近荣乐中路', { roads: ['人民北路', '荣乐中路'] }],
  ['人民北路与荣乐中路交叉口', { roads: ['人民北路', '荣乐中路'] }],
  ['泗陈公路3388弄东方佘山索菲特大酒店1层', { roads: ['泗陈公路'], lane: 3388, rest: '东方佘山索菲特大酒店' }],
  ['中山中路748号(近华亭老街)', { roads: ['中山中路', '华亭老街'], number: 748 }],
  ['荣乐东路一百二十三弄5号', { roads: ['荣乐东路'], lane: 123, number: 5 }],
  ['新姚村3组', { village: '新姚', roads: [] }],
  ['龙潭居委会', { village: '龙潭' }],
  ['醉白池公园', { roads: [], rest: '醉白池公园' }],
]
test.each(cases)('%s', (text, expected) => {
  expect(parse(text)).toMatchObject(expected)
})

test('what waits in a queue names no room, no person and no telephone', () => {
  expect(publicPart('荣乐路88弄12号302室 张先生 13812345678')).toBe('荣乐路88弄12号')
  expect(publicPart('新松江路1292号东明广场 李女士家旁边')).toBe('新松江路1292号东明广场家旁边')
  expect(publicPart('人民北路２００号021-57812345')).not.toMatch(/57812345/)
})
