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

/** The name of a city, of its folder, and full names of the towns in its list of units. */
function namesOf(city: string): string[] {
  const read = (name: string): string => readFileSync(join(repository, 'cities', city, name), 'utf8')
  const { name } = JSON.parse(read('city.json')) as { name: { 'zh-CN': string } }
  const units: Record<string, string>[] = parse(read('units.csv'), { columns: true, bom: true })
  const towns = units.filter((unit) => unit['division_code'] !== '').map((unit) => unit['name']!)
  return [name['zh-CN'], ...towns]
}

const names = [...cities.flatMap(namesOf), 'songjiang', '松江', '上海']

test('the names that are looked for are there', () => {
  expect(cities).toEqual(expect.arrayContaining(['example', 'songjiang']))
  expect(names).toEqual(expect.arrayContaining(['九亭镇', '青禾镇', '示例区']))
})

test('no code names a city or one of its towns', () => {
  const files = globSync('{lib,platform,core,apps}/**/*.{ts,tsx,css,html,sql,json,md}', { cwd: repository }).filter(
    (file) => !file.includes('node_modules') && !fixtures.test(file),
  )
  expect(files.length).toBeGreaterThan(300)
  const found = files.flatMap((file) => {
    const text = readFileSync(join(repository, file), 'utf8').toLowerCase()
    return names.filter((name) => text.includes(name.toLowerCase())).map((name) => `${file}: ${name}`)
  })
  expect(found).toEqual([])
})
