import type { Context } from '#lib/http'
import { ProblemError } from '#lib/http'
import { dayInShanghai } from '#lib/kernel'
import type { importAreas as importAreasRoute } from './contract.ts'
import { fileUnreadable, noCityPlane, type AreaImportReport, type Finding } from './contract.ts'
import { NoCityPlane, toWgs84 } from './coordinates.ts'
import type { Ground } from './ground.ts'
import { requireEditor } from './policy.ts'
import { carryOut, planAreas, readStanding, sortFindings } from './put-areas.ts'
import { GeoFileUnreadable, readGeoJson } from './read-geojson.ts'
import type { AreaDraft } from './topology.ts'

/** Imports areas from GeoJSON, all or nothing: an error stops everything, warnings until somebody has accepted them. */
export async function importAreas(
  ground: Ground,
  { tx, body, query, actor, requestId }: Context<typeof importAreasRoute>,
): Promise<AreaImportReport> {
  const began = performance.now()
  requireEditor(ground.settings.editors, actor)
  const file = readFile(body, query.datum ?? 'wgs84', ground)
  const standing = await readStanding(tx, ground)
  const plan = planAreas(file.areas, standing, {
    levels: ground.settings.levels,
    sliverM2: query.sliverM2 ?? 10,
    endMissing: query.endMissing === true,
  })
  const findings = sortFindings([...file.findings, ...plan.findings])
  const count = (severity: Finding['severity']): number => findings.filter((one) => one.severity === severity).length
  const [errors, warnings] = [count('error'), count('warning')]
  const goes = query.dryRun !== true && errors === 0 && (warnings === 0 || query.acceptWarnings === true)
  if (goes) {
    carryOut(tx, ground, standing, plan, {
      validFrom: query.validFrom ?? dayInShanghai(new Date()),
      sketch: query.sketch === true,
      actor,
      requestId,
      what: 'geo.import_areas',
    })
  }
  return {
    fileName: query.fileName,
    dryRun: query.dryRun === true,
    imported: goes,
    areas: file.areas.length,
    added: plan.added.length,
    changed: plan.changed.length,
    unchanged: plan.unchanged,
    ended: plan.ended.length,
    errors,
    warnings,
    fixed: count('fixed'),
    findings: findings.slice(0, 500),
    seconds: Math.round(performance.now() - began) / 1000,
  }
}

function readFile(
  bytes: Uint8Array,
  datum: Parameters<typeof toWgs84>[0],
  ground: Ground,
): { areas: AreaDraft[]; findings: Finding[] } {
  try {
    return readGeoJson(new TextDecoder().decode(bytes), (point) => toWgs84(datum, point, ground.plane))
  } catch (error) {
    if (error instanceof GeoFileUnreadable) throw new ProblemError(fileUnreadable, { why: error.why })
    if (error instanceof NoCityPlane) throw new ProblemError(noCityPlane)
    throw error
  }
}
