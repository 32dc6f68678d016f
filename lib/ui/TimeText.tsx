import { usePreferences } from './preferences.ts'
import { fullTime, narrowTime, relativeTime, shortTime, useNow } from './time.ts'

/**
 * A moment, short in the line, in full on hover. `relative` says how long ago, for what just happened; `narrow` is for
 * the columns of a list.
 */
export function TimeText({
  at,
  relative = false,
  full = false,
  narrow = false,
}: {
  readonly at: string
  readonly relative?: boolean
  readonly full?: boolean
  readonly narrow?: boolean
}) {
  const { language } = usePreferences()
  const ago = relativeTime(at, useNow(), language)
  const exact = fullTime(at)
  return (
    <time dateTime={at} title={`${exact} · ${ago}`} className="yw-number">
      {relative ? ago : full ? exact : narrow ? narrowTime(at) : shortTime(at)}
    </time>
  )
}
