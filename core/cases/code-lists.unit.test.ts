import { expect, test } from 'vitest'
import { codeLists, codeListsFor } from './code-lists.ts'
import { worldFaults, type World } from './decide.ts'
import type { Field } from './kind.ts'

const name = { 'zh-CN': '类别', en: 'Category' }
const category: Field = {
  key: 'category',
  name,
  type: 'code',
  listBy: { field: 'sort', lists: { thing: 'things', event: 'events' } },
}

test('one list; one of several by what another field says; all of them while it says nothing', () => {
  expect(codeLists({ list: 'things' })).toEqual(['things'])
  expect(codeLists(category)).toEqual(['things', 'events'])
  expect(codeListsFor(category, { sort: 'event' })).toEqual(['events'])
  expect(codeListsFor(category, { sort: null })).toEqual(['things', 'events'])
  expect(codeListsFor({}, {})).toEqual([])
})

test('a code is one of the list that goes with the form, or else with the case', () => {
  const known = new Set(['things 01', 'events 06'])
  const world = { isCode: (list: string, code: string) => known.has(`${list} ${code}`) } as World
  const from = { unitId: 'a', platformId: undefined }
  const faulty = (values: Record<string, string>, facts?: Record<string, string>) =>
    worldFaults([category], values, from, world, facts).map(({ field }) => field.key)
  expect(faulty({ category: '06', sort: 'event' })).toEqual([])
  expect(faulty({ category: '06', sort: 'thing' })).toEqual(['category'])
  expect(faulty({ category: '06' }, { sort: 'thing' })).toEqual(['category'])
  expect(faulty({ category: '06', sort: 'event' }, { sort: 'thing' })).toEqual([])
  expect(faulty({ category: '06' })).toEqual([])
  expect(faulty({ category: '07' })).toEqual(['category'])
})
