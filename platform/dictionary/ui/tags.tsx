import type { Column, Confidence, Entry } from '../contract.ts'
import { ConfidenceBars, useSay } from '#lib/ui'
import { useDictionaryWords } from './words.ts'

/** How sure an entry is: the word, and bars that read without colour. */
export function ConfidenceTag({ level }: { readonly level: Confidence }) {
  const t = useDictionaryWords()
  return <ConfidenceBars level={level} name={t(`confidence.${level}`)} hint={t(`confidenceHint.${level}`)} />
}

/** How an entry stands beside the delivered data; nothing is said of one that is the same. */
export function DeliveredTag({ delivered }: { readonly delivered: Entry['delivered'] }) {
  const t = useDictionaryWords()
  return delivered === 'same' ? null : (
    <span
      className={`yw-tag yw-tag-${delivered === 'differs' ? 'warn' : 'own'}`}
      title={t(`deliveredHint.${delivered}`)}
    >
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
