import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromWgs84, NoCityPlane, toWgs84 } from './coordinates.ts'
import { fitPlane, PlaneUndetermined, type ControlPoint } from './plane.ts'
import { distance } from './shape.ts'

const lon = fc.double({ min: 120.8, max: 122.2, noNaN: true })
const lat = fc.double({ min: 30.6, max: 31.9, noNaN: true })

describe('datums', () => {
  test('there and back is less than a metre, and the shift is real', () => {
    fc.assert(
      fc.property(lon, lat, fc.constantFrom('gcj02' as const, 'bd09' as const), (x, y, datum) => {
        const there = fromWgs84(datum, [x, y], undefined)
        expect(distance(there, [x, y])).toBeGreaterThan(100)
        expect(distance(toWgs84(datum, there, undefined), [x, y])).toBeLessThan(1)
      }),
    )
  })

  test('CGCS2000 counts as WGS-84', () => {
    expect(toWgs84('cgcs2000', [121.2, 31], undefined)).toEqual([121.2, 31])
  })

  test('a city without a plane of its own says so', () => {
    expect(() => toWgs84('city', [0, 0], undefined)).toThrow(NoCityPlane)
  })
})

describe('plane coordinates by control points', () => {
  const method = fc.constantFrom('helmert' as const, 'affine' as const)

  /** A city's plane: the projection, turned, scaled and shifted; control points on it, with errors of `noise` metres. */
  function points(turn: number, scale: number, noise: number): ControlPoint[] {
    const base = fitPlane({
      name: 'base',
      method: 'helmert',
      centralMeridian: 121.47,
      points: [
        { name: '1', lon: 121, lat: 30.9, x: 0, y: 0 },
        { name: '2', lon: 121.4, lat: 31.2, x: 38_000, y: 33_000 },
      ],
    })
    return [
      [121.05, 30.92],
      [121.35, 30.95],
      [121.3, 31.16],
      [121.1, 31.1],
      [121.22, 31.03],
    ].map(([x, y], i) => {
      const [u, v] = base.toPlane(x!, y!)
      const [c, s] = [scale * Math.cos(turn), scale * Math.sin(turn)]
      return {
        name: `K${i}`,
        lon: x!,
        lat: y!,
        x: c * u - s * v - 3400 + noise * Math.sin(i * 7),
        y: s * u + c * v + 900 + noise * Math.cos(i * 3),
      }
    })
  }

  test('there and back is less than a millimetre, and exact points leave no residual', () => {
    fc.assert(
      fc.property(method, lon, lat, fc.double({ min: -3, max: 3, noNaN: true }), (how, x, y, turn) => {
        const plane = fitPlane({ name: 'test', method: how, centralMeridian: 121.47, points: points(turn, 0.99995, 0) })
        expect(plane.rms).toBeLessThan(0.001)
        expect(distance(plane.toDegrees(...plane.toPlane(x, y)), [x, y])).toBeLessThan(0.001)
      }),
    )
  })

  test('errors of control points show as residuals of their size', () => {
    const plane = fitPlane({ name: 'test', method: 'helmert', centralMeridian: 121.47, points: points(0.02, 1, 0.3) })
    expect(plane.rms).toBeGreaterThan(0.05)
    expect(plane.rms).toBeLessThan(0.5)
    expect(plane.residuals.map(({ name }) => name)).toEqual(['K0', 'K1', 'K2', 'K3', 'K4'])
  })

  test('too few points, or points on one spot or line, are refused', () => {
    const [first, second] = points(0, 1, 0)
    const seed = { name: 'test', centralMeridian: 121.47 }
    expect(() => fitPlane({ ...seed, method: 'helmert', points: [first!] })).toThrow(PlaneUndetermined)
    expect(() => fitPlane({ ...seed, method: 'affine', points: [first!, second!] })).toThrow(PlaneUndetermined)
    expect(() => fitPlane({ ...seed, method: 'helmert', points: [first!, first!] })).toThrow(PlaneUndetermined)
    expect(() => fitPlane({ ...seed, method: 'affine', points: [first!, second!, first!, second!] })).toThrow(
      PlaneUndetermined,
    )
  })

  test('a point on the central meridian lies at the length of its meridian arc', () => {
    const plane = fitPlane({
      name: 'arc',
      method: 'helmert',
      centralMeridian: 120,
      points: [
        { name: 'a', lon: 120, lat: 0, x: 0, y: 0 },
        { name: 'b', lon: 120, lat: 45, x: 0, y: 4_984_944.378 },
      ],
    })
    // 4 984 944.378 m: the meridian arc from the equator to 45° on GRS 80, as textbooks give it; no scale is left over.
    const [, y] = plane.toPlane(120, 30)
    expect(y).toBeCloseTo(3_320_113.398, 1)
  })
})
