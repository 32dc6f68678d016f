import type { ReactNode } from 'react'
import { useNow } from '#lib/ui'
import { isOver, lightOf, type ClockView, type LightSign } from './clock-view.ts'
import { useCaseWords } from './words.ts'
import './clock.css'

/** A shape for each, so that no light is told by its colour alone. */
const shapes: Readonly<Record<LightSign, ReactNode>> = {
  green: <circle cx="8" cy="8" r="5.5" fill="currentColor" />,
  yellow: (
    <>
      <path d="M8 1.6 15 14H1Z" fill="currentColor" />
      <path d="M8 6v3.8M8 11.2v1.4" className="clock-cut" strokeWidth="1.6" />
    </>
  ),
  red: (
    <>
      <path d="M5 1.5h6L14.5 5v6L11 14.5H5L1.5 11V5Z" fill="currentColor" />
      <path d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" className="clock-cut" strokeWidth="1.8" />
    </>
  ),
  paused: <path d="M3.5 2.5h3v11h-3zM9.5 2.5h3v11h-3z" fill="currentColor" />,
  standing: (
    <>
      <rect x="2.2" y="2.2" width="11.6" height="11.6" rx="2" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M5.2 8h5.6" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
  kept: <path d="M2.5 8.4 6.4 12.2 13.5 4.4" fill="none" stroke="currentColor" strokeWidth="2" />,
  late: (
    <>
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.8" />
      <path d="M8 4.4V8l2.6 1.8" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </>
  ),
}

/** The light of a clock: sign, colour, and its word (`bare`: the word is only read out and shown on hover). */
export function ClockLight({ clock, bare = false }: { readonly clock: ClockView; readonly bare?: boolean }) {
  const t = useCaseWords()
  const now = useNow()
  const sign = lightOf(clock, now)
  // What is paused or stands may be late all the same, and must not look as if it were not.
  const still = sign === 'paused' || sign === 'standing'
  const words = [
    t(`clock.light.${sign}`),
    ...(still && isOver(clock, now) ? [t('clock.light.red')] : []),
    ...(clock.graded > 0 && sign !== 'late' ? [t('clock.grade', { grade: clock.graded })] : []),
  ].join(' · ')
  const tone = still && isOver(clock, now) ? 'red' : sign
  return (
    <span className={`clock-light clock-${tone}`} title={bare ? words : undefined}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true" data-sign={sign}>
        {shapes[sign]}
      </svg>
      <span className={bare ? 'yw-hidden' : undefined}>{words}</span>
    </span>
  )
}
