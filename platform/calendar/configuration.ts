import { Type, type Static } from 'typebox'
import type { Reader, Transaction } from '#lib/db'
import { WordsSchema } from '#lib/http/contract'
import { newId } from '#lib/kernel'
import { configurationPart, type ApplyRequest } from '#platform/configuration'
import { selectUnits } from '#platform/org'
import { writeChange } from './change.ts'
import { ProfileHours } from './contract.ts'
import { findDay, yearOf } from './shanghai.ts'
import {
  assignmentsAt,
  endAssignments,
  endOverrides,
  endVersion,
  insertAssignments,
  insertOverrides,
  insertProfile,
  insertSpans,
  insertVersion,
  lockBook,
  newestRevision,
  overridesAt,
  selectProfiles,
  spansAt,
  takeRevision,
  versionsAt,
} from './store.ts'
import { parseSpan, spansFault, spanText, type Span } from './work-calendar.ts'

const Day = Type.String({ format: 'date' })
const closed = { additionalProperties: false }
const ProfileItem = Type.Object(
  {
    key: Type.String({ pattern: '^profile ' }),
    name: WordsSchema,
    hours: Type.Array(Type.Object(ProfileHours.properties, closed)),
  },
  closed,
)
const UnitItem = Type.Object(
  {
    key: Type.String({ pattern: '^(?:unit |default$)' }),
    profiles: Type.Array(Type.Object({ validFrom: Day, profile: Type.Union([Type.String(), Type.Null()]) }, closed)),
  },
  closed,
)
const DayItem = Type.Object(
  {
    key: Type.String({ pattern: '^day ' }),
    working: Type.Boolean(),
    reason: Type.String({ minLength: 1, maxLength: 100 }),
  },
  closed,
)
const CalendarItem = Type.Union([ProfileItem, UnitItem, DayItem])
type CalendarItem = Static<typeof CalendarItem>
type Hours = Static<typeof ProfileItem>['hours']

/** Working hours, which unit has which, and the days on which the city decided otherwise: everything as it holds now. */
export const calendarConfiguration = configurationPart<CalendarItem>({
  name: 'calendar',
  title: { 'zh-CN': '工作日历', en: 'Working calendar' },
  version: 1,
  item: CalendarItem,
  note: {
    'zh-CN': '国家公布的节假日随程序而来，不在其中；已撤销机构的作息不带走',
    en: 'Holidays of the state come with the program; hours of closed units stay behind',
  },
  fields: {
    name: { 'zh-CN': '名称', en: 'Name' },
    hours: { 'zh-CN': '时间', en: 'Hours' },
    profiles: { 'zh-CN': '适用方案', en: 'Hours of the unit' },
    working: { 'zh-CN': '是否上班', en: 'Worked' },
    reason: { 'zh-CN': '事由', en: 'Reason' },
  },
  label: (item) => ('name' in item ? item.name['zh-CN'] : item.key.replace(/^(?:unit|day) /, '')),
  show: (item) => {
    if ('name' in item)
      return { 'name.zh-CN': item.name['zh-CN'], 'name.en': item.name.en, hours: item.hours.map(hoursText).join('；') }
    if ('profiles' in item)
      return { profiles: item.profiles.map((one) => `${one.validFrom} ${one.profile ?? '—'}`).join('；') }
    return { working: item.working ? '✓' : '—', reason: item.reason }
  },
  // Hours have no end; unused ones harm nobody.
  keeps: (item) => item.key.startsWith('profile '),
  hold: (tx) => tx.read(lockBook()),
  read: readItems,
  rights: ['calendar.edit'],
  apply: applyItems,
})

function hoursText({ validFrom, opens, dayEnd, spans }: Hours[number]): string {
  return `${validFrom} ${opens} ${dayEnd} ${spans.join(' ')}`
}

async function readItems(reader: Reader): Promise<CalendarItem[]> {
  const [[newest]] = await reader.read(newestRevision())
  const { revision } = newest!
  const [profiles, versions, spans, assignments, overrides, units] = await reader.read(
    selectProfiles(),
    versionsAt(revision),
    spansAt(revision),
    assignmentsAt(revision),
    overridesAt(revision),
    selectUnits(),
  )
  const codes = new Map(units.map((unit) => [unit.id, unit.code]))
  const items: CalendarItem[] = profiles.map(({ code, name }) => ({
    key: `profile ${code}`,
    name,
    hours: versions
      .filter((version) => version.profile === code)
      .map((version) => ({
        validFrom: version.valid_from,
        opens: version.opens,
        dayEnd: version.day_end,
        spans: spans
          .filter((span) => span.version_id === version.id)
          .map((span) => spanText({ from: span.from_minute, to: span.to_minute })),
      })),
  }))
  for (const [unitId, own] of Map.groupBy(assignments, (one) => one.unit_id)) {
    const code = unitId === null ? null : codes.get(unitId)
    if (code === undefined) continue
    const list = own.map((one) => ({ validFrom: one.valid_from, profile: one.profile }))
    items.push({ key: code === null ? 'default' : `unit ${code}`, profiles: list })
  }
  for (const { day, working, reason } of overrides) items.push({ key: `day ${day}`, working, reason })
  return items.toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

async function applyItems(request: ApplyRequest<CalendarItem>): Promise<void> {
  const { tx, actor, requestId, changes, refuse } = request
  const [[taken], profiles, units] = await tx.read(takeRevision(), selectProfiles(), selectUnits())
  const { revision } = taken!
  const ids = new Map(units.map((unit) => [unit.code, unit.id]))
  const known = new Set(profiles.map((profile) => profile.code))
  for (const { after } of changes) if (after?.key.startsWith('profile ') === true) known.add(after.key.slice(8))
  const need = (holds: boolean, chinese: string, english: string): void => {
    if (!holds) refuse({ 'zh-CN': chinese, en: english })
  }
  const days = changes.flatMap((change) => daysOf(change.before).concat(daysOf(change.after))).toSorted()
  for (const day of days) {
    const number = findDay(day)
    const holds = number !== undefined && yearOf(number) >= 1992 && yearOf(number) <= 2199
    need(holds, `日期有误：${day}`, `not a day: ${day}`)
  }
  const onlyDays = changes.every((change) => change.key.startsWith('day '))
  writeChange(
    tx,
    {
      revision,
      what: 'calendar.import',
      firstDay: days[0] ?? '1992-01-01',
      lastDay: onlyDays ? (days.at(-1) ?? null) : null,
      unitIds: null,
      detail: { changes: changes.length, reason: request.reason },
    },
    actor,
    requestId,
  )
  // Profiles first: what units are given must be there.
  for (const { kind, before, after } of changes) {
    if (after === undefined || !('name' in after)) continue
    const code = after.key.slice('profile '.length)
    need(/^[a-z][a-z0-9_]{0,39}$/.test(code), `方案编号有误：${code}`, `not a code of hours: ${code}`)
    const named = profiles.find((profile) => profile.code === code)
    const sameName = named === undefined || JSON.stringify(words(named.name)) === JSON.stringify(words(after.name))
    need(sameName, `方案 ${code} 的名称不能更改`, `the name of the hours ${code} cannot be changed`)
    const twice = new Set(after.hours.map((one) => one.validFrom)).size < after.hours.length
    need(!twice && after.hours.length > 0, `方案 ${code} 的生效日期有误`, `the days of the hours ${code} are not right`)
    if (kind === 'added') tx.write(insertProfile(code, after.name))
    if (before !== undefined && 'name' in before)
      for (const { validFrom } of before.hours) tx.write(endVersion(code, validFrom, revision))
    for (const hours of after.hours) {
      const spans = hours.spans.map(parseSpan)
      const good = !spans.includes(undefined) && spansFault(spans as Span[]) === undefined
      need(good, `方案 ${code} 的时段有误`, `the spans of ${code} are not right`)
      writeHours(tx, code, hours, spans as Span[], revision)
    }
  }
  for (const { key, before, after } of changes) {
    const item = after ?? before
    if (item === undefined || !('profiles' in item)) continue
    const code = key === 'default' ? null : key.slice('unit '.length)
    const unitId = code === null ? null : ids.get(code)
    if (unitId === undefined) return refuse({ 'zh-CN': `本系统没有机构 ${code}`, en: `there is no unit ${code} here` })
    if (code === null) need(after !== undefined, '默认方案不能缺少', 'the default hours must be there')
    if (before !== undefined && 'profiles' in before)
      for (const { validFrom } of before.profiles)
        tx.write(endAssignments(unitId === null ? null : [unitId], validFrom, revision))
    if (after === undefined || !('profiles' in after)) continue
    const twice = new Set(after.profiles.map((one) => one.validFrom)).size < after.profiles.length
    need(!twice && after.profiles.length > 0, `${key} 的生效日期有误`, `the days of ${key} are not right`)
    for (const { profile } of after.profiles)
      need(
        profile === null ? code !== null : known.has(profile),
        `没有方案 ${profile}`,
        `there are no hours ${profile}`,
      )
    tx.write(
      insertAssignments(
        after.profiles.map((one) => ({
          id: newId(),
          unit_id: unitId,
          profile: one.profile,
          valid_from: one.validFrom,
        })),
        revision,
      ),
    )
  }
  const gone = changes.filter((change) => change.before !== undefined && 'working' in change.before)
  if (gone.length > 0)
    tx.write(
      endOverrides(
        gone.map((change) => change.key.slice(4)),
        revision,
      ),
    )
  const fresh = changes.flatMap(({ after }) =>
    after !== undefined && 'working' in after
      ? [{ day: after.key.slice(4), working: after.working, reason: after.reason }]
      : [],
  )
  if (fresh.length > 0) tx.write(insertOverrides(fresh, { id: actor.accountId, name: actor.name }, revision))
}

function words({ 'zh-CN': chinese, en }: { 'zh-CN': string; en: string }): string[] {
  return [chinese, en]
}

function daysOf(item: CalendarItem | undefined): string[] {
  if (item === undefined) return []
  if ('working' in item) return [item.key.slice(4)]
  return ('profiles' in item ? item.profiles : item.hours).map((one) => one.validFrom)
}

function writeHours(tx: Transaction, profile: string, hours: Hours[number], spans: Span[], revision: number): void {
  const id = newId()
  const { validFrom, opens, dayEnd } = hours
  tx.write(insertVersion({ id, profile, valid_from: validFrom, opens, day_end: dayEnd }, revision))
  tx.write(insertSpans(id, spans))
}
