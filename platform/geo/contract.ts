import { Type, type Static } from 'typebox'
import { event } from '#lib/events/contract'
import { Command, PageOf, problem, route, WordsSchema } from '#lib/http/contract'

export * from './contract-base-maps.ts'
export * from './contract-lines.ts'

const Day = Type.String({ format: 'date', description: 'YYYY-MM-DD' })
const Longitude = Type.Number({ minimum: -180, maximum: 180 })
const Latitude = Type.Number({ minimum: -90, maximum: 90 })
const Code = Type.String({ minLength: 1, maxLength: 40 })
const nullable = <S extends Parameters<typeof Type.Union>[0][number]>(schema: S) => Type.Union([schema, Type.Null()])

const oneOf = <const V extends readonly string[]>(values: V) =>
  Type.Unsafe<V[number]>(Type.Union(values.map((value) => Type.Literal(value))))

// An array of two: the drafts of JSON Schema disagree about how to write a tuple.
const pair = (options: object = {}) =>
  Type.Unsafe<[number, number]>(Type.Array(Type.Number(), { minItems: 2, maxItems: 2, ...options }))

export const datums = ['wgs84', 'cgcs2000', 'gcj02', 'bd09', 'city'] as const
/** What coordinates mean. `city`: the city's own plane coordinates in metres; the others are degrees. */
export const Datum = oneOf(datums)
export type Datum = (typeof datums)[number]

export const mayNotEdit = problem('geo.may_not_edit', 403, {
  'zh-CN': '您的岗位不能修改区域与地址库',
  en: 'Your post may not change areas or addresses',
})
export const areaNotFound = problem('geo.area_not_found', 404, {
  'zh-CN': '没有编码为 {code} 的区域',
  en: 'There is no area with the code {code}',
})
export const areaFaulty = problem('geo.area_faulty', 422, {
  'zh-CN': '区域有误，未保存：{why}',
  en: 'The area is not right and was not saved: {why}',
})
export const areaInUse = problem('geo.area_in_use', 409, {
  'zh-CN': '{code} 之下还有 {count} 个区域，请先处理下级',
  en: '{code} still has {count} areas below it; see to those first',
})
export const areaChanged = problem('geo.area_changed', 409, {
  'zh-CN': '区域 {code} 刚被别人改过，请重新打开',
  en: 'Area {code} was changed meanwhile; open it again',
})
export const dayTooEarly = problem('geo.day_too_early', 409, {
  'zh-CN': '生效日期不能早于现行版本的生效日期 {from}',
  en: 'It cannot take effect before the present version did, on {from}',
})
export const fileUnreadable = problem('geo.file_unreadable', 422, {
  'zh-CN': '文件无法读取：{why}',
  en: 'The file cannot be read: {why}',
})
export const noCityPlane = problem('geo.no_city_plane', 422, {
  'zh-CN': '本城市没有配置平面坐标系',
  en: 'This city has no plane coordinates of its own',
})
export const unresolvedNotFound = problem('geo.unresolved_not_found', 404, {
  'zh-CN': '没有这条待确认地址',
  en: 'There is no such address to confirm',
})
export const unresolvedDecided = problem('geo.unresolved_decided', 409, {
  'zh-CN': '这条地址已由{name}处理',
  en: 'This address was already seen to by {name}',
})
export const outsideCity = problem('geo.outside_city', 422, {
  'zh-CN': '这个点不在本城市范围内',
  en: 'This point lies outside the city',
})

const Pair = Type.Array(Type.Number(), { minItems: 2, maxItems: 3 })
const RingSchema = Type.Array(Pair, { minItems: 1, maxItems: 20_000 })
/** GeoJSON Polygon or MultiPolygon in WGS-84. */
export const GeometrySchema = Type.Union([
  Type.Object({ type: Type.Literal('Polygon'), coordinates: Type.Array(RingSchema, { minItems: 1 }) }),
  Type.Object({
    type: Type.Literal('MultiPolygon'),
    coordinates: Type.Array(Type.Array(RingSchema, { minItems: 1 }), { minItems: 1 }),
  }),
])
export type GeometrySchema = Static<typeof GeometrySchema>

/** One level of the city's tree of areas, from the whole district down. */
export const Level = Type.Object({
  code: Type.String({ description: 'e.g. district, town, grid, village, unit' }),
  name: WordsSchema,
  codePattern: Type.String({ description: 'regular expression that codes of this level match' }),
})
export type Level = Static<typeof Level>

export const Area = Type.Object({
  code: Type.String(),
  name: Type.String(),
  level: Type.String(),
  parentCode: nullable(Type.String()),
  areaM2: Type.Number(),
  label: pair({ description: 'a point inside, for its name: lon, lat' }),
  validFrom: Day,
  validTo: nullable(Day),
  sketch: Type.Boolean({ description: 'true: a sketch 示意, not a surveyed border' }),
  children: Type.Integer({ description: 'areas directly below' }),
})
export type Area = Static<typeof Area>

export const AreaVersion = Type.Object({
  name: Type.String(),
  parentCode: nullable(Type.String()),
  areaM2: Type.Number(),
  validFrom: Day,
  validTo: nullable(Day),
  changedBy: nullable(Type.String()),
})

export const listLevels = route({
  method: 'GET',
  url: '/geo/levels',
  summary: "The levels of the city's areas, and what a map must say about them",
  reply: Type.Object({
    items: Type.Array(Level),
    counts: Type.Record(Type.String(), Type.Integer(), { description: 'areas of today by level' }),
    mapNote: WordsSchema,
    datums: Type.Array(Datum, { description: 'coordinates this installation understands' }),
    mayEdit: Type.Boolean(),
  }),
  problems: [],
})

export const listAreas = route({
  method: 'GET',
  url: '/geo/areas',
  summary: 'Areas: the children of one, or those a search finds by name or beginning of the code',
  query: Type.Object({
    parent: Type.Optional(Type.String({ maxLength: 40, description: 'code; missing with no search: the top' })),
    search: Type.Optional(Type.String({ maxLength: 60 })),
    level: Type.Optional(Type.String({ maxLength: 40 })),
    on: Type.Optional(Day),
    page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
    pageSize: Type.Integer({ minimum: 1, maximum: 500, default: 200 }),
  }),
  reply: PageOf(Area),
  problems: [],
})

export const getArea = route({
  method: 'GET',
  url: '/geo/areas/:code',
  summary: 'One area with its border, the areas above it and its earlier versions',
  params: Type.Object({ code: Code }),
  query: Type.Object({ on: Type.Optional(Day) }),
  reply: Type.Intersect([
    Area,
    Type.Object({
      geometry: GeometrySchema,
      above: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), level: Type.String() })),
      versions: Type.Array(AreaVersion),
    }),
  ]),
  problems: [areaNotFound],
})

export const getShapes = route({
  method: 'GET',
  url: '/geo/shapes',
  summary: 'Borders of a level as GeoJSON for a map, of the whole city or below one area',
  query: Type.Object({
    level: Code,
    within: Type.Optional(Code),
    on: Type.Optional(Day),
  }),
  reply: Type.Object({
    type: Type.Literal('FeatureCollection'),
    features: Type.Array(
      Type.Object({
        type: Type.Literal('Feature'),
        properties: Type.Object({
          code: Type.String(),
          name: Type.String(),
          level: Type.String(),
          lon: Type.Number(),
          lat: Type.Number(),
        }),
        geometry: GeometrySchema,
      }),
    ),
  }),
  problems: [],
})

const AreaName = Type.Object({ code: Type.String(), name: Type.String(), level: Type.String() })

export const locatePoint = route({
  method: 'GET',
  url: '/geo/at',
  summary: 'The areas of all levels that hold a point, the whole district first; a border point has one place',
  query: Type.Object({ x: Type.Number(), y: Type.Number(), datum: Type.Optional(Datum) }),
  reply: Type.Object({ lon: Type.Number(), lat: Type.Number(), areas: Type.Array(AreaName) }),
  problems: [noCityPlane],
})

export const convertPoints = route({
  method: 'POST',
  url: '/geo/convert',
  summary: 'Convert coordinates; CGCS2000 counts as WGS-84. Changes nothing',
  body: Type.Object({
    from: Datum,
    to: Datum,
    points: Type.Array(pair(), { minItems: 1, maxItems: 10_000 }),
  }),
  reply: Type.Object({
    points: Type.Array(pair()),
    plane: nullable(
      Type.Object({
        name: Type.String(),
        rms: Type.Number({ description: 'metres by which the control points are missed' }),
        residuals: Type.Array(Type.Object({ name: Type.String(), dx: Type.Number(), dy: Type.Number() })),
      }),
    ),
  }),
  problems: [noCityPlane],
})

export const findingKinds = [
  'bad_code',
  'duplicate_code',
  'unknown_level',
  'no_parent',
  'wrong_parent',
  'outside_parent',
  'out_of_range',
  'ring_open',
  'ring_short',
  'wrong_winding',
  'self_intersection',
  'overlap',
  'sliver',
  'gap',
] as const

/** What a check of areas found. `error` must not go in, `warning` may when seen, `fixed` was put right. */
export const Finding = Type.Object({
  kind: oneOf(findingKinds),
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning'), Type.Literal('fixed')]),
  code: Type.String(),
  other: Type.Optional(Type.String({ description: 'the other area, or what was expected' })),
  m2: Type.Optional(Type.Integer()),
  at: Type.Optional(pair()),
})
export type Finding = Static<typeof Finding>

export const AreaImportReport = Type.Object({
  fileName: Type.String(),
  dryRun: Type.Boolean(),
  imported: Type.Boolean({ description: 'false also when something forbids it' }),
  areas: Type.Integer({ description: 'areas in the file' }),
  added: Type.Integer(),
  changed: Type.Integer(),
  unchanged: Type.Integer(),
  ended: Type.Integer({ description: "areas of the file's levels that the file no longer has" }),
  errors: Type.Integer(),
  warnings: Type.Integer(),
  fixed: Type.Integer(),
  findings: Type.Array(Finding, { description: 'errors first, the first 500' }),
  seconds: Type.Number(),
})
export type AreaImportReport = Static<typeof AreaImportReport>

export const importAreas = route({
  method: 'POST',
  url: '/geo/imports',
  summary: 'Import areas from GeoJSON, all or nothing; the same file twice changes nothing',
  query: Type.Object({
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    dryRun: Type.Optional(Type.Boolean({ description: 'look only' })),
    datum: Type.Optional(Datum),
    validFrom: Type.Optional(Day),
    acceptWarnings: Type.Optional(Type.Boolean()),
    endMissing: Type.Optional(
      Type.Boolean({ description: "end the areas of the file's levels that are not in the file" }),
    ),
    sketch: Type.Optional(Type.Boolean({ description: 'the borders are a sketch 示意' })),
    sliverM2: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000, description: 'default 10' })),
  }),
  consumes: 'bytes',
  maxBytes: 32 * 1024 * 1024,
  reply: AreaImportReport,
  problems: [mayNotEdit, fileUnreadable, noCityPlane, dayTooEarly],
})

export const changeArea = route({
  method: 'POST',
  url: '/geo/areas/:code/changes',
  summary: 'Draw a new area or change one: from a day on; on the day its present version began, that is corrected',
  params: Type.Object({ code: Code }),
  body: Command({
    name: Type.String({ minLength: 1, maxLength: 100 }),
    level: Code,
    parentCode: nullable(Code),
    geometry: GeometrySchema,
    validFrom: Day,
    sketch: Type.Boolean(),
    basedOn: nullable(Day),
    acceptWarnings: Type.Boolean(),
    dryRun: Type.Optional(Type.Boolean({ description: 'check only' })),
  }),
  command: true,
  reply: Type.Object({ saved: Type.Boolean(), findings: Type.Array(Finding) }),
  problems: [mayNotEdit, areaFaulty, areaChanged, dayTooEarly],
})

export const endArea = route({
  method: 'POST',
  url: '/geo/areas/:code/end',
  summary: 'End an area: from this day on it is no more; its history stays',
  params: Type.Object({ code: Code }),
  body: Command({ validTo: Day }),
  command: true,
  reply: Type.Object({}),
  problems: [mayNotEdit, areaNotFound, areaInUse, dayTooEarly],
})

export const matchKinds = ['name', 'door', 'between', 'lane', 'crossing', 'road', 'village', 'town', 'similar'] as const

/** A place an address may mean. */
export const Candidate = Type.Object({
  name: Type.String(),
  kind: oneOf(matchKinds),
  lon: Type.Number(),
  lat: Type.Number(),
  confidence: Type.Number({ minimum: 0, maximum: 1, description: 'share of such answers that were within 500 m' }),
  reasons: Type.Array(Type.String(), { description: 'sentences in the language asked for' }),
  areas: Type.Array(AreaName),
  placeId: nullable(Type.String()),
})
export type Candidate = Static<typeof Candidate>

export const AddressParts = Type.Object({
  town: nullable(Type.String()),
  village: nullable(Type.String()),
  roads: Type.Array(Type.String()),
  lane: nullable(Type.Integer()),
  number: nullable(Type.Integer()),
  rest: Type.String({ description: 'what is left: a name, mostly' }),
})
export type AddressParts = Static<typeof AddressParts>

export const resolveAddress = route({
  method: 'POST',
  url: '/geo/resolve',
  summary: 'The places an address may mean, the likeliest first. Changes nothing; POST keeps addresses out of logs',
  body: Type.Object({ text: Type.String({ minLength: 1, maxLength: 200 }) }),
  reply: Type.Object({
    parts: AddressParts,
    candidates: Type.Array(Candidate),
    resolved: Type.Boolean({ description: 'whether the first is sure enough to be taken without asking' }),
  }),
  problems: [],
})

/** Where something is, as well as it is known. */
export const FoundPlace = Type.Object({
  lon: Type.Number({ description: 'WGS-84' }),
  lat: Type.Number(),
  cell: Type.String({ description: 'Morton cell of the point, 62 bits, in decimal' }),
  areas: Type.Array(Type.Object({ level: Type.String(), code: Type.String(), name: Type.String() }), {
    description: 'of that moment, from the town down to the unit grid; empty outside of the city',
  }),
  confidence: Type.Number({ minimum: 0, maximum: 1, description: 'of a given point 1' }),
  sure: Type.Boolean({ description: 'may be taken without asking; otherwise a suggestion' }),
  by: oneOf(['point', ...matchKinds] as const),
})

export const findPlace = route({
  method: 'POST',
  url: '/geo/place',
  summary: 'Where something is: by the point when there is one, else by its address. Changes nothing',
  body: Type.Object({
    address: Type.String({ maxLength: 200 }),
    lon: Type.Optional(Longitude),
    lat: Type.Optional(Latitude),
    at: Type.Optional(
      Type.String({ format: 'date-time', description: 'the areas of that day count; missing: of now' }),
    ),
  }),
  reply: Type.Object({ place: nullable(FoundPlace) }),
  problems: [],
})

export const Unresolved = Type.Object({
  id: Type.String({ format: 'uuid' }),
  text: Type.String({ description: 'without rooms, names and telephone numbers' }),
  times: Type.Integer({ description: 'how often it was asked for' }),
  waiting: Type.Integer({ description: 'things, e.g. cases, that take the place over once it is confirmed' }),
  state: Type.Union([Type.Literal('open'), Type.Literal('confirmed'), Type.Literal('dismissed')]),
  askedAt: Type.String({ format: 'date-time' }),
  decidedBy: nullable(Type.String()),
  decidedAt: nullable(Type.String({ format: 'date-time' })),
  lon: nullable(Type.Number()),
  lat: nullable(Type.Number()),
})
export type Unresolved = Static<typeof Unresolved>

export const listUnresolved = route({
  method: 'GET',
  url: '/geo/unresolved',
  summary: 'Addresses nobody could place, the most asked for first',
  query: Type.Object({
    state: Type.Optional(Type.Union([Type.Literal('open'), Type.Literal('confirmed'), Type.Literal('dismissed')])),
    search: Type.Optional(Type.String({ maxLength: 60 })),
    page: Type.Integer({ minimum: 1, maximum: 10_000, default: 1 }),
    pageSize: Type.Integer({ minimum: 1, maximum: 200, default: 20 }),
  }),
  reply: PageOf(Unresolved),
  problems: [],
})

export const queueAddress = route({
  method: 'POST',
  url: '/geo/unresolved',
  summary: 'Put an address into the queue for somebody who knows the ground; the same one twice counts up',
  body: Command({ text: Type.String({ minLength: 2, maxLength: 200 }) }),
  command: true,
  reply: Type.Object({}),
  problems: [],
})

export const confirmAddress = route({
  method: 'POST',
  url: '/geo/unresolved/:id/confirm',
  summary: 'Say where an address is; it is known from then on',
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
  body: Command({ lon: Longitude, lat: Latitude }),
  command: true,
  reply: Type.Object({
    placeId: Type.String(),
    told: Type.Integer({ description: 'things that were waiting for it' }),
  }),
  problems: [mayNotEdit, unresolvedNotFound, unresolvedDecided, outsideCity],
})

export const dismissAddress = route({
  method: 'POST',
  url: '/geo/unresolved/:id/dismiss',
  summary: 'Take an address out of the queue: it names no place',
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
  body: Command({}),
  command: true,
  reply: Type.Object({}),
  problems: [mayNotEdit, unresolvedNotFound, unresolvedDecided],
})

export const reopenAddress = route({
  method: 'POST',
  url: '/geo/unresolved/:id/reopen',
  summary: 'Undo a confirmation or dismissal: the address is asked for again',
  params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
  body: Command({}),
  command: true,
  reply: Type.Object({}),
  problems: [mayNotEdit, unresolvedNotFound],
})

export const listPlaces = route({
  method: 'GET',
  url: '/geo/places',
  summary: 'Known places in a box, at most 500, for a map',
  query: Type.Object({ west: Longitude, south: Latitude, east: Longitude, north: Latitude }),
  reply: Type.Object({
    items: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        kind: Type.String(),
        lon: Type.Number(),
        lat: Type.Number(),
      }),
    ),
    more: Type.Boolean(),
  }),
  problems: [],
})

/** Said when areas have changed; the tree, the map and whoever keeps areas in memory read them anew. */
export const AreasChanged = event(
  'geo.areas_changed',
  Type.Object({ codes: Type.Array(Type.String()), revision: Type.Integer() }),
)

/** Said when the queue of addresses to be confirmed has changed. */
export const AddressesChanged = event('geo.addresses_changed', Type.Object({ id: Type.String() }))

/**
 * Said for everything that waited for an address when somebody has said where it is, and said again, with the new place,
 * when that was undone and confirmed anew: the asking module takes the place over, the last one holds.
 */
export const AddressSettled = event(
  'geo.address_settled',
  Type.Object({
    subject: Type.Object({ kind: Type.String(), id: Type.String() }, { description: 'as the asking module named it' }),
    lon: Type.Number({ description: 'WGS-84' }),
    lat: Type.Number(),
    cell: FoundPlace.properties.cell,
    areas: FoundPlace.properties.areas,
  }),
)
