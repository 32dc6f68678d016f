import fc from 'fast-check'

// A random town: units and areas in trees, people in posts, cases that went from unit to unit. What of it somebody sees is
// said here once more, plainly and slowly, from the trees themselves: tests hold the real ways of asking against it.

/** Sorts of units that may stand below a sort; the first unit is the district. */
const below = {
  district: ['town', 'bureau', 'contractor'],
  town: ['village', 'centre', 'contractor'],
  centre: ['section', 'contractor'],
  section: ['contractor'],
  bureau: ['contractor'],
  village: [],
  contractor: [],
} as const satisfies Record<string, readonly string[]>
type Sort = keyof typeof below
const platforms: readonly Sort[] = ['district', 'town', 'village']

/** A unit: 0 is the district, any other stands below an earlier one. */
export interface WorldUnitDraft {
  readonly sort: Sort
  readonly parent: number
}

/** A code and the one above it; null at the top. */
export interface Node {
  readonly code: string
  readonly parent: number | null
}

export interface ScopeDraft {
  readonly reach: 'unit' | 'subtree' | 'all' | 'listed' | null
  /** with reach listed */
  readonly units: readonly number[]
  readonly places: readonly number[] | null
  readonly categories: readonly number[] | null
  readonly sensitivity: 0 | 1 | 2 | null
}

export interface PostDraft extends ScopeDraft {
  readonly person: number
  readonly role: string
  readonly unit: number
}

/** Somebody else does the work of a post. */
export interface StandInDraft {
  readonly post: number
  readonly deputy: number
}

/** That a unit got a case; whoever had it in that part before passed it on, and still sees it or not. */
export interface HandOver {
  readonly part: 'platform' | 'main' | 'joint'
  readonly unit: number
  readonly staysVisible: boolean
}

export interface CaseDraft {
  readonly kind: 'grid' | 'hotline'
  readonly sensitivity: 0 | 1 | 2
  readonly area: number | null
  readonly category: number | null
  readonly steps: readonly HandOver[]
  /** whether the last of each part gave it back */
  readonly givenBack: boolean
}

export interface World {
  readonly units: readonly WorldUnitDraft[]
  readonly areas: readonly Node[]
  readonly categories: readonly Node[]
  readonly people: number
  readonly posts: readonly PostDraft[]
  readonly standIns: readonly StandInDraft[]
  readonly cases: readonly CaseDraft[]
}

/** What a role is by itself. */
export interface RoleFacts {
  readonly reach: 'unit' | 'subtree' | 'all'
  readonly sensitivity: number
  /** kinds it sees whole */
  readonly kinds: readonly string[]
}

const anyUnits = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 3, maxLength: 9 }).map((picks) => {
  const units: WorldUnitDraft[] = [{ sort: 'district', parent: -1 }]
  for (const [first, second] of picks) {
    const open = units.flatMap((unit, index) => (below[unit.sort].length === 0 ? [] : [index]))
    const parent = open[first % open.length]!
    const sorts = below[units[parent]!.sort]
    units.push({ sort: sorts[second % sorts.length]!, parent })
  }
  return units
})

/** Codes as areas and categories have them: each level adds two digits, so that no other begins like it. */
const anyCodes = fc.array(fc.nat(), { minLength: 2, maxLength: 7 }).map((picks) => {
  const nodes: Node[] = []
  for (const pick of picks) {
    const choice = pick % (nodes.length + 1)
    const parent = choice === nodes.length ? null : choice
    const siblings = nodes.filter((one) => one.parent === parent).length
    nodes.push({
      code: `${parent === null ? '' : nodes[parent]!.code}${String(siblings + 1).padStart(2, '0')}`,
      parent,
    })
  }
  return nodes
})

const level = fc.constantFrom(0 as const, 1 as const, 2 as const)
const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null })
/** Some of so many things. */
const some = (count: number, least: number) =>
  fc.uniqueArray(fc.nat({ max: count - 1 }), { minLength: least, maxLength: Math.min(3, count) })

/** A world in which people have these roles. */
export function anyWorld(roles: readonly string[]): fc.Arbitrary<World> {
  return fc
    .record({ units: anyUnits, areas: anyCodes, categories: anyCodes, people: fc.integer({ min: 2, max: 3 }) })
    .chain(({ units, areas, categories, people }) => {
      const unit = fc.nat({ max: units.length - 1 })
      const post = fc.record({
        person: fc.nat({ max: people - 1 }),
        role: fc.constantFrom(...roles),
        unit,
        reach: fc.constantFrom(null, null, 'unit', 'subtree', 'all', 'listed'),
        units: some(units.length, 1),
        places: orNull(some(areas.length, 1)),
        categories: orNull(some(categories.length, 1)),
        sensitivity: orNull(level),
      })
      const step = fc.record({
        part: fc.constantFrom('platform', 'main', 'main', 'joint'),
        unit,
        staysVisible: fc.boolean(),
      })
      const one = fc.record({
        kind: fc.constantFrom('grid', 'hotline'),
        sensitivity: level,
        area: orNull(fc.nat({ max: areas.length - 1 })),
        category: orNull(fc.nat({ max: categories.length - 1 })),
        steps: fc.array(step, { maxLength: 4 }),
        givenBack: fc.boolean(),
      })
      return fc.record({
        units: fc.constant(units),
        areas: fc.constant(areas),
        categories: fc.constant(categories),
        people: fc.constant(people),
        // Nobody has the same role in the same unit twice.
        posts: fc.uniqueArray(post, {
          minLength: 3,
          maxLength: 7,
          selector: (draft) => `${draft.person} ${draft.role} ${draft.unit}`,
        }),
        standIns: fc.array(fc.record({ post: fc.nat({ max: 2 }), deputy: fc.nat({ max: people - 1 }) }), {
          maxLength: 2,
        }),
        cases: fc.array(one, { minLength: 4, maxLength: 14 }),
      })
    }) as fc.Arbitrary<World>
}

/** The stand-ins that can be: nobody stands in for themselves. */
export function possibleStandIns(world: World): StandInDraft[] {
  return world.standIns.filter(({ post, deputy }) => world.posts[post]!.person !== deputy)
}

/** Whether a thing is another or stands below it. */
function isWithin(nodes: readonly { readonly parent: number | null }[], inner: number, outer: number): boolean {
  for (let at: number | null = inner; at !== null && at >= 0; at = nodes[at]!.parent) if (at === outer) return true
  return false
}

/** Whether somebody in a post sees a case. */
export function sees(world: World, roles: ReadonlyMap<string, RoleFacts>, post: PostDraft, one: CaseDraft): boolean {
  const role = roles.get(post.role)!
  const reach = post.reach ?? role.reach
  const tops = reach === 'listed' ? post.units : reach === 'all' ? [] : [post.unit]
  const mine = (unit: number): boolean =>
    unit === post.unit ||
    tops.some((top) => (reach === 'unit' ? unit === top : isWithin(world.units, unit, top))) ||
    // Whoever sees a kind on limited ground sees what their platform has.
    (reach !== 'all' && role.kinds.length > 0 && unit === platformOf(world, post.unit))
  const byKind =
    reach === 'all' &&
    role.kinds.includes(one.kind) &&
    (one.sensitivity < 2 || (post.sensitivity ?? role.sensitivity) === 2)
  const byWork = one.steps.some((step, index) => {
    const next = one.steps.findIndex((later, at) => at > index && later.part === step.part)
    const hasIt = step.part === 'joint' || next === -1 ? !one.givenBack : false
    return mine(step.unit) && (hasIt || step.staysVisible)
  })
  const inPlace =
    post.places === null || (one.area !== null && post.places.some((top) => isWithin(world.areas, one.area!, top)))
  const inCategory =
    post.categories === null ||
    (one.category !== null && post.categories.some((top) => isWithin(world.categories, one.category!, top)))
  return (byKind || byWork) && inPlace && inCategory
}

function platformOf(world: World, unit: number): number {
  let at = unit
  while (!platforms.includes(world.units[at]!.sort)) at = world.units[at]!.parent
  return at
}
