import { toWgs84 } from '#platform/geo'
import type { DeclaredDatum, FileView } from './contract.ts'
import type { Exif } from './exif.ts'

/** A position as it is kept: WGS-84, and in what it was given. */
export type KeptPlace = NonNullable<FileView['place']>

/** Where a picture says it was taken. What it states of its coordinates counts, else what its uploader declared. */
export function placeOfExif(place: NonNullable<Exif['place']>, declared: DeclaredDatum | undefined): KeptPlace {
  const datum = place.datum === 'unstated' ? (declared ?? 'unstated') : place.datum
  return keep(place, datum)
}

/** Where an uploader says a file was made. */
export function placeSaid(place: { lon: number; lat: number }, declared: DeclaredDatum): KeptPlace {
  return keep(place, declared)
}

function keep({ lon, lat }: { lon: number; lat: number }, datum: KeptPlace['datum']): KeptPlace {
  const [x, y] = toWgs84(datum === 'unstated' ? 'wgs84' : datum, [lon, lat], undefined)
  return { lon: x, lat: y, datum }
}
