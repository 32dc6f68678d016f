import fc from 'fast-check'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { readExif } from './exif.ts'
import { phoneExif, photo } from './testing/index.ts'

type Groups = Record<string, Record<string, string>>

async function exifOf(exif: Groups): Promise<Buffer | undefined> {
  return (await sharp(await photo({ exif })).metadata()).exif
}

async function read(exif: Groups) {
  return readExif(await exifOf(exif))
}

test('reads time and place as a telephone writes them', async () => {
  const { takenAt, place } = await read(phoneExif as unknown as Groups)
  expect(takenAt?.toISOString()).toBe('2026-11-20T00:15:30.000Z')
  expect(place?.datum).toBe('unstated')
  expect(place?.lon).toBeCloseTo(121.22333, 4)
  expect(place?.lat).toBeCloseTo(31.03273, 4)
})

test('a zone that is named counts', async () => {
  const { takenAt } = await read({ IFD2: { DateTimeOriginal: '2026:11:20 08:15:30', OffsetTimeOriginal: '+09:00' } })
  expect(takenAt?.toISOString()).toBe('2026-11-19T23:15:30.000Z')
})

test.each([
  ['WGS-84', 'wgs84'],
  ['GCJ-02', 'gcj02'],
  ['TOKYO', 'unstated'],
])('a datum written %s is kept as %s', async (written, kept) => {
  const place = { ...phoneExif.IFD3, GPSMapDatum: written }
  expect((await read({ IFD3: place })).place?.datum).toBe(kept)
})

test('south and west are negative; no place, a place of zeroes and a clock never set are none', async () => {
  const there = { ...phoneExif.IFD3, GPSLatitudeRef: 'S', GPSLongitudeRef: 'W' }
  const { place } = await read({ IFD3: there })
  expect([Math.sign(place!.lon), Math.sign(place!.lat)]).toEqual([-1, -1])
  expect(await read({ IFD0: { Make: 'x' } })).toEqual({ takenAt: undefined, place: undefined })
  const zero = { GPSLatitudeRef: 'N', GPSLatitude: '0/1 0/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '0/1 0/1 0/1' }
  expect((await read({ IFD3: zero })).place).toBeUndefined()
  expect((await read({ IFD2: { DateTimeOriginal: '0000:00:00 00:00:00' } })).takenAt).toBeUndefined()
  expect(readExif(undefined)).toEqual({ takenAt: undefined, place: undefined })
})

test('no block, however broken, does harm or gives a place that is none', async () => {
  const good = (await exifOf(phoneExif as unknown as Groups))!
  const harmed = fc
    .array(fc.record({ at: fc.nat(good.length - 1), value: fc.nat(255) }), { minLength: 1, maxLength: 30 })
    .map((changes) => {
      const block = Buffer.from(good)
      for (const { at, value } of changes) block[at] = value
      return block
    })
  const cut = fc.nat(good.length).map((length) => good.subarray(0, length))
  fc.assert(
    fc.property(
      fc.oneof(
        harmed,
        cut,
        fc.uint8Array({ maxLength: 300 }).map((some) => Buffer.from(some)),
      ),
      (block) => {
        const { place, takenAt } = readExif(block)
        if (place !== undefined) expect(Math.abs(place.lon) <= 180 && Math.abs(place.lat) <= 90).toBe(true)
        if (takenAt !== undefined) expect(Number.isFinite(takenAt.getTime())).toBe(true)
      },
    ),
    { numRuns: 3000 },
  )
})
