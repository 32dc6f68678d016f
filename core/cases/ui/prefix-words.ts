import type { Language, Words } from '#lib/kernel/contract'

/** An entry of a dictionary, as far as its name and place are asked. */
export interface CoveredEntry {
  readonly code: string
  readonly name: string
  readonly nameEn: string | null
  readonly parent: string | null
}

const mostNamed = 3

/**
 * What the codes that begin like this stand for: the one entry above all of them, then some of the entries below, with
 * how many there are. `brief` leaves out what lies below. Undefined where no code begins so.
 */
export function prefixWords(prefix: string, entries: readonly CoveredEntry[], brief = false): Words | undefined {
  const covered = entries.filter((entry) => entry.code.startsWith(prefix))
  if (covered.length === 0) return undefined
  const codes = new Set(covered.map((entry) => entry.code))
  const tops = covered.filter(({ parent }) => parent === null || !codes.has(parent))
  const [top] = tops
  const parents = new Set(covered.map((entry) => entry.parent))
  const below = tops.length > 1 ? tops : covered.filter((entry) => entry !== top && !parents.has(entry.code))
  const say = (language: Language): string => {
    const nameOf = ({ name, nameEn }: CoveredEntry): string => (language === 'en' ? (nameEn ?? name) : name)
    const head = tops.length === 1 && top !== undefined ? nameOf(top) : ''
    if (head !== '' && (brief || below.length === 0)) return head
    const some = below.slice(0, mostNamed).map(nameOf)
    const more = below.length - some.length
    const list =
      language === 'en'
        ? `${some.join(', ')}${more === 0 ? '' : ` and ${more} more`}`
        : `${some.join('、')}${more === 0 ? '' : `等 ${below.length} 类`}`
    return head === '' ? list : language === 'en' ? `${head}: ${list}` : `${head}：${list}`
  }
  return { 'zh-CN': say('zh-CN'), en: say('en') }
}
