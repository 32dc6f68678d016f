import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { expect, test } from 'vitest'
import { repository } from '../program.ts'

// What differs between cities is data in cities/. A file of code that names a city, or one of its towns, knows too much.

/** Tests work in the Songjiang city on purpose: its people, units and addresses are their fixture. */
const fixtures = /(?:\.test\.tsx?$|\/testing\/)/

const cities = readdirSync(join(repository, 'cities'), { withFileTypes: true })
  .filter((one) => one.isDirectory())
  .map((one) => one.name)

const read = (city: string, name: string): string => readFileSync(join(repository, 'cities', city, name), 'utf8')
const rows = (city: string, name: string): Record<string, string>[] =>
  parse(read(city, name), { columns: true, bom: true })
const townsOf = (city: string) => rows(city, 'units.csv').filter((unit) => unit['division_code'] !== '')

/** The name of a city, of its folder, and full names of its towns and of the villages and committees in them. */
function namesOf(city: string): string[] {
  const { name } = JSON.parse(read(city, 'city.json')) as { name: { 'zh-CN': string } }
  return [name['zh-CN'], ...[...townsOf(city), ...rows(city, 'communities.csv')].map((unit) => unit['name']!)]
}

/** The division codes of a city, its towns and their villages; those that are too short to be told from any number aside. */
function codesOf(city: string): string[] {
  const { code } = JSON.parse(read(city, 'city.json')) as { code: string }
  const towns = townsOf(city).map((unit) => unit['division_code']!)
  return [code, ...towns, ...rows(city, 'communities.csv').map((unit) => unit['code']!)].filter(
    (one) => one.length >= 6,
  )
}

const names = [...cities.flatMap(namesOf), 'songjiang', '松江', '上海']

const codes = cities.flatMap(codesOf)

test('the names and codes that are looked for are there', () => {
  expect(cities).toEqual(expect.arrayContaining(['example', 'songjiang']))
  expect(names).toEqual(expect.arrayContaining(['九亭镇', '青禾镇', '示例区', '东禾村村委会']))
  expect(codes).toEqual(expect.arrayContaining(['310117', '990101', '99010101']))
  expect(codes.length).toBeGreaterThan(380)
})

test('no code names a city, or a town or village of one, by name or by code', () => {
  const files = globSync('{lib,platform,core,apps}/**/*.{ts,tsx,css,html,sql,json,md}', { cwd: repository }).filter(
    (file) => !file.includes('node_modules') && !fixtures.test(file),
  )
  expect(files.length).toBeGreaterThan(300)
  const found = files.flatMap((file) => {
    const text = readFileSync(join(repository, file), 'utf8').toLowerCase()
    const numbers = new Set(text.match(/(?<![\da-f.-])\d{6,15}(?![\da-f])/g))
    return [
      ...names.filter((name) => text.includes(name.toLowerCase())),
      ...codes.filter((code) => numbers.has(code)),
    ].map((one) => `${file}: ${one}`)
  })
  expect(found).toEqual([])
})
