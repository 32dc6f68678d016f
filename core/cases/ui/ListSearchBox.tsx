import { SearchBox } from '#lib/ui'
import { useCaseWords } from './words.ts'

/** One Latin letter or figure would find nearly everything; one Chinese character is a word. */
const isWorthwhile = (text: string): boolean => !/^[\u0020-\u00ff]$/.test(text)

/** Finds within the list. */
export function ListSearchBox({ value, onSearch }: { readonly value: string; readonly onSearch: (q: string) => void }) {
  const t = useCaseWords()
  return (
    <SearchBox
      value={value}
      onSearch={onSearch}
      label={t('list.search')}
      placeholder={t('list.searchHint')}
      ready={isWorthwhile}
    />
  )
}
