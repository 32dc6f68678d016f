import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkKind, type KindDefinition } from '#core/cases/contract'
import { kindContext, readCity } from './city.ts'

const folder = join(import.meta.dirname, '../../cities')
const cities = readdirSync(folder).filter((city) => existsSync(join(folder, city, 'kinds')))

describe.each(cities)('the kinds that %s ships', (city) => {
  test('have no fault, and wherever a case is held, somebody there leads it on', async () => {
    const data = await readCity(city)
    const context = kindContext(data)
    for (const kind of data.kinds as KindDefinition[]) {
      const found = checkKind(kind, context)
      const told = found.filter((one) => one.severity === 'error' || one.code === 'nobody_at_level')
      expect(told.map((one) => `${kind.kind} ${one.where} ${one.words.en}`)).toEqual([])
    }
  })

  test('is read with the levels of its platforms, each with the posts that work on them', async () => {
    const data = await readCity(city)
    const { levels } = kindContext(data)
    const sorts = data.organisation.sorts.filter((sort) => sort.platform).map((sort) => sort.code)
    expect(levels!.map((level) => level.sort)).toEqual(sorts)
    // One level is the highest; every other stands under a platform.
    expect(levels!.filter((level) => level.above.length === 0)).toHaveLength(1)
    for (const { platforms = [], code } of data.roles)
      expect(
        platforms.filter((sort) => !sorts.includes(sort)),
        code,
      ).toEqual([])
  })
})
