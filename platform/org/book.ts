import type { Reader } from '#lib/db'
import { dayInShanghai, type Logger } from '#lib/kernel'
import { below, Forest, inOrder, wayUp, type Day, type SortSeed, type UnitVersion } from './forest.ts'
import { forgetUnits } from './find-unit.ts'
import { selectChanges, selectCount, selectIdentities, selectSorts, type ChangeRow, type IdentityRow } from './store.ts'
import type { Situation } from './plan-change.ts'

const lookMs = 2_000

/** A unit as it was on a day. */
export interface UnitAsOf extends UnitVersion {
  readonly code: string
}

/** Everything of the organisation as read at one moment. */
export interface BookContent extends Situation {
  readonly identities: ReadonlyMap<string, IdentityRow>
  readonly changes: readonly ChangeRow[]
}

/** Makes a book's content from the rows of the tables. */
export function contentOf(
  identities: readonly IdentityRow[],
  changes: readonly ChangeRow[],
  sorts: readonly SortSeed[],
): BookContent {
  return {
    identities: new Map(identities.map((row) => [row.id, row])),
    codes: new Map(identities.map((row) => [row.code, row.id])),
    sorts: new Map(sorts.map((sort) => [sort.code, sort])),
    changes,
    forest: forestOf(changes),
  }
}

/** The tree that follows from the changes that were not taken back. */
export function forestOf(changes: readonly ChangeRow[]): Forest {
  return new Forest(
    changes
      .filter((change) => change.undone_at === null)
      .map((change) => ({
        id: change.id,
        sequence: change.sequence,
        kind: change.kind,
        effectiveOn: change.effective_on,
        from: change.from_units,
        to: change.to_units,
        steps: change.steps,
      })),
  )
}

/**
 * The organisation with its whole history in memory, for modules to ask at once. Follows changes of this process at
 * once and those of others within seconds. A day is YYYY-MM-DD in Shanghai; where none is said, today.
 */
export class OrgBook {
  readonly #reader: Reader
  readonly #log: Logger
  #content: BookContent = contentOf([], [], [])
  #changes = -1
  #turn: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | undefined

  private constructor(reader: Reader, log: Logger) {
    this.#reader = reader
    this.#log = log
  }

  static async open(reader: Reader, log: Logger): Promise<OrgBook> {
    const book = new OrgBook(reader, log)
    await book.#read()
    book.#timer = setInterval(() => void book.#look(), lookMs)
    book.#timer.unref()
    return book
  }

  get content(): BookContent {
    return this.#content
  }

  /** Today in Shanghai. */
  get today(): Day {
    return dayInShanghai(new Date())
  }

  /** A unit as it was on a day; undefined before it opened and after it closed. */
  unitAsOf(unitId: string, day: Day = this.today): UnitAsOf | undefined {
    const version = this.#content.forest.on(day).get(unitId)
    return version === undefined ? undefined : { ...version, code: this.#content.identities.get(unitId)?.code ?? '' }
  }

  /** The units that stand for a unit on a day: itself while it is open, then those it was merged or split into. */
  successors(unitId: string, day: Day = this.today): string[] {
    return this.#content.forest.successors(unitId, day)
  }

  /** Ids of a unit and of everything below it on a day; empty when it is not open. */
  subtree(unitId: string, day: Day = this.today): string[] {
    return below(this.#content.forest.on(day), unitId)
  }

  /** The unit at the head on a day: the first that stands below none; undefined while there is none. */
  head(day: Day = this.today): string | undefined {
    return inOrder(this.#content.forest.on(day))[0]?.version.unitId
  }

  /** A unit's way from the top to itself; empty when it is not open. */
  pathOf(unitId: string, day: Day = this.today): UnitAsOf[] {
    return wayUp(this.#content.forest.on(day), unitId).map((version) => ({
      ...version,
      code: this.#content.identities.get(version.unitId)?.code ?? '',
    }))
  }

  /** The unit whose platform a unit works on: itself or the nearest above it that runs one. */
  platformOf(unitId: string, day: Day = this.today): UnitAsOf | undefined {
    return this.pathOf(unitId, day).findLast((one) => this.#content.sorts.get(one.sort)?.platform === true)
  }

  /** Settles when every change that this process made so far is in the book. */
  settled(): Promise<void> {
    return this.#turn
  }

  /** Reads anew; settles when it is read. */
  reload(): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#read())
      .catch((error: unknown) => {
        // The next look finds the counter still apart and reads again.
        this.#changes = -1
        this.#log.warn({ err: (error as Error).message }, 'the organisation could not be read anew')
      })
    return this.#turn
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    try {
      const [[row]] = await this.#reader.read(selectCount())
      if (row?.changes !== this.#changes) await this.reload()
    } catch {
      // The database is away; whoever asks it something else hears of that.
    }
  }

  async #read(): Promise<void> {
    // The counter is read first: a change in between is read twice instead of not at all.
    const [[count]] = await this.#reader.read(selectCount())
    const [identities, changes, sorts] = await this.#reader.read(selectIdentities(), selectChanges(), selectSorts())
    this.#content = contentOf(identities, changes, sorts)
    this.#changes = count?.changes ?? -1
    forgetUnits()
  }
}
