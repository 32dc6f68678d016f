import type { Column, Confidence, Entry } from '../contract.ts'
import { useSay } from '#lib/ui'
import { useDictionaryWords } from './words.ts'

/** How sure an entry is: the word, and bars that read without colour. */
export function ConfidenceTag({ level }: { readonly level: Confidence }) {
  const t = useDictionaryWords()
  const bars = { high: 3, medium: 2, low: 1 }[level]
  return (
    <span className={`dict-confidence dict-confidence-${level}`} title={t(`confidenceHint.${level}`)}>
      <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
        {[0, 1, 2].map((at) => (
          <rect
            key={at}
            x={at * 4.5}
            y={8 - at * 4}
            width="3"
            height={4 + at * 4}
            rx="0.8"
            fill="currentColor"
            opacity={at < bars ? 1 : 0.22}
          />
        ))}
      </svg>
      {t(`confidence.${level}`)}
    </span>
  )
}

/** How an entry stands beside the delivered data; nothing is said of one that is the same. */
export function DeliveredTag({ delivered }: { readonly delivered: Entry['delivered'] }) {
  const t = useDictionaryWords()
  return delivered === 'same' ? null : (
    <span className={`dict-tag dict-tag-${delivered}`} title={t(`deliveredHint.${delivered}`)}>
      {t(`delivered.${delivered}`)}
    </span>
  )
}

/** The text of an attribute as people read it. */
export function useAttributeText(): (column: Column, value: string | number | undefined) => string {
  const say = useSay()
  return (column, value) => {
    if (value === undefined) return ''
    const choice = column.choices?.find((one) => one.code === value)
    return choice === undefined ? String(value) : say(choice.name)
  }
}

/** The name of an entry in a language; most have only a Chinese one. */
export function entryName({ name, nameEn }: Pick<Entry, 'name' | 'nameEn'>, language: string): string {
  return language === 'en' ? (nameEn ?? name) : name
}
