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

// Digits may be full-width or parted by spaces or hyphens, as people write them.
const digit = '[0-9０-９]'
const gap = '[-\\s－ ]?'
const patterns: [RegExp, (found: string) => string][] = [
  // resident identity number (GB 11643): 17 digits and a check character
  [new RegExp(`(?<!${digit})${digit}{6}${digit}{8}${digit}{3}[0-9０-９XxＸ](?!${digit})`, 'g'), (id) => `${id.slice(0, 4)}**********${id.slice(-2)}`],
  // bank card: 16 to 19 digits, also in groups of four
  [new RegExp(`(?<!${digit})${digit}{4}(?:${gap}${digit}{4}){3}${digit}{0,3}(?!${digit})`, 'g'), (card) => `****${card.slice(-4)}`],
  // mobile number
  [new RegExp(`(?<!${digit})[1１][3-9３-９]${digit}${gap}${digit}{4}${gap}${digit}{4}(?!${digit})`, 'g'), (phone) => `${phone.slice(0, 3)}****${phone.slice(-4)}`],
  // landline with area code
  [new RegExp(`(?<!${digit})[0０]${digit}{2,3}[-－ ]${digit}{7,8}(?!${digit})`, 'g'), (phone) => `${phone.slice(0, 3)}-****${phone.slice(-4)}`],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g, (mail) => `${mail[0]}***@${mail.split('@')[1]}`],
  // number plate (GA 36): province, letter, five or six characters
  [/[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·• ]?[A-HJ-NP-Z0-9]{5,6}/g, (plate) => `${plate.slice(0, 2)}***${plate.slice(-2)}`],
  // house number down to the door: 88弄12号301室 keeps the lane
  [/(?<=弄|路|街|村|苑|园|城|庭|区|栋|幢)\s*\d{1,5}\s*号(?:楼)?\s*\d{1,5}\s*室?/g, () => '**号***室'],
]

/** Masks what points to a person in free text: identity, card, telephone and plate numbers, mail, door numbers. */
export function maskText(text: string): string {
  let masked = text
  for (const [pattern, cover] of patterns) masked = masked.replace(pattern, cover)
  return masked
}
