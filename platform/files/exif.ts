/** What of a camera's own notes is kept. Everything else (maker, model, serial number, owner) is not even read. */
export interface Exif {
  readonly takenAt: Date | undefined
  readonly place:
    | { readonly lon: number; readonly lat: number; readonly datum: 'wgs84' | 'gcj02' | 'unstated' }
    | undefined
}

const nothing: Exif = { takenAt: undefined, place: undefined }

// Tags of Exif 2.32 (CIPA DC-008), 4.6
const tag = { exif: 0x8769, gps: 0x8825, taken: 0x9003, zone: 0x9011 } as const
const gps = { latRef: 1, lat: 2, lonRef: 3, lon: 4, datum: 18 } as const

/** Reads time and place from an EXIF block, with or without its `Exif\0\0` head. What is broken is as if it were not there. */
export function readExif(block: Buffer | undefined): Exif {
  if (block === undefined) return nothing
  const tiff = block.toString('latin1', 0, 6) === 'Exif\0\0' ? block.subarray(6) : block
  try {
    return read(tiff)
  } catch (error) {
    // Reading beyond the end: a block cut off or made up.
    if (error instanceof RangeError) return nothing
    throw error
  }
}

type Entries = ReadonlyMap<number, Entry>
interface Entry {
  readonly format: number
  readonly count: number
  /** where its value is */
  readonly at: number
}

const lengths: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8 }

function read(tiff: Buffer): Exif {
  const order = tiff.toString('latin1', 0, 2)
  if (order !== 'II' && order !== 'MM') return nothing
  const little = order === 'II'
  const u16 = (at: number): number => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const u32 = (at: number): number => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))
  if (u16(2) !== 42) return nothing

  const entriesAt = (start: number): Entries => {
    const entries = new Map<number, Entry>()
    for (let index = 0; index < Math.min(u16(start), 500); index += 1) {
      const at = start + 2 + index * 12
      const format = u16(at + 2)
      const count = u32(at + 4)
      const length = (lengths[format] ?? 0) * count
      entries.set(u16(at), { format, count, at: length <= 4 ? at + 8 : u32(at + 8) })
    }
    return entries
  }
  const below = (entries: Entries, code: number): Entries => {
    const entry = entries.get(code)
    return entry === undefined ? new Map() : entriesAt(u32(entry.at))
  }
  const text = (entries: Entries, code: number): string | undefined => {
    const entry = entries.get(code)
    if (entry?.format !== 2 || entry.count > 200 || entry.at + entry.count > tiff.length) return undefined
    return tiff
      .toString('latin1', entry.at, entry.at + entry.count)
      .replace(/\0.*$/s, '')
      .trim()
  }
  /** Degrees from the three fractions in which they are written. */
  const degrees = (entries: Entries, code: number): number | undefined => {
    const entry = entries.get(code)
    if (entry?.format !== 5 || entry.count !== 3) return undefined
    const [whole, minutes, seconds] = [0, 8, 16].map((step) => {
      const above = u32(entry.at + step)
      const under = u32(entry.at + step + 4)
      return above === 0 && under === 0 ? 0 : above / under
    }) as [number, number, number]
    return whole + minutes / 60 + seconds / 3600
  }

  const root = entriesAt(u32(4))
  const exif = below(root, tag.exif)
  const place = below(root, tag.gps)
  return {
    takenAt: momentOf(text(exif, tag.taken), text(exif, tag.zone)),
    place: placeOf(
      signed(degrees(place, gps.lon), text(place, gps.lonRef), 'E', 'W'),
      signed(degrees(place, gps.lat), text(place, gps.latRef), 'N', 'S'),
      text(place, gps.datum),
    ),
  }
}

function signed(value: number | undefined, side: string | undefined, plus: string, minus: string): number | undefined {
  if (value === undefined || (side !== plus && side !== minus)) return undefined
  return side === plus ? value : -value
}

function placeOf(lon: number | undefined, lat: number | undefined, said: string | undefined): Exif['place'] {
  if (lon === undefined || lat === undefined || !(Math.abs(lon) <= 180 && Math.abs(lat) <= 90)) return undefined
  // A telephone that has not found itself yet writes zeroes.
  if (lon === 0 && lat === 0) return undefined
  const name = (said ?? '').replace(/[^a-z0-9]/gi, '').toLowerCase()
  return { lon, lat, datum: name === 'wgs84' ? 'wgs84' : name === 'gcj02' ? 'gcj02' : 'unstated' }
}

function momentOf(taken: string | undefined, zone: string | undefined): Date | undefined {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)$/.exec(taken ?? '')
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  const offset = /^[+-]\d\d:\d\d$/.test(zone ?? '') ? zone : '+08:00'
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  // Cameras whose clock was never set say 1970 or 0000.
  return Number.isNaN(moment.getTime()) || moment.getTime() < Date.UTC(1990, 0) ? undefined : moment
}
