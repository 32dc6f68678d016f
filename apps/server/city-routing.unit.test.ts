import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RoutingRule } from '#core/cases/contract'

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
})
