import type { Tile } from './fetch-tile.ts'

const mostBytes = 64 * 1024 * 1024
const keptMs = 3_600_000

/**
 * Keeps tiles in memory for an hour, the longest unused going first, so that a room full of screens asks the tile service
 * once. A tile that is on its way is waited for by all who want it; a failure is not kept.
 */
export function tileCache(): (key: string, fetch: () => Promise<Tile>) => Promise<Tile> {
  const kept = new Map<string, { readonly tile: Tile; readonly until: number }>()
  const coming = new Map<string, Promise<Tile>>()
  let bytes = 0
  const drop = (key: string): void => {
    bytes -= kept.get(key)?.tile.bytes.length ?? 0
    kept.delete(key)
  }
  return async (key, fetch) => {
    const known = kept.get(key)
    if (known !== undefined && known.until > performance.now()) {
      kept.delete(key)
      kept.set(key, known)
      return known.tile
    }
    drop(key)
    const running = coming.get(key) ?? fetch().finally(() => coming.delete(key))
    coming.set(key, running)
    const tile = await running
    if (!kept.has(key)) {
      kept.set(key, { tile, until: performance.now() + keptMs })
      bytes += tile.bytes.length
    }
    for (const oldest of kept.keys()) {
      if (bytes <= mostBytes) break
      drop(oldest)
    }
    return tile
  }
}
