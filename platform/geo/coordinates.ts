import module from 'gcoord'
import type { Datum } from './contract.ts'
import type { Plane } from './plane.ts'

// gcoord is CommonJS: what its types call the default is the module itself under Node's ES modules.
const gcoord = module as unknown as typeof module.default

type Point = readonly [x: number, y: number]

/** The installation has no plane coordinates of its own. */
export class NoCityPlane extends Error {
  constructor() {
    super('This city has no plane coordinates of its own')
    this.name = 'NoCityPlane'
  }
}

/**
 * Coordinates as they come in, to WGS-84 degrees, in which everything is kept. CGCS2000 is taken as WGS-84: the two
 * ellipsoids differ by 0.1 mm and the frames by less than what a map in a district is drawn to. Errors: NoCityPlane.
 */
export function toWgs84(datum: Datum, [x, y]: Point, plane: Plane | undefined): [lon: number, lat: number] {
  if (datum === 'wgs84' || datum === 'cgcs2000') return [x, y]
  if (datum === 'city') return needed(plane).toDegrees(x, y)
  return gcoord.transform([x, y], datum === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09, gcoord.WGS84) as [number, number]
}

/** WGS-84 degrees to the coordinates somebody outside wants. Errors: NoCityPlane. */
export function fromWgs84(datum: Datum, [lon, lat]: Point, plane: Plane | undefined): [x: number, y: number] {
  if (datum === 'wgs84' || datum === 'cgcs2000') return [lon, lat]
  if (datum === 'city') return needed(plane).toPlane(lon, lat)
  return gcoord.transform([lon, lat], gcoord.WGS84, datum === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09) as [number, number]
}

function needed(plane: Plane | undefined): Plane {
  if (plane === undefined) throw new NoCityPlane()
  return plane
}
