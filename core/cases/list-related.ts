import { ProblemError, type Handler } from '#lib/http'
import { caseNotFound, type listRelated, type Relation } from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { sightOf } from './policy.ts'
import { toCaseRow } from './read-cases.ts'
import { selectCase, type CaseListRow } from './store.ts'
import { countRelated, selectRelated, type Around, type RelatedRow } from './store-related.ts'

/** Two reports of one thing are this many metres apart at most: what a telephone in the street is wrong by. */
const samePlace = 20
/** Further away it is another thing, in metres. */
const near = 150
/** What lies further back than this is history, not the same matter come again. */
const span = 365 * 86_400_000
const most = 20

/** Serves the cases that may be the same thing as one: what a person looks through before sending somebody out again. */
export function listRelatedHandler(desk: CaseDesk): Handler<typeof listRelated> {
  return async ({ tx, params, actor }) => {
    const sight = sightOf(desk, actor)
    const [[row]] = await tx.read(selectCase(params.id, sight))
    if (row === undefined) throw new ProblemError(caseNotFound)
    const around = aroundOf(desk, row)
    if (around === undefined) return { items: [], total: 0 }
    const [rows, [counted]] = await tx.read(selectRelated(around, sight, most), countRelated(around, sight))
    return {
      items: rows.map((one) => ({
        case: toCaseRow(one),
        category: one.category,
        distance: one.distance === null ? null : Math.round(one.distance),
        why: relationOf(one),
      })),
      total: counted!.count,
    }
  }
}

/** Where and when to look; undefined when the case says neither where it lies nor what it is about on whose ground. */
function aroundOf(desk: CaseDesk, row: CaseListRow): Around | undefined {
  const opened = row.opened_at.getTime()
  const shared = {
    id: row.id,
    kind: row.kind,
    category: row.category,
    openedFrom: new Date(opened - span),
    openedUntil: new Date(opened + span),
  }
  if (row.lon !== null && row.lat !== null)
    return { ...shared, place: { lon: row.lon, lat: row.lat, metres: near }, ground: undefined }
  const ground = groundOf(desk, row)
  return ground === undefined || row.category === null ? undefined : { ...shared, place: undefined, ground }
}

/** The town or village on whose ground a case without a point lies: whose platform has it, or which handles it. */
function groundOf(desk: CaseDesk, { platform_id: platform, holder_id: holder }: CaseListRow): string | undefined {
  return [platform, holder].find(
    (unit): unit is string =>
      unit !== null && desk.units.platformOf(unit)?.id === unit && desk.units.platformAbove(unit) !== undefined,
  )
}

function relationOf({ same_category: sameCategory, distance }: RelatedRow): Relation {
  if (distance === null) return 'same_ground'
  if (distance <= samePlace) return sameCategory ? 'same_matter' : 'same_place'
  return sameCategory ? 'same_category' : 'near'
}
