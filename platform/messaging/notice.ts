import type { Static, TSchema } from 'typebox'
import type { Reader } from '#lib/db'
import type { EventKind } from '#lib/events/contract'
import type { Words } from '#lib/kernel'
import type { TemplateText, Values } from './template.ts'

/** Who is told: everybody in these units, in these roles, and these accounts, each once. */
export interface Audience {
  readonly units?: readonly string[]
  readonly roles?: readonly string[]
  readonly accounts?: readonly string[]
  /** accounts that need not be told, e.g. of whoever did it */
  readonly except?: readonly string[]
}

/** What one event tells. Numbers and masked titles only, never personal data. */
export interface Telling {
  readonly audience: Audience
  readonly values: Values
  /** address on the desk */
  readonly link?: string
  /** the same for the same news; nobody is told it twice */
  readonly key: string
}

/** A notice: which event tells whom what. Declared by the module whose event it is. */
export interface Notice<S extends TSchema = TSchema> {
  /** `<module>.<what_happened>`; people mute by it */
  readonly code: string
  readonly on: EventKind<S>
  readonly name: Words
  /** the variables its templates may use, with what each is and an example for the preview */
  readonly variables: Readonly<Record<string, { readonly name: Words; readonly example: Words }>>
  /** the text that comes with the program, until an administrator writes another */
  readonly template: TemplateText
  readonly urgent?: boolean
  /** roles it can reach; others are not asked whether they want it. Default: anybody */
  readonly concerns?: readonly string[]
  /** a first look that needs no database: false saves a job */
  readonly when?: (data: Static<S>) => boolean
  /** undefined: this event tells nobody */
  readonly tell: (data: Static<S>, reader: Reader) => Promise<Telling | undefined>
}

/** Declares a notice. */
export function notice<const S extends TSchema>(declaration: Notice<S>): Notice<S> {
  return declaration
}
