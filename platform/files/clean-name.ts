import type { Sniffed } from './sniff.ts'

const maxCharacters = 120
// What a file system takes for one name; Chinese characters have three bytes each.
const maxBytes = 240

/**
 * Makes a name harmless wherever it is shown or kept: no path, no control or direction-changing character (a name that
 * reads "exe.jpg" backwards), no sign that means something to a file system, not too long; its ending is that of what
 * the file is by its bytes, when that is known.
 */
export function cleanName(name: string, type?: Sniffed): string {
  const last =
    name
      .toWellFormed()
      .normalize('NFC')
      .split(/[/\\]/)
      .findLast((part) => part.trim() !== '') ?? ''
  const plain = last
    // Controls, formatting characters (bidi marks, zero widths, soft hyphen), private and unassigned ones
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\ufffd]/gu, '')
    .replace(/[<>:"|?*]/g, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[ .~]+|[ .]+$/g, '')
  const dot = plain.lastIndexOf('.')
  const given = dot > 0 && /^[\p{L}\p{N}]{1,10}$/u.test(plain.slice(dot + 1)) ? plain.slice(dot + 1) : ''
  const same = type === undefined || [type.ending, ...(type.alsoNamed ?? [])].includes(given.toLowerCase())
  const stem = given !== '' && same ? plain.slice(0, dot).replace(/[ .]+$/, '') : plain
  const ending = same ? given : type.ending
  // Names of devices, with any ending, cannot be kept on Windows.
  const safe = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(stem) ? `_${stem}` : stem
  const dotted = ending === '' ? '' : `.${ending}`
  return `${cut(safe === '' ? 'file' : safe, maxCharacters - dotted.length, maxBytes - Buffer.byteLength(dotted))}${dotted}`
}

function cut(text: string, characters: number, bytes: number): string {
  let kept = ''
  let count = 0
  let length = 0
  // By what people see as one character, so that no half of one is left.
  for (const { segment } of new Intl.Segmenter('zh').segment(text)) {
    count += [...segment].length
    length += Buffer.byteLength(segment)
    if (count > characters || length > bytes) break
    kept += segment
  }
  const trimmed = kept.replace(/[ .]+$/, '')
  return trimmed === '' ? 'file' : trimmed
}
