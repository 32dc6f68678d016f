import type { Words } from '#lib/kernel'
import type { Finding } from './contract.ts'
import { roundShape, type Position, type Ring, type Shape } from './shape.ts'
import type { AreaDraft } from './topology.ts'

/** A file is not what an import can read; `why` says it to the person. */
export class GeoFileUnreadable extends Error {
  readonly why: Words
  constructor(why: Words) {
    super(why.en)
    this.name = 'GeoFileUnreadable'
    this.why = why
  }
}

/**
 * Reads areas from GeoJSON: a FeatureCollection of polygons with `code`, `name`, `level` and `parent` as properties.
 * `convert` brings coordinates to WGS-84. Errors: GeoFileUnreadable.
 */
export function readGeoJson(
  text: string,
  convert: (point: Position) => Position,
): { areas: AreaDraft[]; findings: Finding[] } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/u, ''))
  } catch {
    throw new GeoFileUnreadable({ 'zh-CN': '不是有效的 JSON', en: 'it is not valid JSON' })
  }
  const { type, features } = (parsed ?? {}) as { type?: unknown; features?: unknown }
  if (type !== 'FeatureCollection' || !Array.isArray(features)) {
    throw new GeoFileUnreadable({
      'zh-CN': '不是 GeoJSON 要素集合（FeatureCollection）',
      en: 'it is no GeoJSON FeatureCollection',
    })
  }
  if (features.length === 0) throw new GeoFileUnreadable({ 'zh-CN': '文件里没有区域', en: 'there are no areas in it' })
  const findings: Finding[] = []
  const areas = features.map((feature: unknown, index): AreaDraft => {
    const { properties, geometry } = (feature ?? {}) as { properties?: Record<string, unknown>; geometry?: unknown }
    const word = (key: string): string => {
      const value = properties?.[key]
      return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : ''
    }
    const number = index + 1
    for (const key of ['code', 'name', 'level']) {
      if (word(key) === '') {
        throw new GeoFileUnreadable({
          'zh-CN': `第 ${number} 个要素缺少属性 ${key}`,
          en: `feature ${number} lacks the property ${key}`,
        })
      }
    }
    const given = shapeIn(geometry)
    if (given === undefined) {
      throw new GeoFileUnreadable({
        'zh-CN': `第 ${number} 个要素（${word('code')}）不是面`,
        en: `feature ${number} (${word('code')}) is no polygon`,
      })
    }
    const shape = roundShape(given.map((polygon) => polygon.map((ring) => ring.map(convert))))
    const stray = shape.flat(2).find(([lon, lat]) => !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
    if (stray !== undefined) {
      // Metres instead of degrees, mostly: the wrong coordinates were chosen.
      findings.push({ kind: 'out_of_range', severity: 'error', code: word('code') })
      return {
        code: word('code'),
        name: word('name'),
        level: word('level'),
        parentCode: word('parent') || null,
        shape: [],
      }
    }
    return { code: word('code'), name: word('name'), level: word('level'), parentCode: word('parent') || null, shape }
  })
  return { areas: areas.filter(({ shape }) => shape.length > 0), findings }
}

function shapeIn(geometry: unknown): Shape | undefined {
  const { type, coordinates } = (geometry ?? {}) as { type?: unknown; coordinates?: unknown }
  const polygons: unknown = type === 'Polygon' ? [coordinates] : type === 'MultiPolygon' ? coordinates : undefined
  if (!Array.isArray(polygons) || polygons.length === 0) return undefined
  const shape: Shape = []
  for (const polygon of polygons) {
    if (!Array.isArray(polygon) || polygon.length === 0) return undefined
    const rings: Ring[] = []
    for (const ring of polygon) {
      if (!Array.isArray(ring) || ring.length === 0 || !ring.every(isPosition)) return undefined
      // A height, where there is one, is left out.
      rings.push(ring.map(([lon, lat]): Position => [lon!, lat!]))
    }
    shape.push(rings)
  }
  return shape
}

function isPosition(value: unknown): value is number[] {
  return Array.isArray(value) && value.length >= 2 && Number.isFinite(value[0]) && Number.isFinite(value[1])
}
