// Chinese has no spaces between words and PostgreSQL's own dictionaries find 3 % of it. Pairs of neighbouring characters
// find all of it: a text is kept as the set of its pairs, a question asks for all pairs of its own.

const han = /[\p{Script=Han}]/u
const runs = /[\p{Script=Han}]+|[\p{L}\p{N}]+/gu

/** The search terms of a text: pairs of each Chinese run and its last character alone; other words in lower case. */
export function searchTerms(text: string): string[] {
  const terms = new Set<string>()
  for (const [run] of text.normalize('NFKC').toLowerCase().matchAll(runs)) {
    if (!han.test(run)) {
      terms.add(run.slice(0, 64))
      continue
    }
    const characters = [...run]
    for (const [index, character] of characters.entries()) terms.add(character + (characters[index + 1] ?? ''))
  }
  return [...terms]
}

/**
 * A tsquery (as text) for what a person typed: all of it must occur. A lone character is looked for as the beginning of
 * a pair. Undefined when nothing in it can be looked for.
 */
export function searchQuery(typed: string): string | undefined {
  const parts: string[] = []
  for (const [run] of typed.normalize('NFKC').toLowerCase().matchAll(runs)) {
    const characters = [...run]
    if (!han.test(run)) parts.push(`${quote(run.slice(0, 64))}:*`)
    else if (characters.length === 1) parts.push(`${quote(run)}:*`)
    else for (let index = 0; index < characters.length - 1; index += 1) parts.push(quote(characters[index]! + characters[index + 1]!))
  }
  return parts.length === 0 ? undefined : [...new Set(parts)].join(' & ')
}

function quote(term: string): string {
  return `'${term.replaceAll("'", "''").replaceAll('\\', '\\\\')}'`
}
