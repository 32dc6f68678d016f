import { useMemo } from 'react'
import { useNow, useRead } from '#lib/ui'
import { getDay, getYear, listProfiles, parseSpan, type WorkCalendar } from '#platform/calendar/contract'

const hour = 3_600_000

/** The city's working calendar of this year and the next, by which what is left of a limit is told in working time. */
export function useWorkCalendar(): WorkCalendar | undefined {
  const year = new Date(useNow()).getUTCFullYear()
  const lasting = { staleTime: hour }
  const now = useRead(getYear, { params: { year } }, lasting).data
  const next = useRead(getYear, { params: { year: year + 1 } }, lasting).data
  const profiles = useRead(listProfiles, {}, lasting).data
  return useMemo(() => {
    if (now === undefined || next === undefined || profiles === undefined) return undefined
    const code = profiles.assignments.find((one) => one.unitId === null)?.profile
    const profile = profiles.profiles.find((one) => one.code === code) ?? profiles.profiles[0]
    if (profile === undefined) return undefined
    const special: WorkCalendar['special'] = new Map(
      [...now.days, ...next.days].flatMap(({ day, working, kind, name }) =>
        kind === 'holiday' || kind === 'makeup' || kind === 'override'
          ? [[getDay(day), { working, kind, name: name ?? { 'zh-CN': '', en: '' } }] as const]
          : [],
      ),
    )
    return {
      special,
      hours: profile.versions.map((one) => ({
        ...one,
        validFrom: getDay(one.validFrom),
        spans: one.spans.flatMap((span) => parseSpan(span) ?? []),
      })),
    }
  }, [now, next, profiles])
}
