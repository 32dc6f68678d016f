import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, test } from 'vitest'
import { holds, type RoutingRule } from '#core/cases/contract'

const folder = join(import.meta.dirname, '../../cities')
const cities = readdirSync(folder).filter((city) => existsSync(join(folder, city, 'routing.json')))

describe.each(cities)('the rules that %s ships', (city) => {
  const rules = JSON.parse(readFileSync(join(folder, city, 'routing.json'), 'utf8')) as RoutingRule[]

  test.each(rules.map((rule) => [rule.code, rule] as const))('%s says what it rests on', (_code, rule) => {
    expect(rule.source?.trim() ?? '').not.toBe('')
    expect(rule.confidence).toBeDefined()
    // What only seems likely is marked as such, in its words and in how sure it is.
    expect(rule.source!.includes('示意')).toBe(rule.confidence === 'low')
  })

  const rows = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(folder, city, name)), { columns: true, bom: true })
  const components = existsSync(join(folder, city, 'dictionary/components.csv'))
    ? rows('dictionary/components.csv')
    : []
  const items = components.filter((one) => one['version'] === '2026' && one['authority'] !== '')
  const units = new Map(rows('units.csv').map((unit) => [unit['code'], unit]))

  test.runIf(items.length > 0)('a rule is certain of an item only where the dictionary gives it to that unit', () => {
    const asked = items.flatMap(({ code, authority }) => {
      const facts = { case: { level: 'district', facts: { category: code! } } }
      const rule = rules.find((one) => one.kind === 'grid' && holds(one.when, facts))
      if (rule === undefined || !('unit' in rule.to)) return []
      const unit = units.get(rule.to.unit)
      const isTheirs = [unit?.['name'], unit?.['short_name']].some((name) => authority!.split('（')[0]!.includes(name!))
      return [
        {
          code,
          rule: rule.code,
          certain: rule.certain,
          isTheirs,
          isShared: /[/／]|监管/.test(authority!.split('（')[0]!),
        },
      ]
    })
    expect(asked.filter((one) => one.certain && (!one.isTheirs || one.isShared))).toEqual([])
    expect(asked.filter((one) => one.certain).length).toBeGreaterThan(50)
  })
})
