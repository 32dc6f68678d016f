import type { Json } from './contract.ts'

/**
 * JSON with sorted keys and no white space: the one spelling of a value that is hashed. Properties that are undefined
 * are left out, as JSON does. Survives a round trip through PostgreSQL's jsonb, which keeps no key order.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((one: Json) => canonicalJson(one)).join(',')}]`
  const object = value as { readonly [key: string]: Json | undefined }
  // Every action that is written or verified comes through here: one string that grows is the fastest way to one.
  let text = '{'
  for (const key of Object.keys(object).toSorted()) {
    const one = object[key]
    if (one === undefined) continue
    if (text !== '{') text += ','
    text += `${JSON.stringify(key)}:${canonicalJson(one)}`
  }
  return `${text}}`
}
