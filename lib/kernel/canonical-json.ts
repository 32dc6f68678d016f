import type { Json } from './contract.ts'

/**
 * JSON with sorted keys and no white space: the one spelling of a value that is hashed. Properties that are undefined
 * are left out, as JSON does. Survives a round trip through PostgreSQL's jsonb, which keeps no key order.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map((one: Json) => canonicalJson(one)).join(',')}]`
  const object = value as { readonly [key: string]: Json | undefined }
  const parts = Object.keys(object)
    .toSorted()
    .filter((key) => object[key] !== undefined)
    .map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key]!)}`)
  return `{${parts.join(',')}}`
}
