import type { Chance } from './chance.ts'

type Pools = Readonly<Record<string, readonly string[]>>

/** Fills `{name}` in a template: by a value, else by a sentence of the pool of that name, which is filled in turn. */
export function write(
  template: string,
  values: Readonly<Record<string, string>>,
  pools: Pools,
  chance: Chance,
): string {
  return template.replace(/\{([A-Za-z0-9_]+)\}/g, (_, name: string) => {
    const value = values[name]
    if (value !== undefined) return value
    const range = /^n(\d+)_(\d+)$/.exec(name)
    if (range !== null) return String(Number(range[1]) + chance.below(Number(range[2]) - Number(range[1]) + 1))
    const pool = pools[name]
    if (pool === undefined) throw new Error(`There are no words for {${name}}`)
    return write(chance.of(pool), values, pools, chance)
  })
}
