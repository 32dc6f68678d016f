/** What one row is found by. */
export interface Searchable {
  readonly codes: readonly string[]
  readonly name: string
  /** other names of the same thing */
  readonly synonyms: readonly string[]
  readonly className: string
  readonly filing: string
  readonly closing: string
}

interface Entry {
  readonly codes: readonly string[]
  readonly name: string
  readonly synonyms: readonly string[]
  readonly className: string
  readonly filing: string
  readonly closing: string
}

/** A row must share this part of what is looked for, by weight, to be found without holding it word for word. */
const enough = 0.34

/**
 * Finds rows by Chinese text without a word list: by substrings, ranked by where they stand (code, name, other names,
 * condition), and where no row holds what was typed, by the pairs of characters they share with it. Pairs point to
 * their rows, so that a search touches few of them.
 */
export class SearchIndex {
  readonly #entries: readonly Entry[]
  readonly #pairs = new Map<string, number[]>()
  readonly #hits: Float32Array

  constructor(rows: readonly Searchable[]) {
    this.#entries = rows.map((row) => ({
      codes: row.codes.map(plain),
      name: plain(row.name),
      synonyms: row.synonyms.map(plain),
      className: plain(row.className),
      filing: plain(row.filing),
      closing: plain(row.closing),
    }))
    this.#hits = new Float32Array(rows.length)
    this.#entries.forEach((entry, at) => {
      for (const pair of new Set(fieldsOf(entry).flatMap(pairsOf))) {
        const list = this.#pairs.get(pair)
        if (list === undefined) this.#pairs.set(pair, [at])
        else list.push(at)
      }
    })
  }

  /** Positions of the rows that fit, the best first; rows that fit alike stay in their order. */
  search(text: string, accept?: (at: number) => boolean): number[] {
    const terms = termsOf(text)
    if (terms.length === 0) return []
    let scores = this.#exact(terms, accept)
    if (scores.size === 0) scores = this.#similar(terms, accept)
    return [...scores].toSorted(([a, high], [b, other]) => other - high || a - b).map(([at]) => at)
  }

  /** Rows that hold every term. */
  #exact(terms: readonly string[], accept: ((at: number) => boolean) | undefined): Map<number, number> {
    const [first = '', ...others] = terms.toSorted((a, b) => b.length - a.length)
    const scores = new Map<number, number>()
    for (const at of this.#candidates(first)) {
      if (accept?.(at) === false) continue
      const entry = this.#entries[at]!
      let score = 0
      for (const term of [first, ...others]) {
        const one = rank(entry, term)
        if (one === 0) {
          score = 0
          break
        }
        score += one
      }
      if (score > 0) scores.set(at, score)
    }
    return scores
  }

  /** Rows that may hold a term: those of its rarest pair; all, for a lone character. */
  #candidates(term: string): Iterable<number> {
    const pairs = pairsOf(term)
    if (pairs.length === 0) return this.#entries.keys()
    const lists = pairs.map((pair) => this.#pairs.get(pair) ?? [])
    return lists.reduce((rarest, list) => (list.length < rarest.length ? list : rarest))
  }

  /** Rows that share enough pairs with what was typed; a rare pair says more than a common one. */
  #similar(terms: readonly string[], accept: ((at: number) => boolean) | undefined): Map<number, number> {
    // Codes are typed exactly or not at all: only what is written in Chinese is alike.
    const pairs = new Set(terms.flatMap(pairsOf).filter((pair) => /^[^\p{ASCII}]+$/u.test(pair)))
    const touched: number[] = []
    let whole = 0
    for (const pair of pairs) {
      const list = this.#pairs.get(pair)
      // What no row ever says is the reporter's way of putting it and speaks against none.
      if (list === undefined) continue
      const weight = Math.log(1 + this.#entries.length / list.length)
      whole += weight
      for (const at of list) {
        if (this.#hits[at] === 0) touched.push(at)
        this.#hits[at]! += weight
      }
    }
    const scores = new Map<number, number>()
    for (const at of touched) {
      const share = this.#hits[at]! / whole
      this.#hits[at] = 0
      if (share < enough || accept?.(at) === false) continue
      const entry = this.#entries[at]!
      const named = [...pairs].filter((pair) => [entry.name, ...entry.synonyms].some((word) => word.includes(pair)))
      // One pair that is no name is chance.
      if (
        named.length === 0 &&
        [...pairs].filter((pair) => fieldsOf(entry).some((one) => one.includes(pair))).length < 2
      )
        continue
      scores.set(at, share + (named.length / pairs.size) * 0.5)
    }
    return scores
  }
}

/**
 * Where a term stands in a row decides how well the row fits; 0 when it stands nowhere. What it is called and what is
 * seen add up, so that of an item's rows the one with the right condition comes first.
 */
function rank(entry: Entry, term: string): number {
  const named = rankName(entry, term)
  if (entry.filing.includes(term)) return named + 200
  // 路灯不亮 names the street lamp: of its conditions those are meant that say 不亮.
  if (named > 0) return named + pairsOf(term).filter((pair) => entry.filing.includes(pair)).length
  if (entry.closing.includes(term)) return 80
  return entry.className.includes(term) ? 60 : 0
}

function rankName(entry: Entry, term: string): number {
  if (entry.codes.includes(term)) return 1000
  if (entry.name === term) return 900
  if (entry.name.startsWith(term)) return 700
  if (entry.name.includes(term)) return 600
  if (entry.synonyms.includes(term)) return 550
  if (entry.codes.some((code) => code.startsWith(term))) return 400
  // Another list's name may be half a condition: 窨井盖破损异响.
  return entry.synonyms.some((word) => word.includes(term)) ? 180 : 0
}

function fieldsOf(entry: Entry): string[] {
  return [...entry.codes, entry.name, ...entry.synonyms, entry.className, entry.filing, entry.closing]
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

/** What is looked for, apart at blanks and at the marks of a sentence. */
function termsOf(text: string): string[] {
  return plain(text)
    .split(/[\s,.;:!?、，。；：！？"“”'‘’]+/u)
    .filter((term) => term !== '')
    .slice(0, 12)
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, at) => text.slice(at, at + 2))
}
