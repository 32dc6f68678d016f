import type { Sort } from './contract.ts'

/** What a file is by its bytes. */
export interface Sniffed {
  readonly type: string
  readonly sort: Sort
  /** ending a file of this type is given, without the dot */
  readonly ending: string
  /** other endings that say the same */
  readonly alsoNamed?: readonly string[]
}

const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
const sheet = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

const types: readonly Sniffed[] = [
  { type: 'image/jpeg', sort: 'picture', ending: 'jpg', alsoNamed: ['jpeg', 'jpe', 'jfif'] },
  { type: 'image/png', sort: 'picture', ending: 'png' },
  { type: 'image/webp', sort: 'picture', ending: 'webp' },
  { type: 'image/gif', sort: 'picture', ending: 'gif' },
  { type: 'application/pdf', sort: 'document', ending: 'pdf' },
  { type: 'video/mp4', sort: 'video', ending: 'mp4', alsoNamed: ['m4v'] },
  { type: 'audio/mp4', sort: 'audio', ending: 'm4a', alsoNamed: ['mp4', 'aac'] },
  { type: 'audio/wav', sort: 'audio', ending: 'wav' },
  { type: 'audio/mpeg', sort: 'audio', ending: 'mp3' },
  { type: 'audio/amr', sort: 'audio', ending: 'amr' },
  { type: word, sort: 'document', ending: 'docx' },
  { type: sheet, sort: 'document', ending: 'xlsx' },
  { type: 'application/zip', sort: 'document', ending: 'zip' },
]
const byType = new Map(types.map((one) => [one.type, one]))

/** Every media type that is recognised and may be allowed. */
export const knownTypes: ReadonlySet<string> = new Set(byType.keys())

/** What is told of a media type that is known. */
export function typeNamed(type: string): Sniffed {
  const known = byType.get(type)
  if (known === undefined) throw new Error(`Nothing is known of the type ${type}`)
  return known
}

// Recognised only to be named in the refusal. HEIC is here because the picture library's build cannot read HEVC.
const refused: readonly [string, (bytes: Buffer) => boolean][] = [
  ['HEIC', (bytes) => ['heic', 'heix', 'hevc', 'mif1', 'msf1', 'heim', 'heis'].includes(brandOf(bytes) ?? '')],
  ['AVIF', (bytes) => ['avif', 'avis'].includes(brandOf(bytes) ?? '')],
  ['QuickTime', (bytes) => brandOf(bytes) === 'qt  '],
  ['Windows EXE', (bytes) => begins(bytes, 'MZ')],
  ['ELF', (bytes) => begins(bytes, '\x7fELF')],
  ['RAR', (bytes) => begins(bytes, 'Rar!\x1a\x07')],
  ['7z', (bytes) => begins(bytes, "7z\xbc\xaf'\x1c")],
  ['GZIP', (bytes) => begins(bytes, '\x1f\x8b')],
  ['DOC/XLS/PPT', (bytes) => begins(bytes, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')],
  ['BMP', (bytes) => begins(bytes, 'BM')],
  ['TIFF', (bytes) => begins(bytes, 'II*\0') || begins(bytes, 'MM\0*')],
  ['WebM', (bytes) => begins(bytes, '\x1aE\xdf\xa3')],
  ['RTF', (bytes) => begins(bytes, '{\\rtf')],
  [
    'HTML/XML/SVG',
    (bytes) => /^(?:\ufeff|\s)*<(?:!doctype|html|\?xml|svg|script|!--)/i.test(bytes.toString('utf8', 0, 200)),
  ],
]

/**
 * Says what a file is by its first bytes (64 or more, unless it is shorter): never by its name. ZIP is told as ZIP; what
 * it holds is said by `zipType`.
 */
export function sniff(bytes: Buffer): Sniffed | undefined {
  if (begins(bytes, '\xff\xd8\xff')) return byType.get('image/jpeg')
  if (begins(bytes, '\x89PNG\r\n\x1a\n')) return byType.get('image/png')
  if (begins(bytes, 'GIF87a') || begins(bytes, 'GIF89a')) return byType.get('image/gif')
  if (begins(bytes, '%PDF-')) return byType.get('application/pdf')
  if (begins(bytes, 'PK\x03\x04')) return byType.get('application/zip')
  if (begins(bytes, '#!AMR\n') || begins(bytes, '#!AMR-WB\n')) return byType.get('audio/amr')
  if (begins(bytes, 'RIFF')) {
    const form = bytes.toString('latin1', 8, 12)
    return form === 'WEBP' ? byType.get('image/webp') : form === 'WAVE' ? byType.get('audio/wav') : undefined
  }
  const brand = brandOf(bytes)
  if (brand !== undefined) {
    if (brand === 'M4A ' || brand === 'M4B ') return byType.get('audio/mp4')
    return /^(?:isom|iso[2-9]|mp4[12]|avc1|M4V |MSNV|dash|3gp[4-9])$/.test(brand) ? byType.get('video/mp4') : undefined
  }
  return begins(bytes, 'ID3') || isMpegAudio(bytes) ? byType.get('audio/mpeg') : undefined
}

/** What to call a file in the sentence that refuses it. */
export function nameUnknown(bytes: Buffer): string {
  const known = sniff(bytes)
  if (known !== undefined) return known.ending.toUpperCase()
  return refused.find(([, is]) => is(bytes))?.[0] ?? '?'
}

/** Names of types as people know them, for the sentence that says what is accepted. */
export function nameTypes(allowed: readonly string[]): string {
  return [...new Set(allowed.map((type) => typeNamed(type).ending.toUpperCase()))].join(' ')
}

function begins(bytes: Buffer, magic: string): boolean {
  return bytes.toString('latin1', 0, magic.length) === magic
}

/** Major brand of an ISO base media file (ISO/IEC 14496-12, 4.3). */
function brandOf(bytes: Buffer): string | undefined {
  return bytes.toString('latin1', 4, 8) === 'ftyp' ? bytes.toString('latin1', 8, 12) : undefined
}

/** A frame header of MPEG audio layer III (ISO/IEC 11172-3, 2.4.1.3) with nothing reserved in it. */
function isMpegAudio(bytes: Buffer): boolean {
  if (bytes.length < 4 || bytes[0] !== 0xff || (bytes[1]! & 0xe6) !== 0xe2) return false
  const [version, rate, frequency] = [(bytes[1]! >> 3) & 3, bytes[2]! >> 4, (bytes[2]! >> 2) & 3]
  return version !== 1 && rate !== 0 && rate !== 15 && frequency !== 3
}

/** What the directory of a ZIP file says. */
export interface ZipContent {
  readonly type: string
  /** bytes its entries say they have unpacked */
  readonly unpacked: number
  readonly entries: number
}

/**
 * Reads the directory at the end of a ZIP file (APPNOTE 4.3.12, 4.3.16) from the file's last bytes; `undefined` when
 * there is none, or it begins before them. Nothing is ever unpacked here.
 */
export function readZip(tail: Buffer, size: number): ZipContent | undefined {
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0 || end + 22 > tail.length) return undefined
  const entries = tail.readUInt16LE(end + 10)
  const start = tail.readUInt32LE(end + 16) - (size - tail.length)
  if (start < 0 || start > end) return undefined
  const names = new Set<string>()
  let unpacked = 0
  let at = start
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > end || tail.readUInt32LE(at) !== 0x02014b50) return undefined
    unpacked += tail.readUInt32LE(at + 24)
    const nameLength = tail.readUInt16LE(at + 28)
    names.add(tail.toString('utf8', at + 46, at + 46 + nameLength))
    at += 46 + nameLength + tail.readUInt16LE(at + 30) + tail.readUInt16LE(at + 32)
  }
  const office = names.has('[Content_Types].xml') && ![...names].some((name) => name.endsWith('vbaProject.bin'))
  const type =
    office && names.has('word/document.xml') ? word : office && names.has('xl/workbook.xml') ? sheet : 'application/zip'
  return { type, unpacked, entries }
}
