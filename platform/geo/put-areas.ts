import type { Transaction } from '#lib/db'
import { emit } from '#lib/events'
import { ProblemError, type Actor } from '#lib/http'
import { newId } from '#lib/kernel'
import { record } from '#platform/audit'
import { AreasChanged, dayTooEarly, type Finding } from './contract.ts'
import { toGroundArea, type Ground, type GroundArea } from './ground.ts'
import { labelPoint, shapeArea } from './shape.ts'
import { countRevision, endAreas, lastVersions, lockRevision, putAreas } from './store.ts'
import { checkTopology, type AreaDraft } from './topology.ts'

/** The last version of every area, and the number of the change that is under way. */
export interface Standing {
  readonly last: ReadonlyMap<string, GroundArea>
  readonly revision: number
}

/** Reads what there is; nobody else changes it until the transaction ends. */
export async function readStanding(tx: Transaction, ground: Ground): Promise<Standing> {
  const [[revision], rows] = await tx.read(lockRevision(), lastVersions())
  return {
    last: new Map(rows.map((row) => [row.code, toGroundArea(row, ground.settings)])),
    revision: Number(revision!.number) + 1,
  }
}

export interface Plan {
  readonly added: AreaDraft[]
  readonly changed: AreaDraft[]
  readonly unchanged: number
  readonly ended: GroundArea[]
  readonly findings: Finding[]
}

/** What a set of areas would change from a day on, and what is wrong with the whole that results. */
export function planAreas(
  drafts: readonly AreaDraft[],
  { last }: Standing,
  { levels, sliverM2, endMissing }: { levels: Ground['settings']['levels']; sliverM2: number; endMissing: boolean },
): Plan {
  const present = [...last.values()].filter((area) => area.validTo === null)
  const given = new Set(drafts.map(({ code }) => code))
  const givenLevels = new Set(drafts.map(({ level }) => level))
  const ended = endMissing ? present.filter((area) => givenLevels.has(area.level) && !given.has(area.code)) : []
  const gone = new Set(ended.map(({ code }) => code))
  const others = present.filter((area) => !given.has(area.code) && !gone.has(area.code))
  const touched = new Set([...given, ...gone, ...ended.flatMap(({ parentCode }) => parentCode ?? [])])
  const { areas, findings } = checkTopology([...others, ...drafts], { levels, sliverM2, only: touched })
  const isNew = (draft: AreaDraft): boolean =>
    (last.get(draft.code)?.validTo ?? 'none') !== 'none' || !last.has(draft.code)
  const repaired = areas.filter(({ code }) => given.has(code))
  const added = repaired.filter(isNew)
  const changed = repaired.filter((draft) => !isNew(draft) && !isSame(draft, last.get(draft.code)!))
  return { added, changed, unchanged: repaired.length - added.length - changed.length, ended, findings }
}

function isSame(draft: AreaDraft, area: GroundArea): boolean {
  return (
    draft.name === area.name &&
    draft.level === area.level &&
    draft.parentCode === area.parentCode &&
    JSON.stringify(draft.shape) === JSON.stringify(area.shape)
  )
}

export interface PutRequest {
  readonly validFrom: string
  readonly sketch: boolean
  readonly actor: Actor
  readonly requestId: string
  readonly what: string
}

/** Carries a plan out: versions of before end, new ones begin. Errors: dayTooEarly. */
export function carryOut(
  tx: Transaction,
  ground: Ground,
  { last, revision }: Standing,
  plan: Plan,
  request: PutRequest,
): void {
  const { validFrom, sketch, actor, requestId, what } = request
  const drafts = [...plan.added, ...plan.changed]
  const codes = [...drafts.map(({ code }) => code), ...plan.ended.map(({ code }) => code)]
  if (codes.length === 0) return
  for (const code of codes) {
    const before = last.get(code)
    // What ended may begin again on that day, not before; an ending needs a day on which the area was.
    const earliest = before?.validTo ?? before?.validFrom
    if (earliest !== undefined && validFrom < earliest) throw new ProblemError(dayTooEarly, { from: earliest })
  }
  const sameDay = plan.ended.find((area) => area.validFrom === validFrom)
  if (sameDay !== undefined) throw new ProblemError(dayTooEarly, { from: sameDay.validFrom })
  tx.write(endAreas(codes, validFrom))
  if (drafts.length > 0) {
    tx.write(
      putAreas(
        drafts.map(({ code, name, level, parentCode, shape }) => ({
          id: newId(),
          code,
          name,
          level,
          parentCode,
          shape,
          areaM2: shapeArea(shape),
          label: labelPoint(shape),
          sketch,
          validFrom,
          changedBy: actor.name,
        })),
      ),
    )
  }
  tx.write(countRevision())
  record(tx, {
    what,
    actor,
    subject: codes[0]!,
    detail: { areas: codes.length, codes: codes.slice(0, 20), validFrom },
    requestId,
  })
  emit(tx, AreasChanged, { codes: codes.slice(0, 200), revision })
  ground.changes(tx)
}

/** Errors first, then warnings, then what was put right. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const order = { error: 0, warning: 1, fixed: 2 }
  return findings.toSorted((a, b) => order[a.severity] - order[b.severity])
}
