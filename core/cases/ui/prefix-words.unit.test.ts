import { expect, test } from 'vitest'
import { prefixWords, type CoveredEntry } from './prefix-words.ts'

const entry = (code: string, name: string, parent: string | null, nameEn: string | null = null): CoveredEntry => ({
  code,
  name,
  nameEn,
  parent,
})
const shelves: readonly CoveredEntry[] = [
  entry('01', '小说', null, 'Novels'),
  entry('0101', '古典', '01', 'Classics'),
  entry('0102', '武侠', '01'),
  entry('0103', '科幻', '01'),
  entry('0104', '推理', '01'),
  entry('02', '地图', null, 'Atlases'),
  entry('0201', '世界', '02', 'World'),
]

test.each([
  ['01', '小说：古典、武侠、科幻等 4 类', 'Novels: Classics, 武侠, 科幻 and 1 more'],
  ['02', '地图：世界', 'Atlases: World'],
  ['0', '小说、地图', 'Novels, Atlases'],
  ['010', '古典、武侠、科幻等 4 类', 'Classics, 武侠, 科幻 and 1 more'],
  ['0104', '推理', '推理'],
])('codes that begin with %s are %s', (prefix, zh, en) => {
  expect(prefixWords(prefix, shelves)).toEqual({ 'zh-CN': zh, en })
})

test('in brief only what stands above them is said; of no code nothing is', () => {
  expect(prefixWords('01', shelves, true)?.['zh-CN']).toBe('小说')
  expect(prefixWords('0', shelves, true)?.['zh-CN']).toBe('小说、地图')
  expect(prefixWords('3', shelves)).toBeUndefined()
})
