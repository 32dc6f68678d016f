import fc from 'fast-check'
import type { Words } from '#lib/kernel/contract'
import type { ActionDefinition, ClockDefinition, Field, KindDefinition } from '../kind.ts'

/** A few choices instead of a kind, so that a counterexample can be read. */
interface Recipe {
  /** states before the end */
  readonly steps: number
  /** the step that hands the case to a unit; from then on the unit has it */
  readonly assignAt: number
  /** who leads each step on, once a unit has it */
  readonly by: readonly ActionDefinition['by'][]
  /** what each step asks for before it leads on */
  readonly asks: readonly ('nothing' | 'note' | 'noteHere' | 'notHandled')[]
  readonly loops: readonly {
    readonly from: number
    readonly to: number
    readonly limited: boolean
    readonly marked: boolean
  }[]
  /** steps that a case may be set aside in, to go on where it was */
  readonly pauseIn: readonly number[]
  readonly joins: boolean
  readonly passes: boolean
  readonly voids: boolean
  readonly reopens: boolean
  readonly secondEntry: boolean
  /** a step that the system leads on when its time is up */
  readonly systemAt: number
  readonly clocks: readonly {
    readonly from: number
    readonly to: number
    readonly hours: 'holder' | 'city'
    readonly again: 'anew' | 'old'
  }[]
}

const step = fc.nat({ max: 5 })
const recipes: fc.Arbitrary<Recipe> = fc.record({
  steps: fc.integer({ min: 2, max: 6 }),
  assignAt: step,
  by: fc.array(fc.constantFrom('holder', 'handlers', 'anyone', 'platform'), { minLength: 6, maxLength: 6 }),
  asks: fc.array(fc.constantFrom('nothing', 'note', 'noteHere', 'notHandled'), { minLength: 6, maxLength: 6 }),
  loops: fc.array(fc.record({ from: step, to: step, limited: fc.boolean(), marked: fc.boolean() }), { maxLength: 3 }),
  pauseIn: fc.uniqueArray(step, { maxLength: 3 }),
  joins: fc.boolean(),
  passes: fc.boolean(),
  voids: fc.boolean(),
  reopens: fc.boolean(),
  secondEntry: fc.boolean(),
  systemAt: fc.nat({ max: 11 }),
  clocks: fc.array(
    fc.record({
      from: step,
      to: step,
      hours: fc.constantFrom('holder', 'city'),
      again: fc.constantFrom('anew', 'old'),
    }),
    { maxLength: 2 },
  ),
})

/** Kinds without errors: three to eight states, loops, guards, clocks, units that have, join and pass cases, private fields. */
export const randomKinds: fc.Arbitrary<KindDefinition> = recipes.map(kindOf)

/** The roles of random kinds: `desk` of a platform, `hand` of a unit. */
export const randomRoles = ['desk', 'hand'] as const

function words(text: string): Words {
  return { 'zh-CN': `甲 ${text}`, en: text }
}

function field(key: string, more: Partial<Field> = {}): Field {
  return { key, name: words(key), type: 'text', ...more }
}

function action(code: string, from: readonly string[], more: Partial<ActionDefinition> = {}): ActionDefinition {
  return {
    code,
    name: words(code),
    from: [...from],
    roles: ['desk'],
    by: 'anyone',
    tone: 'plain',
    input: [],
    guards: [],
    effect: {},
    ...more,
  }
}

function kindOf(recipe: Recipe): KindDefinition {
  const states = Array.from({ length: recipe.steps }, (_, at) => `s${at}`)
  const assignAt = Math.min(recipe.assignAt, recipe.steps - 1)
  const setAside = recipe.pauseIn.filter((at) => at < recipe.steps)
  const pauses = setAside.length > 0 && recipe.steps < 7
  const open = [...states, ...(pauses ? ['aside'] : [])]
  const ends = ['end', ...(recipe.voids && open.length < 7 ? ['void'] : [])]
  const systemAt = recipe.systemAt < recipe.steps && recipe.systemAt !== assignAt ? recipe.systemAt : undefined
  return {
    kind: 'random',
    version: 1,
    name: words('random'),
    titleField: 'title',
    textField: 'title',
    sourceNumberField: 'number',
    pointField: 'place',
    fields: [
      field('number', { required: true }),
      field('title', { required: true, private: true, mask: 'name' }),
      field('sort', {
        type: 'choice',
        required: true,
        choices: ['a', 'b'].map((code) => ({ code, name: words(code) })),
      }),
      field('more', { when: { fact: 'input.sort', is: 'b' }, required: true }),
      field('due', { type: 'moment' }),
      field('place', { type: 'point' }),
    ],
    states: [
      ...states.map((code, at) => ({
        code,
        name: words(code),
        stage: at <= assignAt ? ('waiting' as const) : ('working' as const),
      })),
      ...(pauses ? [{ code: 'aside', name: words('aside'), stage: 'waiting' as const }] : []),
      ...ends.map((code) => ({
        code,
        name: words(code),
        stage: 'done' as const,
        ending: code === 'end' ? ('closed' as const) : ('voided' as const),
      })),
    ],
    register: { name: words('register'), to: 's0', roles: ['desk'] },
    ...(recipe.secondEntry
      ? { entries: [{ code: 'quick', name: words('quick'), to: 'end', roles: ['hand'], requires: ['place'] }] }
      : {}),
    sameNumber: { actions: {}, otherwise: 'again' },
    clocks: clocksOf(recipe, states, pauses, systemAt),
    ...shortcutOf(states, assignAt, recipe),
    sensitivity: [{ when: { fact: 'case.facts.sort', is: 'b' }, level: 2 }],
    actions: [
      ...states.map((code, at) => forward(recipe, code, at, assignAt, states[at + 1] ?? 'end')),
      action('note', open, { input: [field('text', { type: 'long', required: true, private: true })] }),
      action('again', [...open, ...ends]),
      action('sort', open, {
        input: [
          field('sort', {
            type: 'choice',
            required: true,
            choices: ['a', 'b'].map((code) => ({ code, name: words(code) })),
          }),
        ],
        effect: { set: ['sort'] },
      }),
      ...recipe.loops.flatMap((loop, at) => back(loop, at, states, assignAt)),
      ...(pauses
        ? [
            action(
              'set_aside',
              setAside.map((at) => states[at]!),
              { to: 'aside' },
            ),
            action('go_on', ['aside'], { to: '@before' }),
          ]
        : []),
      ...(recipe.joins && assignAt < recipe.steps - 1 ? joining(states.slice(assignAt + 1)) : []),
      ...(recipe.passes ? passing(states.slice(0, assignAt + 1)) : []),
      ...(ends.includes('void')
        ? [action('drop', open, { to: 'void', tone: 'danger', effect: { release: true, leave: 'all' } })]
        : []),
      ...(recipe.reopens
        ? [
            action('reopen', ['end'], {
              to: 's0',
              effect: { release: true, leave: 'all' },
              guards: [atMostTwice('reopen')],
            }),
          ]
        : []),
      ...(systemAt === undefined
        ? []
        : [action('by_time', [states[systemAt]!], { by: 'system', roles: [], to: states[systemAt + 1] ?? 'end' })]),
    ],
    seenBy: ['desk'],
    revealedTo: ['desk', 'hand'],
  }
}

function forward({ by, asks }: Recipe, code: string, at: number, assignAt: number, to: string): ActionDefinition {
  const who = at <= assignAt ? (by[at] === 'platform' ? 'platform' : 'anyone') : by[at]!
  const isUnit = who === 'holder' || who === 'handlers'
  const ask = asks[at]!
  const condition =
    ask === 'note'
      ? { fact: 'case.done.note', atLeast: 1 }
      : ask === 'noteHere'
        ? { fact: 'case.doneHere.note', atLeast: 1 }
        : ask === 'notHandled' && !isUnit
          ? { not: { fact: 'actor.handled', is: true } }
          : undefined
  return action(`go${at}`, [code], {
    to,
    by: who,
    roles: isUnit ? ['hand'] : ['desk'],
    tone: 'primary',
    guards: condition === undefined ? [] : [{ condition, reason: words('not yet') }],
    input: at === assignAt ? [field('unit', { type: 'unit', required: true })] : [],
    effect: at === assignAt ? { assignUnitFrom: 'unit' } : {},
  })
}

function back(
  { from, to, limited, marked }: Recipe['loops'][number],
  at: number,
  states: readonly string[],
  assignAt: number,
): ActionDefinition[] {
  const code = `back${at}`
  if (from >= states.length || to >= from) return []
  const leaves = from > assignAt && to <= assignAt
  return [
    action(code, [states[from]!], {
      to: states[to]!,
      guards: [
        ...(limited ? [atMostTwice(code)] : []),
        ...(marked ? [{ condition: { not: { fact: 'case.marks', has: code } }, reason: words('marked') }] : []),
      ],
      effect: { ...(leaves ? { release: true, leave: 'all' } : {}), ...(marked ? { mark: [code] } : {}) },
    }),
  ]
}

function atMostTwice(code: string): ActionDefinition['guards'][number] {
  return { condition: { fact: `case.done.${code}`, atMost: 1 }, reason: words('twice already') }
}

function joining(held: readonly string[]): ActionDefinition[] {
  return [
    action('join', held, {
      by: 'platform',
      input: [field('other', { type: 'unit', required: true })],
      effect: { joinUnitFrom: 'other' },
    }),
    action('help', held, { by: 'joint', roles: ['hand'], effect: { leave: 'own' } }),
  ]
}

function passing(free: readonly string[]): ActionDefinition[] {
  return [
    action('pass_down', free, {
      by: 'platform',
      input: [field('platform', { type: 'unit', required: true, among: 'platforms_below' })],
      effect: { transfer: { way: 'down', unitFrom: 'platform' } },
    }),
    action('pass_up', free, {
      by: 'platform',
      guards: [{ condition: { fact: 'case.level', is: 'town' }, reason: words('at the top') }],
      effect: { transfer: { way: 'up' } },
    }),
  ]
}

function clocksOf(
  { clocks }: Recipe,
  states: readonly string[],
  pauses: boolean,
  systemAt: number | undefined,
): ClockDefinition[] {
  const made = clocks.map(({ from, to, hours, again }, at): ClockDefinition => {
    const first = Math.min(from, to, states.length - 1)
    return {
      code: `clock${at}`,
      name: words('clock'),
      of: 'stage',
      hours,
      again,
      runsIn: states.slice(first, Math.max(from, to) + 1),
      ...(first > 0 ? { standsIn: states.slice(0, first) } : {}),
      ...(pauses ? { pausesIn: ['aside'] } : {}),
      warnShare: 0.8,
      grades: [2, 3],
      rules: [
        {
          when: { fact: 'case.facts.sort', is: 'b' },
          limit: { value: 4, unit: 'work_hour' },
          source: words('clause 1'),
        },
        { until: 'due', source: words('clause 2') },
        { limit: { value: 2, unit: 'work_day' }, source: words('clause 3') },
      ],
    }
  })
  if (systemAt === undefined) return made
  return [
    ...made,
    {
      code: 'signing',
      name: words('signing'),
      of: 'signing',
      runsIn: [states[systemAt]!],
      rules: [{ limit: { value: 30, unit: 'minute' }, source: words('clause 4') }],
      // oxlint-disable-next-line unicorn/no-thenable -- a kind calls what follows a deadline `then`
      performs: 'by_time',
    },
  ]
}

/** The first two steps in one, where nothing stands between them. */
function shortcutOf(
  states: readonly string[],
  assignAt: number,
  { asks, by }: Recipe,
): Pick<KindDefinition, 'shortcuts'> {
  const plain = (at: number) => asks[at] === 'nothing' && (at <= assignAt || by[at] === 'anyone')
  if (states.length < 2 || !plain(0) || !plain(1)) return {}
  return {
    shortcuts: [{ code: 'both', name: words('both'), actions: ['go0', 'go1'], roles: ['desk'], certain: assignAt < 2 }],
  }
}
