// A city's own plane coordinates. They are a transverse Mercator plane, shifted, turned and a little scaled: so we project
// with Gauss–Krüger on the city's central meridian and fit the rest to control points by least squares.

/** A point whose place is known in both systems. */
export interface ControlPoint {
  readonly name: string
  readonly lon: number
  readonly lat: number
  readonly x: number
  readonly y: number
}

/** A city's plane coordinates as its data gives them. `helmert` needs 2 points, `affine` 3; more show the error. */
export interface PlaneSeed {
  readonly name: string
  readonly method: 'helmert' | 'affine'
  /** degrees east */
  readonly centralMeridian: number
  readonly points: readonly ControlPoint[]
}

export interface Residual {
  readonly name: string
  /** metres: fitted minus given */
  readonly dx: number
  readonly dy: number
}

export interface Plane {
  readonly name: string
  /** root of the mean squared distance between fitted and given control points, metres */
  readonly rms: number
  readonly residuals: readonly Residual[]
  toPlane(lon: number, lat: number): [x: number, y: number]
  toDegrees(x: number, y: number): [lon: number, lat: number]
}

/** The control points do not determine a plane. */
export class PlaneUndetermined extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PlaneUndetermined'
  }
}

/** Fits a city's plane coordinates. Errors: PlaneUndetermined (too few points, or all on one spot or line). */
export function fitPlane({ name, method, centralMeridian, points }: PlaneSeed): Plane {
  const needed = method === 'helmert' ? 2 : 3
  if (points.length < needed) throw new PlaneUndetermined(`${name}: ${method} needs ${needed} control points`)
  const projected = points.map(({ lon, lat }) => project(lon, lat, centralMeridian))
  // Around the middle, or the sums lose the digits that matter.
  const [cx, cy] = [mean(projected.map(([x]) => x)), mean(projected.map(([, y]) => y))]
  const rows: { coefficients: number[]; value: number }[] = []
  for (const [index, { x, y }] of points.entries()) {
    const [px, py] = projected[index]!
    const [u, v] = [px - cx, py - cy]
    if (method === 'helmert') {
      rows.push({ coefficients: [u, -v, 1, 0], value: x }, { coefficients: [v, u, 0, 1], value: y })
    } else {
      rows.push({ coefficients: [u, v, 1, 0, 0, 0], value: x }, { coefficients: [0, 0, 0, u, v, 1], value: y })
    }
  }
  const p = leastSquares(rows, name)
  const [a, b, tx, c, d, ty] =
    method === 'helmert' ? [p[0]!, -p[1]!, p[2]!, p[1]!, p[0]!, p[3]!] : [p[0]!, p[1]!, p[2]!, p[3]!, p[4]!, p[5]!]
  const determinant = a * d - b * c
  if (Math.abs(determinant) < 1e-9) throw new PlaneUndetermined(`${name}: the control points lie on one line`)
  const toPlane = (lon: number, lat: number): [number, number] => {
    const [px, py] = project(lon, lat, centralMeridian)
    const [u, v] = [px - cx, py - cy]
    return [a * u + b * v + tx, c * u + d * v + ty]
  }
  const toDegrees = (x: number, y: number): [number, number] => {
    const [u, v] = [(d * (x - tx) - b * (y - ty)) / determinant, (a * (y - ty) - c * (x - tx)) / determinant]
    return unproject(u + cx, v + cy, centralMeridian)
  }
  const residuals = points.map((point) => {
    const [x, y] = toPlane(point.lon, point.lat)
    return { name: point.name, dx: x - point.x, dy: y - point.y }
  })
  const rms = Math.sqrt(mean(residuals.map(({ dx, dy }) => dx * dx + dy * dy)))
  return { name, rms, residuals, toPlane, toDegrees }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Solves the normal equations by elimination with pivoting. */
function leastSquares(rows: readonly { coefficients: number[]; value: number }[], name: string): number[] {
  const size = rows[0]!.coefficients.length
  // Metres beside ones: scaled by column, so that the pivots can be compared.
  const scale = Array.from({ length: size }, (_, j) => Math.hypot(...rows.map(({ coefficients }) => coefficients[j]!)))
  if (scale.some((value) => value < 1e-6)) throw new PlaneUndetermined(`${name}: the control points lie on one spot`)
  const m = Array.from({ length: size }, (_, i) => [
    ...Array.from({ length: size }, (_unused, j) =>
      rows.reduce((sum, { coefficients: k }) => sum + (k[i]! / scale[i]!) * (k[j]! / scale[j]!), 0),
    ),
    rows.reduce((sum, { coefficients: k, value }) => sum + (k[i]! / scale[i]!) * value, 0),
  ])
  for (let column = 0; column < size; column++) {
    let pivot = column
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(m[row]![column]!) > Math.abs(m[pivot]![column]!)) pivot = row
    }
    if (Math.abs(m[pivot]![column]!) < 1e-9) throw new PlaneUndetermined(`${name}: the control points lie on one line`)
    ;[m[column], m[pivot]] = [m[pivot]!, m[column]!]
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = m[row]![column]! / m[column]![column]!
      for (let k = column; k <= size; k++) m[row]![k]! -= factor * m[column]![k]!
    }
  }
  return m.map((row, i) => row[size]! / row[i]! / scale[i]!)
}

// Gauss–Krüger after Krüger's series in the third flattening n (terms to n^4: below a millimetre within 3° of the
// meridian), on the CGCS2000 ellipsoid of GB 22021 / GB/T 28588: a = 6378137, 1/f = 298.257222101.
const semiMajor = 6_378_137
const flattening = 1 / 298.257222101
const n = flattening / (2 - flattening)
const eccentricity = Math.sqrt(flattening * (2 - flattening))
const radius = (semiMajor / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64)
const alpha = [
  n / 2 - (2 / 3) * n ** 2 + (5 / 16) * n ** 3 + (41 / 180) * n ** 4,
  (13 / 48) * n ** 2 - (3 / 5) * n ** 3 + (557 / 1440) * n ** 4,
  (61 / 240) * n ** 3 - (103 / 140) * n ** 4,
  (49561 / 161280) * n ** 4,
]
const beta = [
  n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3 - n ** 4 / 360,
  n ** 2 / 48 + n ** 3 / 15 - (437 / 1440) * n ** 4,
  (17 / 480) * n ** 3 - (37 / 840) * n ** 4,
  (4397 / 161280) * n ** 4,
]
const radians = Math.PI / 180

/** Degrees to metres east and north. */
function project(lon: number, lat: number, centralMeridian: number): [number, number] {
  const sine = Math.sin(lat * radians)
  const t = Math.sinh(Math.atanh(sine) - eccentricity * Math.atanh(eccentricity * sine))
  const l = (lon - centralMeridian) * radians
  const xi = Math.atan2(t, Math.cos(l))
  const eta = Math.atanh(Math.sin(l) / Math.hypot(1, t))
  let [x, y] = [eta, xi]
  for (const [index, value] of alpha.entries()) {
    const k = 2 * (index + 1)
    x += value * Math.cos(k * xi) * Math.sinh(k * eta)
    y += value * Math.sin(k * xi) * Math.cosh(k * eta)
  }
  return [radius * x, radius * y]
}

function unproject(east: number, north: number, centralMeridian: number): [number, number] {
  let [xi, eta] = [north / radius, east / radius]
  const [xi0, eta0] = [xi, eta]
  for (const [index, value] of beta.entries()) {
    const k = 2 * (index + 1)
    xi -= value * Math.sin(k * xi0) * Math.cosh(k * eta0)
    eta -= value * Math.cos(k * xi0) * Math.sinh(k * eta0)
  }
  const conformal = Math.asin(Math.sin(xi) / Math.cosh(eta))
  // From the conformal latitude back to the geographic one, by a fixed point that gains two digits a turn.
  const target = Math.atanh(Math.sin(conformal))
  let latitude = conformal
  for (let turn = 0; turn < 8; turn++) {
    latitude = Math.asin(Math.tanh(target + eccentricity * Math.atanh(eccentricity * Math.sin(latitude))))
  }
  return [centralMeridian + Math.atan2(Math.sinh(eta), Math.cos(xi)) / radians, latitude / radians]
}
