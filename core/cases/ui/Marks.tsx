import { useSay } from '#lib/ui'
import type { KindDefinition } from '../contract.ts'
import { useCaseWords } from './words.ts'

/** Marks that are known by a word of their own; any other is called after the action that sets it. */
const known = ['supervised', 'urged', 'hung', 'instructed', 'redo', 'return_locked', 'deposited', 'appealed'] as const
type Known = (typeof known)[number]
/** Marks that ask for attention before anything else. */
const strong: ReadonlySet<string> = new Set<Known>(['supervised', 'urged', 'instructed', 'redo'])

/** Every mark a case of the kind may bear. */
export function marksOf(kind: KindDefinition): readonly string[] {
  return [...new Set(kind.actions.flatMap((action) => action.effect.mark ?? []))]
}

/** Says the name of a mark. */
export function useMarkName(kind: KindDefinition): (mark: string) => string {
  const t = useCaseWords()
  const say = useSay()
  return (mark) => {
    const word = known.find((one) => one === mark)
    if (word !== undefined) return t(`mark.${word}`)
    const name = kind.actions.find((action) => action.effect.mark?.includes(mark) === true)?.name
    return name === undefined ? mark : say(name)
  }
}

/** What was put on a case: a supervision order, that it was urged, that it is suspended. */
export function Marks({ kind, marks }: { readonly kind: KindDefinition; readonly marks: readonly string[] }) {
  const name = useMarkName(kind)
  return marks.map((mark) => (
    <span key={mark} className={strong.has(mark) ? 'case-mark case-mark-strong' : 'case-mark'}>
      {name(mark)}
    </span>
  ))
}
