import type { Context } from '#lib/http'
import type { endArea as endAreaRoute } from './contract.ts'
import type { Ground } from './ground.ts'
import { requireEditor } from './policy.ts'
import { carryOut, readStanding } from './put-areas.ts'

/** Ends an area that has none below it; its history stays. */
export async function endArea(
  ground: Ground,
  { tx, params: { code }, body, actor, fail, requestId }: Context<typeof endAreaRoute>,
): Promise<Record<string, never>> {
  requireEditor(ground.settings.editors, actor)
  const standing = await readStanding(tx, ground)
  const area = standing.last.get(code)
  if (area === undefined || area.validTo !== null) return fail('geo.area_not_found', { code })
  const below = [...standing.last.values()].filter((one) => one.parentCode === code && one.validTo === null)
  if (below.length > 0) fail('geo.area_in_use', { code, count: below.length })
  const plan = { added: [], changed: [], unchanged: 0, ended: [area], findings: [] }
  carryOut(tx, ground, standing, plan, {
    validFrom: body.validTo,
    sketch: area.sketch,
    actor,
    requestId,
    what: 'geo.end_area',
  })
  return {}
}
