import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#lib/kernel'
import type { TestClient } from '#lib/testing'
import { createUpload, type DeclaredDatum } from './contract.ts'
import { phoneExif, photo, startFileServer, uploadFile, whenDone, type FileServer } from './testing/index.ts'

let server: FileServer
let receiver: TestClient
beforeAll(async () => {
  server = await startFileServer()
  receiver = await server.as('receiver')
})
afterAll(() => server.stop())

// One place in three systems: GCJ-02 is shifted by some hundred metres, BD-09 by as much again.
const wgs = { lon: 121 + 13 / 60 + 24 / 3600, lat: 31 + 1 / 60 + 57.84 / 3600 }
const written = {
  wgs84: wgs,
  cgcs2000: wgs,
  gcj02: { lon: 121.2277542, lat: 31.0306183 },
  bd09: { lon: 121.234233, lat: 31.0366583 },
} as const
const fraction = (value: number) => `${Math.floor(value)}/1 0/1 ${Math.round((value % 1) * 3600 * 1e5)}/100000`
const exifAt = ({ lon, lat }: { lon: number; lat: number }, stated?: string) => ({
  ...phoneExif,
  IFD3: {
    ...phoneExif.IFD3,
    GPSLatitude: fraction(lat),
    GPSLongitude: fraction(lon),
    ...(stated === undefined ? {} : { GPSMapDatum: stated }),
  },
})
const near = (place: { lon: number; lat: number } | null, metres = 3) => {
  expect(Math.abs(place!.lon - wgs.lon) * 95_000).toBeLessThan(metres)
  expect(Math.abs(place!.lat - wgs.lat) * 111_000).toBeLessThan(metres)
}
let count = 0
const send = async (exif: object, more: Parameters<typeof uploadFile>[3]) => {
  // Each of another size: the same content would be stored once.
  const bytes = await photo({ exif: exif as never, width: 400 + (count += 1) })
  return whenDone(receiver, (await uploadFile(receiver, 'a.jpg', bytes, more)).id)
}

test.each(Object.keys(written) as DeclaredDatum[])(
  'a picture whose uploader declares %s is kept in WGS-84',
  async (datum) => {
    const { place } = await send(exifAt(written[datum]), { datum })
    expect(place!.datum).toBe(datum)
    near(place)
  },
)

test('what a picture states of itself goes before what its uploader declares', async () => {
  const stated = await send(exifAt(wgs, 'WGS-84'), { datum: 'bd09' })
  expect(stated.place!.datum).toBe('wgs84')
  near(stated.place)
  const shifted = await send(exifAt(written.gcj02, 'GCJ-02'), {})
  expect(shifted.place!.datum).toBe('gcj02')
  near(shifted.place)
})

test('a place the uploader gives is kept where the picture says nothing, and gives way where it does', async () => {
  const silent = await send({ IFD0: { Make: 'x' } }, { datum: 'bd09', place: written.bd09 })
  expect(silent.place!.datum).toBe('bd09')
  near(silent.place)
  const saying = await send(exifAt(wgs, 'WGS-84'), { datum: 'gcj02', place: { lon: 121, lat: 31 } })
  near(saying.place)
})

test('a document has the place its uploader gives; at once', async () => {
  const bytes = Buffer.from('%PDF-1.7\nplace\n')
  const file = await uploadFile(receiver, 'a.pdf', bytes, { datum: 'gcj02', place: written.gcj02 })
  expect(file.state).toBe('processing')
  near(file.place)
  near((await whenDone(receiver, file.id)).place)
})

test('a place without its coordinate system is refused, and one that is none', async () => {
  const body = { id: newId(), occurredAt: new Date().toISOString(), name: 'a.jpg', size: 10, place: wgs }
  expect(await receiver.refused(createUpload, { body })).toBe('files.datum_missing')
  expect(await receiver.refused(createUpload, { body: { ...body, datum: 'wgs84', place: { lon: 200, lat: 0 } } })).toBe(
    'request.invalid',
  )
})
