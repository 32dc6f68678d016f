import type { Transaction } from '#lib/db'
import { ProblemError, type Context, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import {
  noSuchStage,
  standardMoved,
  type changeStageLimit,
  type listStageLimits,
  type withdrawStageChange,
} from './contract.ts'
import { allowed, makerOf, sayChanged, today, type GridDesk } from './desk.ts'
import { mayEdit, requireEditor } from './policy.ts'
import { lockBook, selectStageLimits, stageStatements, toStageRow, type StageOpening, type StageRow } from './store.ts'
import { lastRevision, plannedFrom, put, takeBack, validOn, type Step } from './timeline.ts'

/** Serves the stage limits of a day. */
export function listStageLimitsHandler(desk: GridDesk): Handler<typeof listStageLimits> {
  return async ({ query, actor }) => {
    await desk.book.fresh()
    const day = query.asOf ?? today()
    const items = [...desk.book.stages()].flatMap((timeline) => {
      const row = validOn(timeline, day)
      if (row === undefined) return []
      const { code, stage, name, nameEn, rule, limit, by, confidence, source, note, validFrom, validTo } = row
      return [
        {
          code,
          stage,
          name: { 'zh-CN': name, en: nameEn },
          rule,
          limit,
          by,
          byName: by === null ? null : (desk.roles.get(by) ?? null),
          confidence,
          source,
          note,
          revision: lastRevision(timeline),
          validFrom,
          validTo,
          origin: row.origin === 'delivered' ? ('delivered' as const) : ('edited' as const),
          changedBy: row.changedBy,
          plannedFrom: plannedFrom(timeline, day) ?? null,
        },
      ]
    })
    return { items, mayEdit: mayEdit(desk.book.settings.editors, actor) }
  }
}

/** Serves changing a stage limit from a day on. */
export function changeStageLimitHandler(desk: GridDesk): Handler<typeof changeStageLimit> {
  return async (context) => {
    const { tx, params, body, actor } = context
    requireEditor(desk.book.settings.editors, actor)
    const timeline = await takeTimeline(tx, params.code, body.basedOn)
    const day = today()
    const step = allowed(put(timeline, body.validFrom ?? day, day))
    const last = validOn(timeline, day) ?? timeline.at(-1)!
    const { rule, limit, confidence, note = last.note } = body
    const said = { ...last, rule: rule.trim(), limit, confidence, note: note.trim() }
    return commit(desk, context, 'grid.stage_changed', step, timeline, said, body.reason)
  }
}

/** Serves taking a planned change of a stage limit back. */
export function withdrawStageChangeHandler(desk: GridDesk): Handler<typeof withdrawStageChange> {
  return async (context) => {
    const { tx, params, body, actor } = context
    requireEditor(desk.book.settings.editors, actor)
    const timeline = await takeTimeline(tx, params.code, body.basedOn)
    const step = allowed(takeBack(timeline, today()))
    return commit(desk, context, 'grid.stage_withdrawn', step, timeline, undefined, body.reason)
  }
}

async function takeTimeline(tx: Transaction, code: string, basedOn: number): Promise<StageRow[]> {
  const [, rows] = await tx.read(lockBook('stage_limits'), selectStageLimits(code))
  if (rows.length === 0) throw new ProblemError(noSuchStage)
  const timeline = rows.map(toStageRow)
  if (lastRevision(timeline) !== basedOn) throw new ProblemError(standardMoved)
  return timeline
}

function commit(
  desk: GridDesk,
  { tx, actor, requestId }: Pick<Context<typeof changeStageLimit>, 'tx' | 'actor' | 'requestId'>,
  what: string,
  step: Step,
  timeline: readonly StageRow[],
  said: Omit<StageOpening, 'revision' | 'validFrom'> | undefined,
  reason: string | undefined,
): { code: string; revision: number } {
  const { code } = timeline[0]!
  const endings = step.endings.map((one) => ({ key: code, ...one }))
  const openings = step.opening === undefined || said === undefined ? [] : [{ ...said, ...step.opening }]
  for (const statement of stageStatements(endings, openings, makerOf(actor, 'edited', reason))) tx.write(statement)
  record(tx, {
    what,
    actor,
    subject: code,
    detail: {
      revision: step.opening?.revision ?? null,
      validFrom: step.opening?.validFrom ?? null,
      limit: said?.limit == null ? null : `${said.limit.value} ${said.limit.unit}`,
      reason: reason ?? null,
    },
    requestId,
  })
  sayChanged(desk, tx, 'stage_limits', 1)
  return { code, revision: step.opening?.revision ?? lastRevision(timeline) }
}
