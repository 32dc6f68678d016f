import type { Words } from '#lib/kernel/contract'

const shortest = 10
/** From this length a password may be plain words. */
const passphrase = 16

/** Beginnings that guessers try first, in letters and figures only. */
const common = [
  'password', 'passw0rd', 'qwerty', 'qwertyuiop', 'asdfgh', 'zxcvbn', '1qaz2wsx', 'abc123', 'abcd1234', 'a123456',
  'admin', 'administrator', 'root', 'letmein', 'welcome', 'iloveyou', 'woaini', '5201314', '123456', '1234567890',
  '111111', '000000', '666666', '888888', '112233', '123123', 'qq123456', 'woaini1314', 'test1234', 'changeme',
] // prettier-ignore

/** Whose password it is to be: their names may not be in it. */
export interface PasswordOwner {
  readonly username: string
  readonly name: string
}

/**
 * Why a password may not be used, in words; undefined when it may. GB/T 22239-2019 8.1.4.1 a asks for complexity and
 * regular change; length counts for more than signs, so a long passphrase needs no classes.
 */
export function passwordFault(password: string, owner: PasswordOwner): Words | undefined {
  const text = password.normalize('NFKC')
  const letters = [...text]
  const lower = text.toLowerCase()
  if (letters.length < shortest)
    return { 'zh-CN': `至少需要 ${shortest} 个字符`, en: `it needs at least ${shortest} characters` }
  if (letters.length > 128) return { 'zh-CN': '最多 128 个字符', en: 'it may have at most 128 characters' }
  const username = owner.username.toLowerCase()
  if (username.length > 2 && lower.includes(username))
    return { 'zh-CN': '不能包含用户名', en: 'it may not contain the user name' }
  if (owner.name.length > 1 && text.includes(owner.name.normalize('NFKC')))
    return { 'zh-CN': '不能包含姓名', en: 'it may not contain your name' }
  if (new Set(letters).size < 5) return { 'zh-CN': '不同的字符太少', en: 'it has too few different characters' }
  if (isCommon(lower)) return { 'zh-CN': '太常见，容易被猜到', en: 'it is too common and easily guessed' }
  if (letters.length < passphrase && classes(text) < 3)
    return {
      'zh-CN': `大写、小写、数字、符号至少三种，或不少于 ${passphrase} 个字符`,
      en: `it needs three of capitals, small letters, figures and signs, or at least ${passphrase} characters`,
    }
  return undefined
}

function classes(text: string): number {
  return [/\p{Lu}/u, /\p{Ll}/u, /\p{N}/u, /[^\p{Lu}\p{Ll}\p{N}]/u].filter((one) => one.test(text)).length
}

/** A common word with nothing but figures and signs around it, or a run along the figures, is still common. */
function isCommon(lower: string): boolean {
  const bare = lower.replace(/[^a-z0-9]/g, '')
  if (bare === '') return false
  const word = bare.replace(/^\d+|\d+$/g, '')
  return (
    '01234567890123456789'.includes(bare) ||
    '98765432109876543210'.includes(bare) ||
    common.some((one) => bare === one || word === one || bare === one + one)
  )
}
