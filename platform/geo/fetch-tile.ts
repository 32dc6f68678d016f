import sharp from 'sharp'
import { ProblemError } from '#lib/http'
import { noTile, tilesAway } from './contract-base-maps.ts'
import { fromWgs84 } from './coordinates.ts'
import { tileAddress, type TileKey, type TileTemplate } from './tile-address.ts'

export interface Tile {
  readonly bytes: Buffer
  readonly type: string
}

export interface TileSource extends TileTemplate {
  readonly datum: string
}

const side = 256
const patienceMs = 10_000
const maxBytes = 2 * 1024 * 1024
const types = ['image/png', 'image/jpeg', 'image/webp']

/** A tile as our maps want it. Errors: geo.no_tile, geo.tiles_away. */
export async function fetchTile(source: TileSource, tile: TileKey): Promise<Tile> {
  return source.datum === 'gcj02' ? shifted(source, tile) : fetchOne(source, tile)
}

async function fetchOne(source: TileTemplate, tile: TileKey): Promise<Tile> {
  let response: Response
  let bytes: Buffer
  try {
    // What a redirect leads to is not what an administrator has entered.
    response = await fetch(tileAddress(source, tile), {
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
      headers: { accept: 'image/*' },
    })
    bytes = response.ok ? await readUpTo(response) : Buffer.alloc(0)
  } catch (error) {
    if (error instanceof ProblemError) throw error
    // The address, which holds the key, is in none of these words.
    const slow = error instanceof Error && error.name === 'TimeoutError'
    throw new ProblemError(tilesAway, { why: slow ? `> ${patienceMs / 1000} s` : 'no connection' })
  }
  if (response.status === 404 || response.status === 204) throw new ProblemError(noTile)
  if (!response.ok) throw new ProblemError(tilesAway, { why: `HTTP ${response.status}` })
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase()
  if (!types.includes(type)) throw new ProblemError(tilesAway, { why: type === '' ? 'no image' : type })
  return { bytes, type }
}

async function readUpTo(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > maxBytes) throw new ProblemError(tilesAway, { why: `> ${maxBytes / 1024 / 1024} MB` })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

/**
 * A tile cut out of those drawn in GCJ-02. Over one tile the shift is the same to a fraction of a pixel, so that moving
 * the picture is enough; far out it is less than a pixel and the tile is taken as it is.
 */
async function shifted(source: TileTemplate, tile: TileKey): Promise<Tile> {
  const { dx, dy } = shiftOf(tile)
  if (dx === 0 && dy === 0) return fetchOne(source, tile)
  const last = 2 ** tile.z - 1
  const left = tile.x * side + dx
  const top = tile.y * side + dy
  const [column, row] = [Math.floor(left / side), Math.floor(top / side)]
  const columns = left % side === 0 ? [0] : [0, 1]
  const rows = top % side === 0 ? [0] : [0, 1]
  const wanted = rows
    .flatMap((j) => columns.map((i) => ({ i, j, x: column + i, y: row + j })))
    .filter(({ x, y }) => x >= 0 && y >= 0 && x <= last && y <= last)
  const parts = await Promise.all(
    wanted.map(async ({ i, j, x, y }) => {
      try {
        const { bytes } = await fetchOne(source, { z: tile.z, x, y })
        // Tiles of double density are taken down to the size that is put together.
        return { input: await sharp(bytes).resize(side, side).png().toBuffer(), left: i * side, top: j * side }
      } catch (error) {
        // Beyond the edge of what the service has there is nothing to see.
        if (error instanceof ProblemError && error.kind.code === noTile.code) return undefined
        if (error instanceof ProblemError) throw error
        throw new ProblemError(tilesAway, { why: 'broken image' })
      }
    }),
  )
  const found = parts.filter((part) => part !== undefined)
  if (found.length === 0) throw new ProblemError(noTile)
  const whole = await sharp({
    create: { width: 2 * side, height: 2 * side, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
  })
    .composite(found)
    .png()
    .toBuffer()
  const bytes = await sharp(whole)
    .extract({ left: left - column * side, top: top - row * side, width: side, height: side })
    .png()
    .toBuffer()
  return { bytes, type: 'image/png' }
}

/** By how many pixels GCJ-02 draws a tile's middle to the east and to the south of where it is. */
export function shiftOf({ z, x, y }: TileKey): { dx: number; dy: number } {
  const size = side * 2 ** z
  const lon = ((x + 0.5) / 2 ** z) * 360 - 180
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * (y + 0.5)) / 2 ** z))) * 180) / Math.PI
  const [lon2, lat2] = fromWgs84('gcj02', [lon, lat], undefined)
  const down = (degrees: number): number =>
    (0.5 - Math.asinh(Math.tan((degrees * Math.PI) / 180)) / (2 * Math.PI)) * size
  // Adding nothing makes of -0 a plain 0.
  return { dx: Math.round(((lon2 - lon) / 360) * size) + 0, dy: Math.round(down(lat2) - down(lat)) + 0 }
}
