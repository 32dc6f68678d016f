import type { Context } from '#lib/http'
import type {
  Area,
  getArea as getAreaRoute,
  getShapes as getShapesRoute,
  listAreas as listAreasRoute,
} from './contract.ts'
import type { AreaIndex } from './area-index.ts'
import type { Ground, GroundArea } from './ground.ts'
import { geometryOf } from './shape.ts'
import { versionsOf } from './store.ts'

function describe(area: GroundArea, index: AreaIndex<GroundArea>): Area {
  const { code, name, level, parentCode, areaM2, label, validFrom, validTo, sketch } = area
  return {
    code,
    name,
    level,
    parentCode,
    areaM2,
    label,
    validFrom,
    validTo,
    sketch,
    children: index.children(code).length,
  }
}

/** The children of an area, the top, or what a search finds: names anywhere, codes from their beginning. */
export async function listAreas(ground: Ground, { query }: Context<typeof listAreasRoute>) {
  const index = await ground.on(query.on)
  const search = query.search?.trim() ?? ''
  const found =
    search === '' && query.level === undefined
      ? index.children(query.parent ?? null)
      : index.all.filter(
          (area) =>
            (search === '' || area.code.startsWith(search) || area.name.includes(search)) &&
            (query.level === undefined || area.level === query.level) &&
            (query.parent === undefined || index.above(area).some(({ code }) => code === query.parent)),
        )
  // The larger areas first: who types a town's name means the town, not the grids named after it.
  const sorted = found.toSorted((a, b) => a.rank - b.rank || (a.code < b.code ? -1 : 1))
  const start = (query.page - 1) * query.pageSize
  return {
    items: sorted.slice(start, start + query.pageSize).map((area) => describe(area, index)),
    total: sorted.length,
    page: query.page,
    pageSize: query.pageSize,
  }
}

/** One area with its border, what is above it, and its versions. */
export async function getArea(ground: Ground, { tx, params: { code }, query, fail }: Context<typeof getAreaRoute>) {
  const index = await ground.on(query.on)
  const area = index.get(code)
  const [versions] = await tx.read(versionsOf(code))
  if (area === undefined) return fail('geo.area_not_found', { code })
  return {
    ...describe(area, index),
    geometry: geometryOf(area.shape),
    above: index.above(area).map(({ code: one, name, level }) => ({ code: one, name, level })),
    versions: versions.map((row) => ({
      name: row.name,
      parentCode: row.parent_code,
      areaM2: row.area_m2,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      changedBy: row.changed_by,
    })),
  }
}

/** Borders of a level for a map. */
export async function getShapes(ground: Ground, { query }: Context<typeof getShapesRoute>) {
  const index = await ground.on(query.on)
  const within = query.within
  const areas = index.all.filter(
    (area) =>
      area.level === query.level &&
      (within === undefined || area.code === within || index.above(area).some(({ code }) => code === within)),
  )
  return {
    type: 'FeatureCollection' as const,
    features: areas.map(({ code, name, level, label: [lon, lat], shape }) => ({
      type: 'Feature' as const,
      properties: { code, name, level, lon, lat },
      geometry: geometryOf(shape),
    })),
  }
}
