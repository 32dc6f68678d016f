import type pg from 'pg'
import { Value } from 'typebox/value'
import type { Reader } from '#lib/db'
import { canonicalJson, type Json } from '#lib/kernel'
import { Condition } from './condition.ts'
import { KindDefinition } from './kind.ts'
import { selectKinds } from './store.ts'

/** The case kinds of this installation, every version. Read once: a kind's version never changes once published. */
export class Kinds {
  readonly #kinds = new Map<string, KindDefinition>()

  static async read(reader: Reader): Promise<Kinds> {
    const kinds = new Kinds()
    const [rows] = await reader.read(selectKinds())
    for (const { definition } of rows) {
      const kind = definition as KindDefinition
      kinds.#kinds.set(`${kind.kind} ${kind.version}`, kind)
    }
    return kinds
  }

  /** The version a case runs on. */
  get(kind: string, version: number): KindDefinition {
    const found = this.#kinds.get(`${kind} ${version}`)
    if (found === undefined) throw new Error(`Case kind ${kind} has no version ${version}`)
    return found
  }

  /** The version new cases begin on. */
  newest(kind: string): KindDefinition | undefined {
    return this.all().find((one) => one.kind === kind)
  }

  /** The newest version of every kind. */
  all(): KindDefinition[] {
    const newest = new Map<string, KindDefinition>()
    for (const kind of this.#kinds.values()) {
      if ((newest.get(kind.kind)?.version ?? 0) < kind.version) newest.set(kind.kind, kind)
    }
    return [...newest.values()]
  }

  /** Kinds of which a role sees every case. */
  seenBy(role: string): string[] {
    return this.all().filter((kind) => kind.seenBy.includes(role)).map((kind) => kind.kind)
  }
}

/** What is wrong with a kind definition, in words for whoever writes it; empty when nothing is. */
export function kindFaults(definition: unknown): string[] {
  if (!Value.Check(KindDefinition, definition)) {
    return [...Value.Errors(KindDefinition, definition)].map((error) => `${error.instancePath} ${error.message}`)
  }
  const faults: string[] = []
  const states = new Set(definition.states.map((state) => state.code))
  const needState = (code: string, where: string): void => {
    if (!states.has(code)) faults.push(`${where} names the state ${code}, which is not there`)
  }
  needState(definition.register.to, 'register')
  for (const action of definition.actions) {
    for (const from of action.from) needState(from, action.code)
    if (action.to !== undefined) needState(action.to, action.code)
    const unitField = action.effect.assignUnitFrom
    if (unitField !== undefined && !action.input.some((field) => field.key === unitField && field.type === 'unit' && field.required === true)) {
      faults.push(`${action.code} assigns the unit of ${unitField}, which is no required unit field of its input`)
    }
  }
  const conditions = [
    ...definition.actions.flatMap((action) => action.guards.map((guard) => guard.condition)),
    ...[definition.fields, ...definition.actions.map((action) => action.input)].flat().flatMap((field) => field.when ?? []),
  ]
  for (const condition of conditions) {
    if (!Value.Check(Condition, condition)) faults.push(`this is not a condition: ${JSON.stringify(condition)}`)
  }
  for (const key of [definition.titleField, definition.textField, definition.sourceNumberField]) {
    if (key !== undefined && !definition.fields.some((field) => field.key === key)) faults.push(`there is no field ${key}`)
  }
  return faults
}

/** Publishes a city's kinds. A version that is there already must be the same: cases run on it. */
export async function loadKinds(client: pg.Client, definitions: readonly unknown[]): Promise<void> {
  for (const definition of definitions) {
    const faults = kindFaults(definition)
    if (faults.length > 0) throw new Error(`A case kind is not valid:\n  ${faults.join('\n  ')}`)
    const { kind, version } = definition as KindDefinition
    const { rows } = await client.query<{ definition: Json }>('select definition from cases.kind where kind = $1 and version = $2', [kind, version])
    if (rows[0] === undefined) {
      await client.query('insert into cases.kind (kind, version, definition) values ($1, $2, $3)', [kind, version, JSON.stringify(definition)])
    } else if (canonicalJson(rows[0].definition) !== canonicalJson(definition as Json)) {
      throw new Error(`Case kind ${kind} version ${version} was published with another content; give the change a new version`)
    }
  }
}
