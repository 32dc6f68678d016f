import type { Reader } from '#lib/db'
import type { Logger } from '#lib/kernel'
import { keyText, type DictionaryDefinition, type EntryContent, type EntryKey } from './definition.ts'
import { contentOf, selectBook, selectDictionaries, type BookRow } from './store.ts'

/** An entry as other modules read it. */
export interface BookEntry extends EntryKey, EntryContent {
  readonly id: string
  readonly validFrom: Date
  /** no more valid at this moment; undefined while open */
  readonly validTo: Date | undefined
}

export interface BookQuery {
  /** the dictionary's present version where not said */
  readonly version?: string
  /** the dictionary's first kind where not said */
  readonly kind?: string
  /** as it stood then; now, where not said */
  readonly at?: Date
}

const lookMs = 5_000

/**
 * All dictionaries with their history in memory, for other modules to read at once: `find` an entry, `list` them, as of
 * any moment. Follows changes of this process at once and those of others within seconds.
 */
export class DictionaryBook {
  readonly #reader: Reader
  readonly #log: Logger
  #definitions = new Map<string, DictionaryDefinition>()
  #changes = new Map<string, number>()
  #entries = new Map<string, readonly BookEntry[]>()
  #byKey = new Map<string, ReadonlyMap<string, readonly BookEntry[]>>()
  #turn: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  private constructor(reader: Reader, log: Logger) {
    this.#reader = reader
    this.#log = log
  }

  static async open(reader: Reader, log: Logger): Promise<DictionaryBook> {
    const book = new DictionaryBook(reader, log)
    await book.#read(undefined)
    book.#timer = setInterval(() => void book.#look(), lookMs)
    book.#timer.unref()
    return book
  }

  /** The description of a dictionary. */
  definition(dictionary: string): DictionaryDefinition | undefined {
    return this.#definitions.get(dictionary)
  }

  /** All descriptions, in the city's order. */
  definitions(): DictionaryDefinition[] {
    return [...this.#definitions.values()]
  }

  /** The entry of a code, if it is valid at the moment asked for. */
  find(dictionary: string, code: string, query: BookQuery = {}): BookEntry | undefined {
    const at = query.at ?? new Date()
    const history = this.#byKey.get(dictionary)?.get(keyText({ ...this.#defaults(dictionary, query), code }))
    return history?.find((entry) => isValid(entry, at))
  }

  /** All entries of a version and kind that are valid at the moment asked for, in their order. */
  list(dictionary: string, query: BookQuery = {}): BookEntry[] {
    const at = query.at ?? new Date()
    const { version, kind } = this.#defaults(dictionary, query)
    return (this.#entries.get(dictionary) ?? []).filter(
      (entry) => entry.version === version && entry.kind === kind && isValid(entry, at),
    )
  }

  /** Reads a dictionary anew; settles when it is read. */
  reload(dictionary: string): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#read(dictionary))
      .catch((error: unknown) => {
        // The next look finds the counter still apart and reads again.
        this.#changes.delete(dictionary)
        this.#log.warn({ err: (error as Error).message, dictionary }, 'a dictionary could not be read anew')
      })
    return this.#turn
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #defaults(dictionary: string, { version, kind }: BookQuery): { version: string; kind: string } {
    const definition = this.#definitions.get(dictionary)
    return {
      version: version ?? definition?.versions[0]?.code ?? '',
      kind: kind ?? definition?.kinds[0]?.code ?? '',
    }
  }

  async #look(): Promise<void> {
    try {
      const [rows] = await this.#reader.read(selectDictionaries())
      for (const { code, changes } of rows) if (this.#changes.get(code) !== changes) await this.reload(code)
    } catch {
      // The database is away; whoever asks it something else hears of that.
    }
  }

  async #read(only: string | undefined): Promise<void> {
    // The counter is read before the entries: a change between the two is read twice instead of not at all.
    const [dictionaries] = await this.#reader.read(selectDictionaries())
    const [rows] = await this.#reader.read(selectBook(only))
    this.#definitions = new Map(dictionaries.map((row) => [row.code, row.definition as DictionaryDefinition]))
    const grouped = Map.groupBy(rows, (row) => row.dictionary)
    for (const { code, changes } of dictionaries) {
      if (only !== undefined && code !== only) continue
      const entries = (grouped.get(code) ?? []).map(toEntry)
      this.#entries.set(code, entries)
      this.#byKey.set(
        code,
        Map.groupBy(entries, (entry) => keyText(entry)),
      )
      this.#changes.set(code, changes)
    }
  }
}

function isValid({ validFrom, validTo }: BookEntry, at: Date): boolean {
  return validFrom <= at && (validTo === undefined || at < validTo)
}

function toEntry(row: BookRow): BookEntry {
  return {
    id: row.entry_id,
    version: row.version,
    kind: row.kind,
    code: row.code,
    ...contentOf(row),
    validFrom: row.valid_from,
    validTo: row.valid_to ?? undefined,
  }
}
