import type { Context } from '#lib/http'
import type { changeArea as changeAreaRoute, Finding } from './contract.ts'
import type { Ground, GroundArea } from './ground.ts'
import { requireEditor } from './policy.ts'
import { carryOut, planAreas, readStanding, sortFindings } from './put-areas.ts'
import { roundShape, shapeOf, type Geometry, type Position, type Shape } from './shape.ts'
import type { AreaDraft } from './topology.ts'

/**
 * Draws a new area or changes one. A corner that moved moves in every other area that has it, so that borders which were
 * common stay common. Nothing is saved while there is an error, or a warning nobody has accepted.
 */
export async function changeArea(
  ground: Ground,
  { tx, params: { code }, body, actor, fail, requestId }: Context<typeof changeAreaRoute>,
): Promise<{ saved: boolean; findings: Finding[] }> {
  requireEditor(ground.settings.editors, actor)
  const standing = await readStanding(tx, ground)
  const before = standing.last.get(code)
  if ((before?.validTo === null ? before.validFrom : null) !== body.basedOn) fail('geo.area_changed', { code })
  const shape = roundShape(shapeOf(body.geometry as Geometry))
  const drafts: AreaDraft[] = [
    { code, name: body.name, level: body.level, parentCode: body.parentCode, shape },
    ...(before === undefined ? [] : following(before, shape, [...standing.last.values()])),
  ]
  const plan = planAreas(drafts, standing, { levels: ground.settings.levels, sliverM2: 10, endMissing: false })
  const findings = sortFindings(plan.findings).slice(0, 100)
  if (body.dryRun === true) return { saved: false, findings }
  const worst = findings.find(
    ({ severity }) => severity === 'error' || (severity === 'warning' && !body.acceptWarnings),
  )
  if (worst !== undefined) fail('geo.area_faulty', { why: `${worst.code} ${worst.kind}`, findings })
  carryOut(tx, ground, standing, plan, {
    validFrom: body.validFrom,
    sketch: body.sketch,
    actor,
    requestId,
    what: before === undefined ? 'geo.add_area' : 'geo.change_area',
  })
  return { saved: true, findings }
}

/** The other areas that have a corner which moved, with that corner moved along. */
function following(before: GroundArea, shape: Shape, all: readonly GroundArea[]): AreaDraft[] {
  const moved = new Map<string, Position>()
  for (const [p, polygon] of before.shape.entries()) {
    for (const [r, ring] of polygon.entries()) {
      const now = shape[p]?.[r]
      // With corners added or taken away nobody can say which one went where.
      if (now?.length !== ring.length) continue
      for (const [i, corner] of ring.entries())
        if (String(corner) !== String(now[i])) moved.set(String(corner), now[i]!)
    }
  }
  if (moved.size === 0) return []
  return all
    .filter((area) => area.validTo === null && area.code !== before.code)
    .filter((area) => area.shape.flat(2).some((corner) => moved.has(String(corner))))
    .map(({ code, name, level, parentCode, shape: own }) => ({
      code,
      name,
      level,
      parentCode,
      shape: own.map((polygon) => polygon.map((ring) => ring.map((corner) => moved.get(String(corner)) ?? corner))),
    }))
}
