import './audit.ts'
import type { Streams } from '#lib/events'
import { ProblemError, serve, type App } from '#lib/http'
import {
  AddressesChanged,
  AreasChanged,
  BaseMapsChanged,
  changeArea as changeAreaRoute,
  confirmAddress as confirmAddressRoute,
  convertPoints,
  datums,
  dismissAddress as dismissAddressRoute,
  endArea as endAreaRoute,
  findPlace as findPlaceRoute,
  getArea as getAreaRoute,
  getLines,
  type MapLinesView,
  getShapes as getShapesRoute,
  importAreas as importAreasRoute,
  listAreas as listAreasRoute,
  listLevels,
  listPlaces,
  listUnresolved as listUnresolvedRoute,
  locatePoint,
  noCityPlane,
  queueAddress as queueAddressRoute,
  reopenAddress as reopenAddressRoute,
  resolveAddress as resolveAddressRoute,
} from './contract.ts'
import { serveBaseMaps } from './base-maps.ts'
import { changeArea } from './change-area.ts'
import { fromWgs84, NoCityPlane, toWgs84 } from './coordinates.ts'
import { endArea } from './end-area.ts'
import { findPlace } from './find-place.ts'
import type { Ground } from './ground.ts'
import { importAreas } from './import-areas.ts'
import { mayEdit } from './policy.ts'
import { describeMatch } from './reasons.ts'
import { getArea, getShapes, listAreas } from './read-areas.ts'
import { confirmAddress, dismissAddress, listUnresolved, queueAddress, reopenAddress } from './settle-address.ts'
import { placesIn } from './store.ts'

export { toWgs84 } from './coordinates.ts'
export { findPlace } from './find-place.ts'
export { queueAddress } from './settle-address.ts'
export { areasConfiguration } from './configuration.ts'
export { createGround, type Ground, type GroundArea } from './ground.ts'
export { loadGeo } from './load-geo.ts'
export { noLines, parseLines } from './read-lines.ts'
export { parseGeoSettings, type GeoSeed, type PlaceSeed } from './seed.ts'
export { metresAt } from './shape.ts'

const maxPlaces = 500

/** Serves the city's areas, lines, coordinates, addresses and base maps, whose keys the master key seals. */
export function serveGeo(app: App, ground: Ground, lines: MapLinesView, masterKey: Uint8Array): void {
  app.allow((actor) => (mayEdit(ground.settings.editors, actor) ? ['geo.edit'] : []))
  serve(app, listLevels, async ({ actor }) => {
    await ground.fresh()
    const { settings, areaIndex, plane } = ground
    return {
      items: settings.levels,
      counts: Object.fromEntries(
        settings.levels.map(({ code }) => [code, areaIndex.all.filter((area) => area.level === code).length]),
      ),
      mapNote: settings.mapNote,
      datums: datums.filter((datum) => datum !== 'city' || plane !== undefined),
      mayEdit: mayEdit(settings.editors, actor),
    }
  })
  serve(app, listAreasRoute, (context) => listAreas(ground, context))
  serve(app, getAreaRoute, (context) => getArea(ground, context))
  serve(app, getShapesRoute, (context) => getShapes(ground, context))
  serve(app, getLines, async () => lines)
  serve(app, importAreasRoute, (context) => importAreas(ground, context))
  serve(app, changeAreaRoute, (context) => changeArea(ground, context))
  serve(app, endAreaRoute, (context) => endArea(ground, context))
  serve(app, locatePoint, async ({ query }) => {
    await ground.fresh()
    const [lon, lat] = inPlane(() => toWgs84(query.datum ?? 'wgs84', [query.x, query.y], ground.plane))
    const areas = ground.locate(lon, lat).map(({ code, name, level }) => ({ code, name, level }))
    return { lon, lat, areas }
  })
  serve(app, convertPoints, async ({ body: { from, to, points } }) => ({
    points: inPlane(() => points.map((point) => fromWgs84(to, toWgs84(from, point, ground.plane), ground.plane))),
    plane:
      ground.plane === undefined || (from !== 'city' && to !== 'city')
        ? null
        : { name: ground.plane.name, rms: ground.plane.rms, residuals: [...ground.plane.residuals] },
  }))
  serveAddresses(app, ground)
  serveBaseMaps(app, ground, masterKey)
}

function serveAddresses(app: App, ground: Ground): void {
  serve(app, resolveAddressRoute, async ({ body, language }) => {
    await ground.fresh()
    const { parts, candidates, resolved } = ground.resolveAddress(body.text)
    return { parts, resolved, candidates: candidates.map((one) => describeMatch(one, language)) }
  })
  serve(app, findPlaceRoute, async ({ body: { at, ...question } }) => {
    await ground.fresh()
    return { place: findPlace(ground, { ...question, at: at === undefined ? new Date() : new Date(at) }) ?? null }
  })
  serve(app, listPlaces, async ({ tx, query }) => {
    const [rows] = await tx.read(placesIn(query, maxPlaces + 1))
    return {
      items: rows.slice(0, maxPlaces).map(({ id, name, kind, lon, lat }) => ({ id, name, kind, lon, lat })),
      more: rows.length > maxPlaces,
    }
  })
  serve(app, listUnresolvedRoute, (context) => listUnresolved(context))
  serve(app, queueAddressRoute, async ({ tx, body }) => {
    await queueAddress(ground, tx, { text: body.text, askedAt: body.occurredAt })
    return {}
  })
  serve(app, confirmAddressRoute, (context) => confirmAddress(ground, context))
  serve(app, dismissAddressRoute, (context) => dismissAddress(ground, context))
  serve(app, reopenAddressRoute, (context) => reopenAddress(ground, context))
}

/** Lets everybody who is logged in hear that areas, addresses and base maps have changed: they name no person. */
export function streamGeo(streams: Streams): void {
  streams.hear(AreasChanged, () => true)
  streams.hear(AddressesChanged, () => true)
  streams.hear(BaseMapsChanged, () => true)
}

function inPlane<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof NoCityPlane) throw new ProblemError(noCityPlane)
    throw error
  }
}
