import { counts, leavesOf, lists, outcomes, texts, type Domain } from './check-conditions.ts'
import type { ActionDefinition, Field, KindDefinition } from './kind.ts'

/** A way in which a case can stand, as far as workflows can tell cases apart. */
export interface Standing {
  readonly state: string
  /** the state before, to which `@before` leads back */
  readonly before: string | null
  /** a unit handles it */
  readonly held: boolean
  /** units join in */
  readonly joint: boolean
  readonly marks: readonly string[]
}

/** What may and what must have happened whenever a case stands like this. */
interface Past {
  mayDone: Set<string>
  mustDone: Set<string>
  /** since the present unit got it */
  mayHere: Set<string>
  mayFacts: Set<string>
  mustFacts: Set<string>
}

export interface Node {
  readonly standing: Standing
  readonly past: Past
  /** what can be done, and the keys of the standings it leads to */
  readonly steps: Map<ActionDefinition, Set<string>>
}

/**
 * Every way in which cases of a kind can stand and what can be done there, followed from where they begin. Guards are
 * taken as passable when some values of their facts let them pass: what this does not reach is not reached at all.
 */
export type Paths = ReadonlyMap<string, Node>

/** Where cases begin. */
export function beginnings(kind: KindDefinition): { standing: Standing; past: Past; where: string }[] {
  const open = kind.fields.filter((field) => field.private !== true)
  const ways = [
    { entry: kind.register, done: ['register'], where: '/register' },
    ...(kind.entries ?? []).map((entry, at) => ({ entry, done: ['register'], where: `/entries/${at}` })),
  ]
  return ways.map(({ entry, done, where }) => ({
    where,
    standing: { state: entry.to, before: null, held: false, joint: false, marks: [] },
    past: {
      mayDone: new Set(done),
      mustDone: new Set(done),
      mayHere: new Set(done),
      mayFacts: new Set(open.map((field) => field.key)),
      mustFacts: new Set(
        open
          .filter((field) => isGiven(field) || entry.requires?.includes(field.key) === true)
          .map((field) => field.key),
      ),
    },
  }))
}

/** Whether a form cannot be sent without this field. */
export function isGiven(field: Field): boolean {
  return field.required === true && field.when === undefined
}

export function explore(kind: KindDefinition, from: readonly { standing: Standing; past: Past }[]): Paths {
  const nodes = new Map<string, Node>()
  const open: string[] = []
  const reach = (standing: Standing, past: Past): string => {
    const key = keyOf(standing)
    const known = nodes.get(key)
    if (known === undefined) {
      nodes.set(key, { standing, past: copy(past), steps: new Map() })
      open.push(key)
    } else if (widen(known.past, past) && !open.includes(key)) open.push(key)
    return key
  }
  const kept = onlyTold(kind)
  for (const { standing, past } of from) reach(kept(standing), past)
  for (let key = open.shift(); key !== undefined; key = open.shift()) {
    const node = nodes.get(key)!
    for (const action of kind.actions) {
      if (!possible(kind, action, node)) continue
      const to = node.steps.get(action) ?? new Set()
      for (const standing of after(action, node.standing)) to.add(reach(kept(standing), pastAfter(action, node.past)))
      node.steps.set(action, to)
    }
  }
  return nodes
}

/** Leaves out what no rule of the kind can tell apart, so that few ways of standing are left. */
function onlyTold(kind: KindDefinition): (standing: Standing) => Standing {
  const leads = new Set(kind.actions.filter((action) => action.to === '@before').flatMap((action) => action.from))
  const asked = kind.actions
    .flatMap((action) => action.guards.flatMap((guard) => leavesOf(guard.condition)))
    .filter((leaf) => leaf.fact === 'case.marks')
  const told = new Set(asked.flatMap((leaf) => ('has' in leaf ? [leaf.has] : [])))
  return (standing) => ({
    ...standing,
    before: leads.has(standing.state) ? standing.before : null,
    marks: standing.marks.filter((mark) => told.has(mark)),
  })
}

/** Keys of the standings from which a case can come to an end. */
export function endable(kind: KindDefinition, paths: Paths): ReadonlySet<string> {
  const ends = new Set(kind.states.filter((state) => state.stage === 'done').map((state) => state.code))
  const live = new Set([...paths].filter(([, node]) => ends.has(node.standing.state)).map(([key]) => key))
  for (let grew = true; grew;) {
    grew = false
    for (const [key, { steps }] of paths) {
      if (live.has(key) || ![...steps.values()].some((to) => [...to].some((one) => live.has(one)))) continue
      live.add(key)
      grew = true
    }
  }
  return live
}

/** Whether whose turn it is can be somebody’s, when a case stands like this. */
export function isTurn(kind: KindDefinition, action: ActionDefinition, { held, joint, state }: Standing): boolean {
  if (action.by === 'holder') return held
  if (action.by === 'joint') return joint
  if (action.by === 'handlers') return held || joint
  if (action.by !== 'system') return true
  const { sameNumber, clocks = [] } = kind
  return (
    clocks.some((clock) => clock.performs === action.code && clock.runsIn.includes(state)) ||
    (sameNumber !== undefined && [sameNumber.otherwise, ...Object.values(sameNumber.actions)].includes(action.code))
  )
}

function possible(kind: KindDefinition, action: ActionDefinition, node: Node): boolean {
  return (
    action.from.includes(node.standing.state) &&
    (action.by === 'system' || action.roles.length > 0) &&
    isTurn(kind, action, node.standing) &&
    canPass(kind, action, domainOf(kind, action, node))
  )
}

/** Whether all guards of an action can hold together. */
export function canPass(kind: KindDefinition, action: ActionDefinition, domain: Domain): boolean {
  return action.guards.length === 0 || outcomes({ all: action.guards.map((guard) => guard.condition) }, domain).can
}

function after(action: ActionDefinition, standing: Standing): Standing[] {
  const { effect } = action
  const state = action.to === '@before' ? (standing.before ?? standing.state) : (action.to ?? standing.state)
  const held = effect.assignUnitFrom !== undefined ? true : effect.release === true ? false : standing.held
  const joins = action.input.find((field) => field.key === effect.joinUnitFrom)
  const left =
    effect.leave === 'all' ? [false] : effect.leave === 'own' && standing.joint ? [true, false] : [standing.joint]
  const joint = joins === undefined ? left : isGiven(joins) ? [true] : [...new Set([true, ...left])]
  const marks = [
    ...new Set([...standing.marks.filter((mark) => effect.unmark?.includes(mark) !== true), ...(effect.mark ?? [])]),
  ].toSorted()
  const before = state === standing.state ? standing.before : standing.state
  return joint.map((one) => ({ state, before, held, joint: one, marks }))
}

function pastAfter(action: ActionDefinition, past: Past): Past {
  const set = action.input.filter((field) => action.effect.set?.includes(field.key) === true && field.private !== true)
  return {
    mayDone: new Set([...past.mayDone, action.code]),
    mustDone: new Set([...past.mustDone, action.code]),
    mayHere: new Set([...(action.effect.assignUnitFrom === undefined ? past.mayHere : []), action.code]),
    mayFacts: new Set([...past.mayFacts, ...set.map((field) => field.key)]),
    mustFacts: new Set([...past.mustFacts, ...set.filter(isGiven).map((field) => field.key)]),
  }
}

function copy(past: Past): Past {
  return {
    mayDone: new Set(past.mayDone),
    mustDone: new Set(past.mustDone),
    mayHere: new Set(past.mayHere),
    mayFacts: new Set(past.mayFacts),
    mustFacts: new Set(past.mustFacts),
  }
}

function widen(known: Past, more: Past): boolean {
  let changed = false
  for (const key of ['mayDone', 'mayHere', 'mayFacts'] as const) {
    for (const one of more[key]) {
      if (known[key].has(one)) continue
      known[key].add(one)
      changed = true
    }
  }
  for (const key of ['mustDone', 'mustFacts'] as const) {
    for (const one of known[key]) {
      if (more[key].has(one)) continue
      known[key].delete(one)
      changed = true
    }
  }
  return changed
}

function keyOf({ state, before, held, joint, marks }: Standing): string {
  return JSON.stringify([state, before, held, joint, marks])
}

/** Fields that can stand among the facts of a case: public ones of its form, and inputs that are set. */
export function factFields(kind: KindDefinition): ReadonlyMap<string, Field> {
  const set = kind.actions.flatMap((action) =>
    action.input.filter((field) => action.effect.set?.includes(field.key) === true),
  )
  return new Map([...set, ...kind.fields].filter((field) => field.private !== true).map((field) => [field.key, field]))
}

/**
 * The values the facts of a guard can have: for an action done where a case stands like this, or, without a node,
 * anywhere at all.
 */
export function domainOf(kind: KindDefinition, action: ActionDefinition | undefined, node: Node | undefined): Domain {
  return (fact, mention) => {
    const [root, part, key = '', ...rest] = fact.split('.')
    const times = (may: ReadonlySet<string> | undefined, must: ReadonlySet<string> | undefined) =>
      counts(mention, { may: may?.has(key) ?? true, must: must?.has(key) ?? false })
    if (root === 'case') {
      if (part === 'state') return node === undefined ? texts(mention, action?.from) : [node.standing.state]
      if (part === 'facts') {
        if (node?.past.mayFacts.has(key) === false) return [undefined]
        const field = factFields(kind).get(key)
        const values = texts(
          mention,
          field?.type === 'choice' ? field.choices?.map((choice) => choice.code) : undefined,
        )
        return node?.past.mustFacts.has(key) === true ? values : [undefined, ...values]
      }
      if (part === 'done') return times(node?.past.mayDone, node?.past.mustDone)
      if (part === 'doneHere') return times(node?.past.mayHere, undefined)
      if (part === 'marks')
        return node === undefined
          ? lists(kind.actions.flatMap((one) => one.effect.mark ?? []))
          : [[...node.standing.marks]]
      if (part === 'clocks')
        return rest[0] === 'round' ? counts(mention, { may: true, must: false }) : [true, false, undefined]
      if (part === 'level') return texts(mention)
      if (part === 'transfers')
        return kind.actions.some((one) => one.effect.transfer !== undefined)
          ? [0, ...counts(mention, { may: true, must: true })]
          : [0]
      if (part === 'joint') {
        const some = counts(mention, { may: true, must: true })
        return node === undefined ? [0, ...some] : node.standing.joint ? some : [0]
      }
    }
    if (root === 'actor') {
      if (part === 'role') return action === undefined || action.by === 'system' ? texts(mention) : action.roles
      if (part === 'did') return node?.past.mayDone.has(key) === false ? [undefined] : [true, undefined]
      return [true, false]
    }
    return root === 'place' ? lists(mention.has) : [undefined, ...texts(mention)]
  }
}
