import type { TSchema } from 'typebox'
import type { Reader, Transaction } from '#lib/db'
import { ProblemError, type Actor } from '#lib/http'
import type { Json, Words } from '#lib/kernel'
import { cannotApply } from './contract.ts'

/** One thing of a part. Its key names it in every system alike: codes, never ids; no personal data in any property. */
export type Item = { readonly key: string; readonly [property: string]: Json }

/** What an import does to one thing. */
export interface Change<I extends Item = Item> {
  readonly kind: 'added' | 'changed' | 'ended'
  readonly key: string
  readonly before: I | undefined
  readonly after: I | undefined
}

export interface ApplyRequest<I extends Item = Item> {
  /** what was read before in this transaction is under the part's lock */
  readonly tx: Transaction
  readonly actor: Actor
  readonly requestId: string
  /** why, for histories that ask for a reason */
  readonly reason: string
  readonly changes: readonly Change<I>[]
  /** Ends the import: nothing of any part is changed. */
  readonly refuse: (why: Words) => never
}

/**
 * A part of the configuration that can be carried from one system to another as a file. Declared by the module that owns
 * it, handed over at start. `read` gives the whole state in a fixed order: the same state makes the same bytes.
 */
export interface ConfigurationPart<I extends Item = Item> {
  readonly name: string
  readonly title: Words
  /** of the items' form; counts up when it changes */
  readonly version: number
  /** of one item */
  readonly item: TSchema
  /** what an administrator must know of it besides */
  readonly note?: Words
  /** names of properties, by their first step */
  readonly fields: Readonly<Record<string, Words>>
  readonly label: (item: I) => string
  /** properties as people read them; where missing, every leaf as text */
  readonly show?: (item: I) => Readonly<Record<string, string>>
  /** things here that the file does not name stay as they are, because they cannot be ended; default: none */
  readonly keeps?: (item: I) => boolean
  /** holds other changes back until the transaction ends; called before `read` */
  readonly hold?: (tx: Transaction) => Promise<unknown>
  readonly read: (reader: Reader) => Promise<I[]>
  /** what row-level security asks of whoever changes it, as in `app.allow`: an import needs it, too */
  readonly rights?: readonly string[]
  /** undefined: compared only */
  readonly apply?: (request: ApplyRequest<I>) => Promise<void>
}

/** Declares a part. The form of its items is known inside only: outside, schema and keys are enough. */
export function configurationPart<I extends Item>(part: ConfigurationPart<I>): ConfigurationPart {
  return part as unknown as ConfigurationPart
}

/** A part that is read from the city's folder: it is told where two systems differ, and imported nowhere. */
export function toldPart(
  part: Pick<ConfigurationPart, 'name' | 'title' | 'fields' | 'item'> & { readonly items: readonly Item[] },
): ConfigurationPart {
  const { items, ...rest } = part
  return {
    ...rest,
    version: 1,
    note: {
      'zh-CN': '只作比较：它写在城市数据目录里，随程序部署',
      en: 'Compared only: it lies in the city’s folder and is deployed with the program',
    },
    label: (item) => item.key,
    read: async () => [...items],
  }
}

/** What makes a part's refusal. */
export function refusal(part: Pick<ConfigurationPart, 'title'>): (why: Words) => never {
  return (why) => {
    throw new ProblemError(cannotApply, { part: part.title, why })
  }
}
