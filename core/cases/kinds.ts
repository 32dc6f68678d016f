import type pg from 'pg'
import type { Reader } from '#lib/db'
import { canonicalJson, type Json } from '#lib/kernel'
import { checkKind, type CheckContext } from './check-kind.ts'
import { errorLines } from './finding.ts'
import type { KindDefinition } from './kind.ts'
import { selectKindCount, selectKinds } from './store.ts'

const lookMs = 2_000

/** The case kinds of this installation, every version: one never changes once it is published, more may be added. */
export class Kinds {
  readonly #kinds = new Map<string, KindDefinition>()
  readonly #reader: Reader
  #newest = new Map<string, KindDefinition>()
  #timer: NodeJS.Timeout | undefined

  private constructor(reader: Reader) {
    this.#reader = reader
  }

  /** Reads them, and goes on reading what other processes publish until it is closed. */
  static async read(reader: Reader): Promise<Kinds> {
    const kinds = new Kinds(reader)
    await kinds.reload()
    kinds.#timer = setInterval(() => void kinds.#look(), lookMs)
    kinds.#timer.unref()
    return kinds
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async reload(): Promise<void> {
    const [rows] = await this.#reader.read(selectKinds())
    for (const { definition } of rows) {
      const kind = definition as KindDefinition
      this.#kinds.set(`${kind.kind} ${kind.version}`, kind)
    }
    const newest = new Map<string, KindDefinition>()
    for (const kind of this.#kinds.values()) {
      if ((newest.get(kind.kind)?.version ?? 0) < kind.version) newest.set(kind.kind, kind)
    }
    this.#newest = newest
  }

  async #look(): Promise<void> {
    try {
      const [[row]] = await this.#reader.read(selectKindCount())
      if (row?.count !== this.#kinds.size) await this.reload()
    } catch {
      // The database is away; whoever asks it something else hears of that.
    }
  }

  /** The version a case runs on. */
  get(kind: string, version: number): KindDefinition {
    const found = this.#kinds.get(`${kind} ${version}`)
    if (found === undefined) throw new Error(`Case kind ${kind} has no version ${version}`)
    return found
  }

  /** The version new cases begin on. */
  newest(kind: string): KindDefinition | undefined {
    return this.#newest.get(kind)
  }

  /** The newest version of every kind. */
  all(): KindDefinition[] {
    return [...this.#newest.values()]
  }

  /** Every version of every kind, oldest first. */
  versions(): KindDefinition[] {
    return [...this.#kinds.values()].toSorted((a, b) =>
      a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.version - b.version,
    )
  }

  /** The states of a kind, or of all, in any version. */
  states(kind: string | undefined): { kind: string; state: string }[] {
    const seen = new Map<string, { kind: string; state: string }>()
    for (const one of this.#kinds.values()) {
      if (kind !== undefined && one.kind !== kind) continue
      for (const { code } of one.states) seen.set(`${one.kind} ${code}`, { kind: one.kind, state: code })
    }
    return [...seen.values()]
  }

  /** Kinds of which a role sees every case on its ground. */
  seenBy(role: string): string[] {
    return this.all()
      .filter((kind) => kind.seenBy.includes(role))
      .map((kind) => kind.kind)
  }
}

/**
 * Publishes a city's kinds. A version that is there already must be the same: cases run on it. It is not checked again:
 * a role or a list may be gone by now, and its cases go on all the same.
 */
export async function loadKinds(
  client: pg.Client,
  definitions: readonly unknown[],
  context: CheckContext,
): Promise<void> {
  for (const definition of definitions) {
    const { kind, version } = (definition ?? {}) as Partial<KindDefinition>
    const { rows } = await client.query<{ definition: Json }>(
      'select definition from cases.kind where kind = $1 and version = $2',
      [String(kind), Number.isInteger(version) ? version : 0],
    )
    if (rows[0] === undefined) {
      const faults = errorLines(checkKind(definition, context))
      if (faults.length > 0) throw new Error(`The case kind ${kind} is not valid:\n  ${faults.join('\n  ')}`)
      await client.query('insert into cases.kind (kind, version, definition) values ($1, $2, $3)', [
        kind,
        version,
        JSON.stringify(definition),
      ])
    } else if (canonicalJson(rows[0].definition) !== canonicalJson(definition as Json)) {
      throw new Error(
        `Case kind ${kind} version ${version} was published with another content; give the change a new version`,
      )
    }
  }
}
