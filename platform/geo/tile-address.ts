import type { Words } from '#lib/kernel'

/** Which tile of a Web Mercator pyramid: zoom, column from the west, row from the north. */
export interface TileKey {
  readonly z: number
  readonly x: number
  readonly y: number
}

export interface TileTemplate {
  readonly url: string
  /** what {s} may be, parted by commas */
  readonly subdomains: string
  readonly key: string | null
}

const known = ['s', 'z', 'x', 'y', '-y', 'key', 'TileMatrix', 'TileCol', 'TileRow']

/** What is wrong with a template; undefined when nothing is. */
export function templateFault({ url, subdomains }: Omit<TileTemplate, 'key'>, hasKey: boolean): Words | undefined {
  const names = [...url.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name!)
  const strange = names.find((name) => !known.includes(name))
  if (strange !== undefined)
    return { 'zh-CN': `不认识占位符 {${strange}}`, en: `the placeholder {${strange}} is not known` }
  const has = (...any: string[]): boolean => any.some((name) => names.includes(name))
  if (!has('z', 'TileMatrix') || !has('x', 'TileCol') || !has('y', '-y', 'TileRow'))
    return { 'zh-CN': '地址中缺少 {z}、{x} 或 {y}', en: 'the address lacks {z}, {x} or {y}' }
  if (has('s') && partsOf(subdomains).length === 0)
    return { 'zh-CN': '地址中有 {s}，请填写子域', en: 'the address has {s}, so subdomains are needed' }
  if (has('key') !== hasKey)
    return hasKey
      ? { 'zh-CN': '填写了密钥，但地址中没有 {key}', en: 'there is a key, but no {key} in the address' }
      : { 'zh-CN': '地址中有 {key}，请填写密钥', en: 'the address has {key}, so a key is needed' }
  const filled = URL.parse(tileAddress({ url, subdomains, key: 'k' }, { z: 1, x: 0, y: 0 }))
  if (filled === null || !['http:', 'https:'].includes(filled.protocol))
    return { 'zh-CN': '地址须以 http:// 或 https:// 开头', en: 'the address must begin with http:// or https://' }
  // A password in an address would stand in lists and logs.
  if (filled.username !== '' || filled.password !== '')
    return { 'zh-CN': '地址中不能带用户名和密码', en: 'the address may not hold a user and password' }
  return undefined
}

/** The address of a tile. */
export function tileAddress({ url, subdomains, key }: TileTemplate, { z, x, y }: TileKey): string {
  const hosts = partsOf(subdomains)
  const values: Record<string, string> = {
    s: hosts[(x + y) % Math.max(1, hosts.length)] ?? '',
    z: String(z),
    x: String(x),
    y: String(y),
    '-y': String(2 ** z - 1 - y),
    key: encodeURIComponent(key ?? ''),
    TileMatrix: String(z),
    TileCol: String(x),
    TileRow: String(y),
  }
  return url.replaceAll(/\{([^{}]*)\}/g, (whole, name: string) => values[name] ?? whole)
}

function partsOf(subdomains: string): string[] {
  return subdomains
    .split(/[,，\s]+/u)
    .map((part) => part.trim())
    .filter((part) => part !== '')
}
