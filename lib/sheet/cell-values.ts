/** Formats of numbers that show a day or a time (ECMA-376 part 1, 18.8.30; 27–36 and 50–58 are the Chinese ones). */
const builtInDates = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47])
for (let id = 27; id <= 36; id += 1) builtInDates.add(id)
for (let id = 50; id <= 58; id += 1) builtInDates.add(id)

/** Whether a number format shows a day or a time. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDates.has(id)
  // Quoted words, escaped signs and conditions say nothing; [h] and [mm] are hours and minutes.
  const plain = code
    .split(';')[0]!
    .replace(/"[^"]*"|\\.|_./g, '')
    .replace(/\[(?!h+\]|m+\]|s+\])[^\]]*\]/gi, '')
  return /[ymdhs]/i.test(plain) && !/^general$/i.test(plain.trim())
}

const dayMs = 86_400_000

/**
 * A day and time from a spreadsheet's serial number, as `2026-11-20`, `2026-11-20 08:30:00` or, below one day,
 * `08:30:00`; undefined where there is no such day. In the epoch of 1900 day 60 is 29 February 1900, which was not
 * (ECMA-376 part 1, 18.17.4.1).
 */
export function dateOfSerial(serial: number, from1904: boolean): string | undefined {
  if (!Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) return undefined
  const seconds = Math.round((serial % 1) * 86_400)
  const time = new Date(seconds * 1000).toISOString().slice(11, 19)
  const whole = Math.floor(serial) + (seconds === 86_400 ? 1 : 0)
  if (whole === 0 && !from1904) return time
  if (!from1904 && whole === 60) return undefined
  const epoch = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30)
  const day = new Date(epoch + whole * dayMs).toISOString().slice(0, 10)
  return seconds % 86_400 === 0 ? day : `${day} ${time}`
}

/**
 * A number as a person would write it: whole numbers as all their digits (a telephone number is stored as
 * 1.3812345678E10), others with the fifteen digits a spreadsheet shows. `exact` is false where more digits were once
 * there than a number keeps, e.g. of an identity number.
 */
export function digitsOf(stored: string): { text: string; exact: boolean } | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(stored.trim())
  if (match === null) return undefined
  const [, sign, whole, fraction = '', exponent = '0'] = match
  const shift = Number(exponent)
  const digits = `${whole}${fraction}`
  const point = whole!.length + shift
  const trailing = digits.slice(Math.max(0, point))
  if (point <= 40 && (point >= digits.length || /^0*$/.test(trailing)) && point > 0) {
    const text = digits
      .slice(0, point)
      .padEnd(point, '0')
      .replace(/^0+(?=\d)/, '')
    return { text: sign === '-' && text !== '0' ? `-${text}` : text, exact: text.length <= 15 }
  }
  const value = Number(stored)
  return Number.isFinite(value) ? { text: String(Number(value.toPrecision(15))), exact: true } : undefined
}

/** The place of a column by its letters, from 0; undefined beyond XFD. */
export function columnOf(letters: string): number | undefined {
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column >= 1 && column <= 16_384 ? column - 1 : undefined
}

/** The letters of a column, from 0. */
export function lettersOf(column: number): string {
  let rest = column + 1
  let letters = ''
  while (rest > 0) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
    rest = Math.floor((rest - 1) / 26)
  }
  return letters
}
