import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TreeUnit, UnitSort } from '../contract.ts'
import { svgText } from './draw.ts'
import { layOut } from './lay-out.ts'

const sorts: UnitSort[] = ['district', 'centre', 'town', 'village'].map((code) => ({
  code,
  name: { 'zh-CN': code, en: code },
  platform: code === 'town',
  handles: true,
  under: [],
}))

/** A district with a centre, some towns and their villages. */
function tree(sections: number, villages: readonly number[]): TreeUnit[] {
  const items: TreeUnit[] = []
  const add = (id: string, sort: string, parentId: string | null, depth: number, children: number): void => {
    items.push({
      id,
      code: id,
      name: `单位<${id}>`,
      shortName: `单位${id}`,
      sort,
      parentId,
      divisionCode: null,
      confidence: null,
      depth,
      children,
    })
  }
  add('D', 'district', null, 0, 1 + villages.length)
  add('C', 'centre', 'D', 1, sections)
  for (let at = 0; at < sections; at++) add(`C${at}`, 'centre', 'C', 2, 0)
  for (const [town, count] of villages.entries()) {
    add(`T${town}`, 'town', 'D', 1, count)
    for (let at = 0; at < count; at++) add(`T${town}-${at}`, 'village', `T${town}`, 2, 0)
  }
  return items
}

test('no two boxes overlap, none leaves the picture, and every unit that is to be seen is there once', () => {
  fc.assert(
    fc.property(
      fc.nat(14),
      fc.array(fc.nat(45), { maxLength: 40 }),
      fc.array(fc.nat(39), { maxLength: 6 }),
      (sections, villages, open) => {
        const items = tree(sections, villages)
        const opened = new Set(['C', ...open.map((at) => `T${at}`)])
        const { boxes, width, height } = layOut(items, sorts, opened, (sort) => sort.code)
        const seen = items.filter((unit) => unit.depth < 2 || opened.has(unit.parentId!)).map((unit) => unit.id)
        expect(boxes.map((box) => box.id).toSorted()).toEqual(seen.toSorted())
        for (const [at, box] of boxes.entries()) {
          expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height).toBe(true)
          for (const other of boxes.slice(at + 1)) {
            const apart =
              box.x + box.width <= other.x ||
              other.x + other.width <= box.x ||
              box.y + box.height <= other.y ||
              other.y + other.height <= box.y
            expect(apart, `${box.id} and ${other.id}`).toBe(true)
          }
        }
      },
    ),
  )
})

test('an exported picture says the names and escapes what SVG would take for its own', () => {
  const picture = layOut(tree(2, [1]), sorts, new Set(['C']), (sort) => sort.code)
  const text = svgText(picture, new Set(['town']), '机构图')
  expect(text).toContain('<title>单位&lt;T0&gt;</title>')
  expect(text).not.toContain('单位<')
  expect(text).toContain('>单位C1</text>')
})
