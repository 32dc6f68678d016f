import type { Reader } from '#lib/db'
import { dayInShanghai, type Logger } from '#lib/kernel'
import type { BookEntry, DictionaryBook } from '#platform/dictionary'
import type { GridSettings, ItemKind, Limit, StandardVersion } from './definition.ts'
import { SearchIndex } from './search-index.ts'
import { selectBooks, selectStageLimits, selectStandards, toStageRow, toStandardRow } from './store.ts'
import type { StageRow, StandardRow } from './store.ts'
import { holdsOn } from './timeline.ts'

/** A component or event as the dictionary names it on a day. */
export interface ItemName {
  readonly code: string
  /** empty when the dictionary has no such entry */
  readonly name: string
  readonly classCode: string
  readonly className: string
}

interface Edition {
  readonly rows: readonly StandardRow[]
  readonly items: readonly ItemName[]
  readonly index: SearchIndex
}

export interface Narrowing {
  readonly kind?: ItemKind
  readonly accept?: (row: StandardRow) => boolean
}

const lookMs = 5_000
const maxDays = 8

/**
 * The standards of filing and closing (立案结案标准) and the stage limits, with their history in memory: read at once,
 * as of any moment. A moment means its day in Asia/Shanghai. Follows changes of this process at once and those of
 * others, and of the dictionary's names, within seconds.
 */
export class Standards {
  readonly settings: GridSettings
  readonly #reader: Reader
  readonly #log: Logger
  readonly #dictionary: DictionaryBook
  readonly #synonyms: ReadonlyMap<string, readonly string[]>
  #timelines: ReadonlyMap<string, readonly StandardRow[]> = new Map()
  #stages: ReadonlyMap<string, readonly StageRow[]> = new Map()
  #changes = ''
  #names = ''
  #days = new Map<string, Edition>()
  #turn: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  private constructor(
    reader: Reader,
    log: Logger,
    dictionary: DictionaryBook,
    { settings, synonyms }: { settings: GridSettings; synonyms: ReadonlyMap<string, readonly string[]> },
  ) {
    this.#reader = reader
    this.#log = log
    this.#dictionary = dictionary
    this.settings = settings
    this.#synonyms = synonyms
  }

  static async open(
    reader: Reader,
    log: Logger,
    dictionary: DictionaryBook,
    city: { settings: GridSettings; synonyms: ReadonlyMap<string, readonly string[]> },
  ): Promise<Standards> {
    const book = new Standards(reader, log, dictionary, city)
    await book.#read()
    book.#timer = setInterval(() => void book.#look(), lookMs)
    book.#timer.unref()
    return book
  }

  /** The standard of an id, if it is valid at that moment. */
  find(id: string, at: Date): StandardRow | undefined {
    const day = dayInShanghai(at)
    return this.#timelines.get(id)?.find((row) => holdsOn(row, day))
  }

  /** How long handling may take by a standard, if it is valid at that moment. */
  limitOf(id: string, at: Date): Limit | undefined {
    return this.find(id, at)?.limit
  }

  /**
   * The standards of a component or event, by its code in any list. An item without standards of its own has those of
   * the item it stands for: a 2013 code those of its successors, a district's item those of the national one.
   */
  ofItem(kind: ItemKind, code: string, at: Date): StandardRow[] {
    const { rows } = this.#edition(dayInShanghai(at))
    return this.#ofItem(rows, kind, code, at, 3)
  }

  /** The standards whose item, its other names or conditions fit a text, the best first. */
  search(text: string, at: Date, limit: number, narrowing: Narrowing = {}): StandardRow[] {
    return this.searchOn(dayInShanghai(at), text, narrowing).slice(0, limit)
  }

  /** As `search`, by day and without a limit. */
  searchOn(day: string, text: string, { kind, accept }: Narrowing = {}): StandardRow[] {
    const { rows, index } = this.#edition(day)
    return index
      .search(text, (at) => {
        const row = rows[at]!
        return (kind === undefined || row.kind === kind) && (accept === undefined || accept(row))
      })
      .map((at) => rows[at]!)
  }

  /** How long a stage may take, by whom it must be done; undefined where no length is set for it. */
  stageLimit(stage: string, at: Date): { limit: NonNullable<StageRow['limit']>; by: string | null } | undefined {
    const day = dayInShanghai(at)
    const row = this.#stages.get(stage)?.find((one) => holdsOn(one, day))
    return row?.limit == null ? undefined : { limit: row.limit, by: row.by }
  }

  /** Every standard with its history, oldest first. */
  timelines(): Iterable<readonly StandardRow[]> {
    return this.#timelines.values()
  }

  timeline(id: string): readonly StandardRow[] {
    return this.#timelines.get(id) ?? []
  }

  /** Every stage limit and rule with its history, in the city's order. */
  stages(): Iterable<readonly StageRow[]> {
    return this.#stages.values()
  }

  /** How the dictionary names the item of a standard on a day. */
  itemOf({ version, kind, item }: Pick<StandardRow, 'version' | 'kind' | 'item'>, day: string): ItemName {
    const entry = this.#entry(this.#version(version), kind, item, momentOf(day))
    return entry === undefined
      ? { code: item, name: '', classCode: '', className: '' }
      : { code: item, name: entry.name, ...this.#classOf(entry, version, kind, momentOf(day)) }
  }

  /** Whether the dictionary has an item on a day. */
  hasItem(version: string, kind: ItemKind, item: string, day: string): boolean {
    return this.#entry(this.#version(version), kind, item, momentOf(day)) !== undefined
  }

  /** Waits until what was committed before is known here. */
  async fresh(): Promise<void> {
    const [rows] = await this.#reader.read(selectBooks())
    if (counted(rows) !== this.#changes) await this.reload()
  }

  /** Reads the books anew; settles when they are read. */
  reload(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#read())
      .catch((error: unknown) => {
        // The next look finds the counter still apart and reads again.
        this.#changes = ''
        this.#log.warn({ err: (error as Error).message }, 'the filing standards could not be read anew')
      })
    return this.#turn
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #version(code: string): StandardVersion | undefined {
    return this.settings.versions.find((one) => one.code === code)
  }

  #entry(version: StandardVersion | undefined, kind: ItemKind, code: string, at: Date): BookEntry | undefined {
    const from = version?.items[kind]
    if (from === undefined) return undefined
    return this.#dictionary.find(from.dictionary, code, { ...this.#within(from, kind), at })
  }

  /** All items of a version and kind, as they are called at a moment. */
  #entries(version: StandardVersion | undefined, kind: ItemKind, at: Date): BookEntry[] {
    const from = version?.items[kind]
    return from === undefined ? [] : this.#dictionary.list(from.dictionary, { ...this.#within(from, kind), at })
  }

  #within(from: { dictionary: string; version: string }, kind: ItemKind): { version: string; kind: string } {
    const kinds = this.#dictionary.definition(from.dictionary)?.kinds ?? []
    return { version: from.version, kind: kinds.some((one) => one.code === kind) ? kind : '' }
  }

  #classOf(entry: BookEntry, version: string, kind: ItemKind, at: Date): { classCode: string; className: string } {
    if (entry.parent === null) {
      const said = String(entry.attributes['class'] ?? '')
      return { classCode: said, className: said }
    }
    const above = this.#entry(this.#version(version), kind, entry.parent, at)
    return { classCode: entry.parent, className: above?.name ?? '' }
  }

  #ofItem(rows: readonly StandardRow[], kind: ItemKind, code: string, at: Date, depth: number): StandardRow[] {
    for (const { code: version } of this.settings.versions) {
      const own = rows.filter((row) => row.version === version && row.kind === kind && row.item === code)
      if (own.length > 0) return own
    }
    if (depth === 0) return []
    for (const version of this.settings.versions) {
      const entry = this.#entry(version, kind, code, at)
      if (entry === undefined) continue
      for (const { column, kind: other = kind, of } of version.follows) {
        const followed =
          of === undefined
            ? [String(entry.attributes[column] ?? '')]
            : this.#entries(this.#version(of), kind, at)
                .filter((one) => one.attributes[column] === code)
                .map((one) => one.code)
        const found = followed.flatMap((one) => (one === '' ? [] : this.#ofItem(rows, other, one, at, depth - 1)))
        if (found.length > 0) return found
      }
    }
    return []
  }

  /** What is valid on a day, in its order, ready to be searched. */
  #edition(day: string): Edition {
    const known = this.#days.get(day)
    if (known !== undefined) return known
    const rows = [...this.#timelines.values()].flatMap((timeline) => timeline.filter((row) => holdsOn(row, day)))
    const order = new Map(this.settings.versions.map(({ code }, at) => [code, at]))
    rows.sort((a, b) => (order.get(a.version) ?? 0) - (order.get(b.version) ?? 0) || compareKeys(a, b))
    const others = this.#otherNames(momentOf(day))
    const items = rows.map((row) => this.itemOf(row, day))
    const index = new SearchIndex(
      rows.map((row, at) => ({
        codes: [row.code, row.item],
        name: items[at]!.name,
        synonyms: [...this.#wordsOf(items[at]!.name), ...(others.get(`${row.kind} ${row.item}`) ?? [])],
        className: items[at]!.className,
        filing: row.filing,
        closing: row.closing,
      })),
    )
    const edition = { rows, items, index }
    if (this.#days.size >= maxDays) this.#days.clear()
    this.#days.set(day, edition)
    return edition
  }

  #wordsOf(name: string): string[] {
    return [...this.#synonyms].flatMap(([part, words]) => (name.includes(part) ? words : []))
  }

  /** What other lists call an item: the names of those that stand for it. */
  #otherNames(at: Date): Map<string, string[]> {
    const names = new Map<string, string[]>()
    const say = (key: string, name: string) => names.set(key, [...(names.get(key) ?? []), name])
    for (const version of this.settings.versions) {
      for (const { column, kind: other, of } of version.follows) {
        for (const kind of ['component', 'event'] as const) {
          if (of === undefined) {
            for (const entry of this.#entries(version, kind, at)) {
              const target = entry.attributes[column]
              if (target !== undefined) say(`${other ?? kind} ${target}`, entry.name)
            }
            continue
          }
          for (const entry of this.#entries(this.#version(of), kind, at)) {
            const before = this.#entry(version, kind, String(entry.attributes[column] ?? ''), at)
            if (before !== undefined && before.name !== entry.name) say(`${kind} ${entry.code}`, before.name)
          }
        }
      }
    }
    return names
  }

  /** All names that searching knows, as one text to compare. */
  #allNames(): string {
    const at = new Date()
    return this.settings.versions
      .flatMap((version) =>
        (['component', 'event'] as const).flatMap((kind) =>
          this.#entries(version, kind, at).map((one) => `${one.code}${one.name}${one.parent ?? ''}`),
        ),
      )
      .join('\n')
  }

  async #look(): Promise<void> {
    try {
      await this.fresh()
      const names = this.#allNames()
      if (names !== this.#names) this.#days.clear()
      this.#names = names
    } catch {
      // The database is away; whoever asks it something else hears of that.
    }
  }

  async #read(): Promise<void> {
    // The counters are read before the rows: a change between the two is read twice instead of not at all.
    const [counters] = await this.#reader.read(selectBooks())
    const [standards, stages] = await this.#reader.read(selectStandards(), selectStageLimits())
    this.#timelines = Map.groupBy(standards.map(toStandardRow), (row) => row.id)
    this.#stages = Map.groupBy(stages.map(toStageRow), (row) => row.code)
    this.#changes = counted(counters)
    this.#names = this.#allNames()
    this.#days.clear()
  }
}

function counted(rows: readonly { name: string; changes: number }[]): string {
  return rows
    .map(({ name, changes }) => `${name} ${changes}`)
    .toSorted()
    .join()
}

/** The last moment of a day: what the dictionary changed on it counts. */
function momentOf(day: string): Date {
  return new Date(`${day}T23:59:59.999+08:00`)
}

/** Components before events, then by item, then by number: 01001-2 before 01001-10. */
export function compareKeys(
  a: Pick<StandardRow, 'kind' | 'item' | 'code'>,
  b: Pick<StandardRow, 'kind' | 'item' | 'code'>,
): number {
  return (
    (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0) ||
    (a.item < b.item ? -1 : a.item > b.item ? 1 : 0) ||
    a.code.length - b.code.length ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  )
}
