import { sql as raw } from 'kysely'
import { sqlFor, type Compilable, type Compiled } from '#lib/db'
import type { Database } from '#database'
import type { Confidence, ItemKind, LimitUnit, StageUnit, StandardContent } from './definition.ts'
import type { Stretch } from './timeline.ts'

const sql = sqlFor<Pick<Database, 'grid.book' | 'grid.standard' | 'grid.stage_limit'>>()

export type BookName = 'standards' | 'stage_limits'

/** What both books keep of every stretch. */
interface Kept {
  readonly origin: 'delivered' | 'edited' | 'imported'
  readonly changedBy: string | null
  readonly reason: string | null
  readonly recordedAt: Date
  readonly endedBy: string | null
  readonly endedReason: string | null
}

export interface StandardRow extends Stretch, StandardContent, Kept {
  readonly id: string
  readonly version: string
  readonly kind: ItemKind
  readonly code: string
}

export interface StageRow extends Stretch, Kept {
  readonly code: string
  readonly stage: string
  readonly name: string
  readonly nameEn: string
  readonly position: number
  readonly rule: string
  readonly limit: { readonly value: number; readonly unit: StageUnit } | null
  readonly by: string | null
  readonly confidence: Confidence
  readonly source: string
  readonly note: string
}

export function selectBooks(): Compilable<{ name: string; changes: number }> {
  return sql.selectFrom('grid.book').select(['name', 'changes'])
}

/** Holds a book until the transaction ends: one writer at a time. */
export function lockBook(name: BookName): Compilable<{ name: string }> {
  return sql.selectFrom('grid.book').select('name').where('name', '=', name).forUpdate()
}

export function selectDelivered(name: BookName): Compilable<{ delivered_digest: string | null }> {
  return sql.selectFrom('grid.book').select('delivered_digest').where('name', '=', name)
}

const standardColumns = [
  'id', 'revision', 'valid_from', 'valid_to', 'version', 'kind', 'item', 'code', 'filing', 'limit_value', 'limit_unit',
  'closing', 'confidence', 'source', 'note', 'origin', 'changed_by_name', 'reason', 'recorded_at', 'ended_by_name',
  'ended_reason',
] as const // prettier-ignore
const stageColumns = [
  'code', 'revision', 'valid_from', 'valid_to', 'stage', 'name', 'name_en', 'position', 'rule', 'limit_value',
  'limit_unit', 'by_role', 'confidence', 'source', 'note', 'origin', 'changed_by_name', 'reason', 'recorded_at',
  'ended_by_name', 'ended_reason',
] as const // prettier-ignore

type StandardRecord = Pick<Database['grid.standard'], 'id'> & Record<string, unknown>

/** The whole history of one standard, or of all, oldest first. */
export function selectStandards(id?: string): Compilable<StandardRecord> {
  const all = sql.selectFrom('grid.standard').select(standardColumns).orderBy('id').orderBy('revision')
  return (id === undefined ? all : all.where('id', '=', id)) as unknown as Compilable<StandardRecord>
}

export function toStandardRow(row: StandardRecord): StandardRow {
  const one = row as Record<string, string> & StandardRecord
  return {
    id: one.id,
    ...keptOf(row),
    version: one['version']!,
    kind: one['kind'] as ItemKind,
    item: one['item']!,
    code: one['code']!,
    filing: one['filing']!,
    limit: { value: row['limit_value'] as number, unit: one['limit_unit'] as LimitUnit },
    closing: one['closing']!,
    confidence: one['confidence'] as Confidence,
    source: one['source']!,
    note: one['note']!,
  }
}

type StageRecord = { code: string } & Record<string, unknown>

export function selectStageLimits(code?: string): Compilable<StageRecord> {
  const all = sql.selectFrom('grid.stage_limit').select(stageColumns).orderBy('position').orderBy('revision')
  return (code === undefined ? all : all.where('code', '=', code)) as unknown as Compilable<StageRecord>
}

export function toStageRow(row: StageRecord): StageRow {
  const one = row as Record<string, string> & StageRecord
  return {
    code: one.code,
    ...keptOf(row),
    stage: one['stage']!,
    name: one['name']!,
    nameEn: one['name_en']!,
    position: row['position'] as number,
    rule: one['rule']!,
    limit:
      row['limit_value'] === null
        ? null
        : { value: row['limit_value'] as number, unit: one['limit_unit'] as StageUnit },
    by: row['by_role'] as string | null,
    confidence: one['confidence'] as Confidence,
    source: one['source']!,
    note: one['note']!,
  }
}

function keptOf(row: Record<string, unknown>): Stretch & Kept {
  return {
    revision: row['revision'] as number,
    validFrom: row['valid_from'] as string,
    validTo: row['valid_to'] as string | null,
    origin: row['origin'] as Kept['origin'],
    changedBy: row['changed_by_name'] as string | null,
    reason: row['reason'] as string | null,
    recordedAt: row['recorded_at'] as Date,
    endedBy: row['ended_by_name'] as string | null,
    endedReason: row['ended_reason'] as string | null,
  }
}

/** By whom and why rows are written. */
export interface Maker {
  readonly origin: Kept['origin']
  readonly accountId: string | null
  readonly name: string | null
  readonly reason: string | null
}

export interface Ending {
  readonly key: string
  readonly revision: number
  readonly validTo: string | null
  readonly isTakenBack: boolean
}

export interface StandardOpening extends StandardContent {
  readonly id: string
  readonly revision: number
  readonly validFrom: string
  readonly version: string
  readonly kind: ItemKind
  readonly code: string
}

export type StageOpening = Pick<
  StageRow,
  'code' | 'revision' | 'validFrom' | 'stage' | 'name' | 'nameEn' | 'position' | 'rule' | 'limit' | 'by' | 'confidence' |
  'source' | 'note'
> // prettier-ignore

/**
 * The statements that write to a book, in their order: endings before openings, for on no day may two rows be valid.
 * Rows travel as one JSON parameter, so ten thousand are one statement.
 */
export function standardStatements(
  endings: readonly Ending[],
  openings: readonly StandardOpening[],
  maker: Maker,
): Compiled[] {
  const rows = openings.map(({ limit, ...row }) => ({ ...row, limitValue: limit.value, limitUnit: limit.unit }))
  return [
    ...endAll('standards', endings, maker),
    ...(rows.length === 0
      ? []
      : [
          raw`
      insert into grid.standard (id, revision, valid_from, version, kind, item, code, filing, limit_value, limit_unit,
        closing, confidence, source, note, origin, changed_by, changed_by_name, reason)
      select id, revision, "validFrom", version, kind, item, code, filing, "limitValue", "limitUnit", closing,
        confidence, source, note, ${maker.origin}, ${maker.accountId}::uuid, ${maker.name}, ${maker.reason}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id text, revision integer, "validFrom" date,
        version text, kind text, item text, code text, filing text, "limitValue" integer, "limitUnit" text,
        closing text, confidence text, source text, note text)`.compile(sql),
        ]),
    countUp('standards'),
  ]
}

/** As `standardStatements`, for stage limits. */
export function stageStatements(
  endings: readonly Ending[],
  openings: readonly StageOpening[],
  maker: Maker,
): Compiled[] {
  const rows = openings.map(({ limit, ...row }) => ({
    ...row,
    limitValue: limit?.value ?? null,
    limitUnit: limit?.unit ?? null,
  }))
  return [
    ...endAll('stage_limits', endings, maker),
    ...(rows.length === 0
      ? []
      : [
          raw`
      insert into grid.stage_limit (code, revision, valid_from, stage, name, name_en, position, rule, limit_value,
        limit_unit, by_role, confidence, source, note, origin, changed_by, changed_by_name, reason)
      select code, revision, "validFrom", stage, name, "nameEn", position, rule, "limitValue", "limitUnit", "by",
        confidence, source, note, ${maker.origin}, ${maker.accountId}::uuid, ${maker.name}, ${maker.reason}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(code text, revision integer, "validFrom" date,
        stage text, name text, "nameEn" text, position integer, rule text, "limitValue" integer, "limitUnit" text,
        "by" text, confidence text, source text, note text)`.compile(sql),
        ]),
    countUp('stage_limits'),
  ]
}

export function setDelivered(name: BookName, digest: string): Compiled {
  return raw`update grid.book set delivered_digest = ${digest} where name = ${name}`.compile(sql)
}

function endAll(book: BookName, endings: readonly Ending[], maker: Maker): Compiled[] {
  // What frees days goes before what takes them again: on no day may two rows be valid, also between statements.
  const groups = [endings.filter((one) => one.validTo !== null), endings.filter((one) => one.validTo === null)]
  return groups
    .filter((group) => group.length > 0)
    .map((group) => {
      const rows = group.map(({ key, revision, validTo, isTakenBack }) => ({
        key,
        revision,
        validTo,
        by: isTakenBack ? maker.name : null,
        reason: isTakenBack ? maker.reason : null,
      }))
      const from = raw`from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(key text, revision integer,
        "validTo" date, by text, reason text)`
      return book === 'standards'
        ? raw`update grid.standard s set valid_to = n."validTo", ended_by_name = n.by, ended_reason = n.reason ${from}
            where s.id = n.key and s.revision = n.revision`.compile(sql)
        : raw`update grid.stage_limit s set valid_to = n."validTo", ended_by_name = n.by, ended_reason = n.reason
            ${from} where s.code = n.key and s.revision = n.revision`.compile(sql)
    })
}

function countUp(name: BookName): Compiled {
  return raw`update grid.book set changes = changes + 1 where name = ${name}`.compile(sql)
}
