import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Bytes, Command, problem, route } from '#lib/http/contract'

export const mayNotManageBaseMaps = problem('geo.may_not_manage_base_maps', 403, {
  'zh-CN': '只有管理员可以设置底图',
  en: 'Only administrators may set up base maps',
})
export const baseMapNotFound = problem('geo.base_map_not_found', 404, {
  'zh-CN': '没有这个底图，或它未启用',
  en: 'There is no such base map, or it is not on',
})
export const baseMapNameTaken = problem('geo.base_map_name_taken', 409, {
  'zh-CN': '已有名为“{name}”的底图',
  en: 'There is a base map named "{name}" already',
})
export const baseMapChanged = problem('geo.base_map_changed', 409, {
  'zh-CN': '这个底图刚被别人改过，请重新打开',
  en: 'This base map was changed meanwhile; open it again',
})
export const baseMapFaulty = problem('geo.base_map_faulty', 422, {
  'zh-CN': '底图设置有误：{why}',
  en: 'The base map is not right: {why}',
})
export const noTile = problem('geo.no_tile', 404, {
  'zh-CN': '底图服务没有这一块',
  en: 'The tile service has no such tile',
})
export const tilesAway = problem('geo.tiles_away', 503, {
  'zh-CN': '底图服务暂时不可用：{why}',
  en: 'The tile service cannot be used at the moment: {why}',
})

const Id = Type.String({ format: 'uuid' })
const Zoom = Type.Integer({ minimum: 0, maximum: 22 })

const shown = {
  name: Type.String({ minLength: 1, maxLength: 40 }),
  attribution: Type.String({ minLength: 1, maxLength: 200, description: 'whose map it is; always shown with it' }),
  approvalNumber: Type.String({ maxLength: 60, description: 'approval number 审图号; always shown with it' }),
  minZoom: Zoom,
  maxZoom: Zoom,
}

/** A base map as maps offer it. */
export const BaseMap = Type.Object({
  id: Id,
  ...shown,
  version: Type.Integer({ description: 'part of the tiles’ address' }),
})
export type BaseMap = Static<typeof BaseMap>

const settings = {
  ...shown,
  url: Type.String({
    minLength: 10,
    maxLength: 1000,
    description:
      'http(s) template of Web Mercator tiles with {z} {x} {y} or {TileMatrix} {TileCol} {TileRow}; {-y}, {s}, {key}',
  }),
  subdomains: Type.String({ maxLength: 100, description: 'what {s} may be, parted by commas' }),
  datum: Type.Union([Type.Literal('wgs84'), Type.Literal('cgcs2000'), Type.Literal('gcj02')], {
    description: 'what the tiles are drawn in; gcj02 is shifted into place',
  }),
}

/** A base map as its administrators see it; its key is told to nobody. */
export const BaseMapSettings = Type.Object({
  id: Id,
  ...settings,
  hasKey: Type.Boolean(),
  isOn: Type.Boolean(),
  version: Type.Integer(),
})
export type BaseMapSettings = Static<typeof BaseMapSettings>

const Key = Type.Union([Type.String({ minLength: 1, maxLength: 200 }), Type.Null()], {
  description: 'null: none is needed',
})

export const listBaseMaps = route({
  method: 'GET',
  url: '/geo/base-maps',
  summary: 'The base maps that are on',
  reply: Type.Object({ items: Type.Array(BaseMap) }),
  problems: [],
})

export const listBaseMapSettings = route({
  method: 'GET',
  url: '/geo/base-map-settings',
  summary: 'All base maps with their settings, for administrators',
  reply: Type.Object({ items: Type.Array(BaseMapSettings) }),
  problems: [mayNotManageBaseMaps],
})

export const addBaseMap = route({
  method: 'POST',
  url: '/geo/base-map-settings',
  summary: 'Set up a base map; it is off until it is switched on',
  body: Command({ ...settings, key: Key }),
  command: true,
  reply: Type.Object({ id: Id }),
  problems: [mayNotManageBaseMaps, baseMapFaulty, baseMapNameTaken],
})

export const changeBaseMap = route({
  method: 'POST',
  url: '/geo/base-map-settings/:id/changes',
  summary: 'Change a base map',
  params: Type.Object({ id: Id }),
  body: Command({
    ...settings,
    key: Type.Optional(Type.Union(Key.anyOf, { description: 'missing: as it was; null: none is needed' })),
    version: Type.Integer(),
  }),
  command: true,
  reply: Type.Object({ version: Type.Integer() }),
  problems: [mayNotManageBaseMaps, baseMapNotFound, baseMapFaulty, baseMapNameTaken, baseMapChanged],
})

export const switchBaseMap = route({
  method: 'POST',
  url: '/geo/base-map-settings/:id/switch',
  summary: 'Offer a base map on the maps, or no longer',
  params: Type.Object({ id: Id }),
  body: Command({ on: Type.Boolean() }),
  command: true,
  reply: Type.Object({ version: Type.Integer() }),
  problems: [mayNotManageBaseMaps, baseMapNotFound],
})

export const removeBaseMap = route({
  method: 'POST',
  url: '/geo/base-map-settings/:id/remove',
  summary: 'Remove a base map with its key',
  params: Type.Object({ id: Id }),
  body: Command({}),
  command: true,
  reply: Type.Object({}),
  problems: [mayNotManageBaseMaps, baseMapNotFound],
})

export const tryBaseMap = route({
  method: 'POST',
  url: '/geo/base-map-settings/:id/try',
  summary: 'Fetch the tile at the city’s middle, also of a base map that is off. Changes nothing',
  params: Type.Object({ id: Id }),
  body: Type.Object({}),
  reply: Type.Object({ bytes: Type.Integer(), type: Type.String(), milliseconds: Type.Integer() }),
  problems: [mayNotManageBaseMaps, baseMapNotFound, noTile, tilesAway],
})

export const getTile = route({
  method: 'GET',
  url: '/geo/base-maps/:id/:version/:z/:x/:y',
  summary: 'A tile, fetched by the server: browsers speak to nobody else and see no key',
  params: Type.Object({
    id: Id,
    version: Type.Integer({ minimum: 1 }),
    z: Zoom,
    x: Type.Integer({ minimum: 0 }),
    y: Type.Integer({ minimum: 0 }),
  }),
  replies: 'bytes',
  reply: Bytes,
  problems: [baseMapNotFound, noTile, tilesAway],
})

/** Said when base maps were set up, changed, switched or removed. */
export const BaseMapsChanged = event('geo.base_maps_changed', Type.Object({}))
