import { ProblemError, type Handler } from '#lib/http'
import { newestRevision } from '#platform/calendar'
import { noSuchKind, type tryRouting } from './contract.ts'
import type { WorldUnit } from './decide.ts'
import type { CaseDesk } from './desk.ts'
import type { CaseState } from './fold.ts'
import type { KindDefinition } from './kind.ts'
import { mustBeValid } from './publish-routing.ts'
import { findRule, type PassedRule } from './routing.ts'
import { worldOf } from './world.ts'

/** Serves which unit rules name for a case that somebody thinks of: nothing is stored, no case is looked at. */
export function tryRoutingHandler(desk: CaseDesk): Handler<typeof tryRouting> {
  return async ({ tx, body, actor }) => {
    const kind = desk.kinds.newest(body.kind)
    if (kind === undefined) throw new ProblemError(noSuchKind)
    if (body.rules !== undefined) mustBeValid(desk, body.rules)
    await desk.routing.fresh()
    const [[calendar]] = await tx.read(newestRevision())
    const book = await desk.calendars.at(desk.app.reader, calendar!.revision)
    const at = body.at === undefined ? desk.now() : new Date(body.at)
    const platform = desk.units.platformOf(body.platform ?? actor.unitId)
    const state = imagined(kind, body.facts, body.areas ?? [], platform, at.toISOString())
    const passed: PassedRule[] = []
    const set = body.rules === undefined ? desk.routing.set : { version: 0, rules: body.rules }
    const world = worldOf(desk, book, at.getTime())
    const hit = findRule(set, desk.units, kind, state, world, (one) => passed.push(one))
    return {
      unit: hit === undefined ? null : { id: hit.unit.id, name: hit.unit.name },
      rule: hit?.rule.code ?? null,
      certain: hit?.rule.certain ?? false,
      passed: passed.map(({ rule, why }) => ({ rule: rule.code, why })),
    }
  }
}

/** A case as it stands when it has just been registered. */
function imagined(
  kind: KindDefinition,
  facts: Readonly<Record<string, string>>,
  areas: readonly string[],
  platform: WorldUnit | undefined,
  at: string,
): CaseState {
  return {
    id: '',
    number: '',
    kind: kind.kind,
    kindVersion: kind.version,
    sourceNumber: null,
    facts,
    sequence: 1,
    lastByPerson: 1,
    state: kind.register.to,
    before: null,
    openedAt: at,
    changedAt: at,
    closedAt: null,
    registeredBy: '',
    place: areas.length === 0 ? null : { lon: 0, lat: 0, areas },
    sensitivity: 1,
    marks: [],
    assignments:
      platform === undefined
        ? []
        : [
            {
              ordinal: 1,
              part: 'platform',
              unitId: platform.id,
              unitName: platform.name,
              since: at,
              until: null,
              visible: true,
            },
          ],
    clocks: [],
    done: { register: 1 },
    doneHere: { register: 1 },
    handledBy: [],
    didLast: {},
  }
}
