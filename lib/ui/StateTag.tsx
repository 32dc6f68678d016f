import { useUiWords } from './own-words.ts'

/** How far along a thing is. The pie fills as it goes on, so the stage reads without colour. */
export type Stage = 'waiting' | 'working' | 'checking' | 'done'

const pies: Record<Stage, string | undefined> = {
  waiting: undefined,
  working: 'M8 8 V2 A6 6 0 0 1 8 14 Z',
  checking: 'M8 8 V2 A6 6 0 1 1 2 8 Z',
  done: 'M8 2 A6 6 0 1 1 7.99 2 Z',
}

/** The name of a state with the sign of its stage. */
export function StateTag({ name, stage }: { readonly name: string; readonly stage: Stage }) {
  const t = useUiWords()
  const pie = pies[stage]
  return (
    <span className={`yw-state yw-state-${stage}`} title={`${name} · ${t(`stage.${stage}`)}`}>
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
        {pie === undefined ? null : <path d={pie} fill="currentColor" />}
        {stage === 'done' ? (
          <path d="M5 8.2 7.2 10.4 11 6.2" fill="none" className="yw-state-check" strokeWidth="1.8" />
        ) : null}
      </svg>
      <span className="yw-state-name">{name}</span>
    </span>
  )
}
