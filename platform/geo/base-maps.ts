import { open, seal, sm3Hex } from '#lib/crypto'
import type { Reader, Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, readerFor, serve, serveBytes, type Actor, type App } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import {
  addBaseMap,
  baseMapChanged,
  baseMapFaulty,
  baseMapNameTaken,
  baseMapNotFound,
  BaseMapsChanged,
  changeBaseMap,
  getTile,
  listBaseMaps,
  listBaseMapSettings,
  mayNotManageBaseMaps,
  noTile,
  removeBaseMap,
  switchBaseMap,
  tryBaseMap,
  type BaseMapSettings,
} from './contract-base-maps.ts'
import { fetchTile, type Tile } from './fetch-tile.ts'
import type { Ground } from './ground.ts'
import { mayManageBaseMaps } from './policy.ts'
import {
  deleteBaseMap,
  insertBaseMap,
  lockBaseMap,
  selectBaseMap,
  selectBaseMaps,
  selectOfferedBaseMaps,
  selectTileSource,
  updateBaseMap,
  updateBaseMapSwitch,
  type BaseMapDetails,
  type BaseMapRow,
  type OfferedRow,
  type TileSourceRow,
} from './store-base-maps.ts'
import { templateFault, type TileKey } from './tile-address.ts'
import { tileCache } from './tile-cache.ts'

/** Serves the base maps: what is offered, the administrators' settings, and the tiles themselves. */
export function serveBaseMaps(app: App, ground: Ground, masterKey: Uint8Array): void {
  app.allow((actor) => (mayManageBaseMaps(actor) ? ['geo.base_maps'] : []))
  serve(app, listBaseMaps, async ({ tx }) => {
    const [rows] = await tx.read(selectOfferedBaseMaps())
    return { items: rows.map(({ id, version, ...row }) => ({ id, version, ...shown(row) })) }
  })
  serve(app, listBaseMapSettings, async ({ tx, actor }) => {
    requireManager(actor)
    const [rows] = await tx.read(selectBaseMaps())
    return { items: rows.map(describe) }
  })
  serve(app, addBaseMap, async ({ tx, body, actor, requestId }) => {
    requireManager(actor)
    const details = checked(body, body.key !== null)
    const id = newId()
    tx.write(insertBaseMap(id, details, sealed(masterKey, body.key)), taken(details.name))
    note(tx, 'geo.add_base_map', id, details, actor, requestId)
    return { id }
  })
  serve(app, changeBaseMap, async ({ tx, params: { id }, body, actor, requestId }) => {
    requireManager(actor)
    const row = await hold(tx, id)
    if (row.version !== body.version) throw new ProblemError(baseMapChanged)
    const details = checked(body, body.key === undefined ? row.sealed_key !== null : body.key !== null)
    // A key goes only where it was meant for: whoever changes the address enters it again.
    if (body.key === undefined && row.sealed_key !== null && hostOf(details.url) !== hostOf(row.url))
      throw new ProblemError(baseMapFaulty, { why: sayKeyAgain })
    tx.write(
      updateBaseMap(id, details, body.key === undefined ? undefined : sealed(masterKey, body.key)),
      taken(details.name),
    )
    note(tx, 'geo.change_base_map', id, details, actor, requestId)
    return { version: row.version + 1 }
  })
  serve(app, switchBaseMap, async ({ tx, params: { id }, body, actor, requestId }) => {
    requireManager(actor)
    const row = await hold(tx, id)
    tx.write(updateBaseMapSwitch(id, body.on))
    note(tx, body.on ? 'geo.switch_base_map_on' : 'geo.switch_base_map_off', id, row, actor, requestId)
    return { version: row.version + 1 }
  })
  serve(app, removeBaseMap, async ({ tx, params: { id }, actor, requestId }) => {
    requireManager(actor)
    const row = await hold(tx, id)
    tx.write(deleteBaseMap(id))
    note(tx, 'geo.remove_base_map', id, row, actor, requestId)
    return {}
  })
  serveTiles(app, ground, masterKey)
}

function serveTiles(app: App, ground: Ground, masterKey: Uint8Array): void {
  const cache = tileCache()
  const fetched = (row: TileSourceRow, tile: TileKey): Promise<Tile> => {
    const { url, subdomains, datum, sealed_key } = row
    const key = sealed_key === null ? null : open(masterKey, sealed_key).toString('utf8')
    return fetchTile({ url, subdomains, datum, key }, tile)
  }
  serveBytes(app, getTile, async ({ tx, params: { id, version, z, x, y } }) => {
    const [[row]] = await tx.read(selectTileSource(id, version))
    if (row === undefined) throw new ProblemError(baseMapNotFound)
    if (z < row.min_zoom || z > row.max_zoom || x >= 2 ** z || y >= 2 ** z) throw new ProblemError(noTile)
    const { bytes, type } = await cache(`${id} ${version} ${z} ${x} ${y}`, () => fetched(row, { z, x, y }))
    return {
      size: bytes.length,
      type,
      tag: sm3Hex(bytes),
      name: `${z}-${x}-${y}`,
      read: async function* (start, end) {
        yield bytes.subarray(start, end + 1)
      },
    }
  })
  serve(app, tryBaseMap, async ({ params: { id }, actor }) => {
    requireManager(actor)
    const row = await find(readerFor(app, actor), id)
    await ground.fresh()
    const [lon, lat] = ground.areaIndex.children(null)[0]?.label ?? [116.4, 39.9]
    const began = performance.now()
    const { bytes, type } = await fetched(row, tileAt(lon, lat, Math.min(row.max_zoom, Math.max(row.min_zoom, 13))))
    return { bytes: bytes.length, type, milliseconds: Math.round(performance.now() - began) }
  })
}

const sayKeyAgain = {
  'zh-CN': '服务地址变了，请重新填写密钥',
  en: 'the service is another one now, so the key has to be entered again',
}

function tileAt(lon: number, lat: number, z: number): TileKey {
  const size = 2 ** z
  const x = Math.floor(((lon + 180) / 360) * size)
  const y = Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * size)
  return { z, x, y }
}

function hostOf(url: string): string {
  return /^https?:\/\/[^/]*/i.exec(url)?.[0].toLowerCase() ?? url
}

function requireManager(actor: Actor): void {
  if (!mayManageBaseMaps(actor)) throw new ProblemError(mayNotManageBaseMaps)
}

async function find(reader: Reader, id: string): Promise<BaseMapRow> {
  const [[row]] = await reader.read(selectBaseMap(id))
  if (row === undefined) throw new ProblemError(baseMapNotFound)
  return row
}

async function hold(tx: Transaction, id: string): Promise<BaseMapRow> {
  const [[row]] = await tx.read(lockBaseMap(id))
  if (row === undefined) throw new ProblemError(baseMapNotFound)
  return row
}

function checked(body: BaseMapDetails, hasKey: boolean): BaseMapDetails {
  const { datum, minZoom, maxZoom } = body
  const [name, url, subdomains, attribution, approvalNumber] = [
    body.name,
    body.url,
    body.subdomains,
    body.attribution,
    body.approvalNumber,
  ].map((text) => text.trim()) as [string, string, string, string, string]
  const why =
    name === '' || attribution === ''
      ? { 'zh-CN': '名称和来源须填写', en: 'a name and whose map it is are needed' }
      : minZoom > maxZoom
        ? { 'zh-CN': '最小级别大于最大级别', en: 'the smallest zoom is larger than the largest' }
        : templateFault({ url, subdomains }, hasKey)
  if (why !== undefined) throw new ProblemError(baseMapFaulty, { why })
  return { name, url, subdomains, attribution, approvalNumber, datum, minZoom, maxZoom }
}

function sealed(masterKey: Uint8Array, key: string | null): Buffer | null {
  return key === null ? null : seal(masterKey, Buffer.from(key.trim(), 'utf8'))
}

const taken = (name: string) => ({ base_map_name_key: () => new ProblemError(baseMapNameTaken, { name }) })

function note(
  tx: Transaction,
  what: string,
  id: string,
  { name, url }: { name: string; url: string },
  actor: Actor,
  requestId: string,
): void {
  record(tx, { what, actor, subject: id, detail: { name, url }, requestId })
  emit(tx, BaseMapsChanged, {})
}

function shown(row: Omit<OfferedRow, 'id' | 'version'>) {
  return {
    name: row.name,
    attribution: row.attribution,
    approvalNumber: row.approval_number,
    minZoom: row.min_zoom,
    maxZoom: row.max_zoom,
  }
}

function describe({ id, version, ...row }: BaseMapRow): BaseMapSettings {
  return {
    id,
    version,
    ...shown(row),
    url: row.url,
    subdomains: row.subdomains,
    datum: row.datum as BaseMapSettings['datum'],
    hasKey: row.sealed_key !== null,
    isOn: row.is_on,
  }
}
