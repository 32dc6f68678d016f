/** A telephone number as lists show it: 138****0000; a short one keeps its last two digits. */
export function maskPhone(phone: string): string {
  const digits = phone.trim()
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`
  if (digits.length > 4) return `${'*'.repeat(digits.length - 2)}${digits.slice(-2)}`
  return '*'.repeat(digits.length)
}

/** A name as lists show it: the first character, the rest starred. */
export function maskName(name: string): string {
  const letters = [...name.trim()]
  return letters.length === 0 ? '' : `${letters[0]}${'*'.repeat(Math.max(1, letters.length - 1))}`
}

// Digits may be full-width, and parted in the groups in which people write and read them out.
const digit = '[0-9０-９]'
const gap = '[-\\s－—–_.·/]{0,3}'
const inGroups = (...sizes: number[]): string => sizes.map((size) => `${digit}{${size}}`).join(gap)
const alone = (...spellings: string[]): RegExp => new RegExp(`(?<!${digit})(?:${spellings.join('|')})(?!${digit})`, 'g')
const check = '[0-9０-９XxＸｘ]'

const patterns: [RegExp, (found: string) => string][] = [
  // resident identity number (GB 11643): area, birthday, order and check character; fifteen digits before 1999
  [
    alone(
      ...[inGroups(6, 8, 3), inGroups(6, 4, 4, 3), inGroups(3, 3, 4, 4, 3)].map((spelling) => `${spelling}${check}`),
      `${digit}{8}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]${digit}|3[01])${digit}{3}`,
    ),
    (id) => `${id.slice(0, 4)}**********${id.slice(-2)}`,
  ],
  // bank card: 16 to 19 digits, also in groups of four; longer runs are numbers written one behind the other
  [alone(`${inGroups(4, 4, 4, 4)}${gap}${digit}{0,3}`, `${digit}{20,}`), (card) => `****${card.slice(-4)}`],
  // mobile number, with or without the country
  [
    alone(
      ...[
        [3, 4, 4],
        [3, 3, 5],
        [4, 4, 3],
        [5, 3, 3],
        [5, 6],
        [7, 4],
      ].map((sizes) => `(?:(?:00)?86${gap})?(?=[1１][3-9３-９])${inGroups(...sizes)}`),
    ),
    (phone) => `${phone.slice(0, 3)}****${phone.slice(-4)}`,
  ],
  // landline with area code
  [
    alone(
      ...[
        [4, 4],
        [3, 4],
        [4, 3],
      ].map((sizes) => `[0０][1-9１-９]${digit}{1,2}[)）]?${gap}${inGroups(...sizes)}`),
    ),
    (phone) => `${phone.slice(0, 3)}-****${phone.slice(-4)}`,
  ],
  // landline without: only a word before it tells it from a date
  [
    new RegExp(
      `(?<=(?:电话|座机|致电|拨打|号码|联系方式)[是为:： ]{0,3})${digit}{3,4}${gap}${digit}{4}(?!${digit})`,
      'g',
    ),
    (phone) => `****${phone.slice(-4)}`,
  ],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, (mail) => `${mail[0]}***@${mail.split('@')[1]}`],
  // number plate (GA 36): province, letter, five or six characters, two of them digits at least
  [
    /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼] ?[A-HJ-NP-Z][-·• ]?(?=(?:[A-Z]*[0-9]){2})[A-HJ-NP-Z0-9]{5,6}/gi,
    (plate) => `${plate.slice(0, 2)}***${plate.slice(-2)}`,
  ],
  // down to the door: 88弄12号301室 keeps the lane. 88号3楼, 88号200米 are no doors
  [
    /(?<=弄|路|街|村|苑|园|城|庭|区|栋|幢|里|坊)\s*\d{1,5}\s*(?:号楼?|幢|栋|座)[-\s]*(?:\d{1,3}\s*(?:单元|-)[-\s]*)?(?:\d{1,5}\s*[室房]|\d{3,5}(?!\d|\s*[元年月日人户路号弄米个天辆次楼层]))/g,
    () => '**号***室',
  ],
]

/** Masks what points to a person in free text: identity, card, telephone and plate numbers, mail, door numbers. */
export function maskText(text: string): string {
  let masked = text
  for (const [pattern, cover] of patterns) masked = masked.replace(pattern, cover)
  return masked
}
