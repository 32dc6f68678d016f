import { expect, test } from 'vitest'
import { templateFault, tileAddress } from './tile-address.ts'

const tile = { z: 3, x: 6, y: 2 }

test('fills in what XYZ, TMS and WMTS services ask for', () => {
  const fill = (url: string, subdomains = '', key: string | null = null) => tileAddress({ url, subdomains, key }, tile)
  expect(fill('https://a/{z}/{x}/{y}.png')).toBe('https://a/3/6/2.png')
  expect(fill('https://a/{z}/{x}/{-y}.png')).toBe('https://a/3/6/5.png')
  expect(
    fill('https://t{s}.a/?TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}&tk={key}', '0,1,2', 'k&1'),
  ).toBe('https://t2.a/?TILEMATRIX=3&TILEROW=2&TILECOL=6&tk=k%261')
})

test('a template that is whole has no fault, with and without a key', () => {
  expect(templateFault({ url: 'https://t{s}.a/{z}/{x}/{y}?tk={key}', subdomains: 'a，b' }, true)).toBeUndefined()
  expect(templateFault({ url: 'http://10.0.0.1/{z}/{x}/{y}', subdomains: '' }, false)).toBeUndefined()
})
