import { usePreferences, useSay } from '#lib/ui'
import type { Column, DictionaryDefinition, EntryContent } from '../contract.ts'
import { useAttributeText } from './tags.tsx'
import { useDictionaryWords } from './words.ts'

/** A line of an entry: what it is called and what is said in it. */
export interface FieldRow {
  readonly key: string
  readonly label: string
  readonly read: (content: EntryContent) => string
}

/** The lines of the entries of a dictionary. */
export function useFieldRows(definition: DictionaryDefinition): FieldRow[] {
  const t = useDictionaryWords()
  const say = useSay()
  const { language } = usePreferences()
  const text = useAttributeText()
  const own = (key: 'name' | 'source' | 'note'): FieldRow => ({
    key,
    label: t(`column.${key}`),
    read: (content) => content[key],
  })
  return [
    own('name'),
    { key: 'nameEn', label: t('column.nameEn'), read: (content) => content.nameEn ?? '' },
    ...(definition.hierarchical
      ? [{ key: 'parent', label: t('column.parent'), read: (content: EntryContent) => content.parent ?? '' }]
      : []),
    ...definition.columns.map((column: Column) => ({
      key: `attributes.${column.key}`,
      label: say(column.name),
      read: (content: EntryContent) => text(column, content.attributes[column.key]),
    })),
    { key: 'confidence', label: t('confidence.label'), read: (content) => t(`confidence.${content.confidence}`) },
    own('source'),
    own('note'),
    {
      key: 'position',
      label: t('column.position'),
      read: (content) => content.position.toLocaleString(language, { useGrouping: false }),
    },
  ]
}

export interface Difference {
  readonly key: string
  readonly label: string
  readonly from: string
  readonly to: string
}

/** The lines in which two contents differ. Where a thing stands among others is no difference worth a line. */
export function differences(rows: readonly FieldRow[], from: EntryContent, to: EntryContent): Difference[] {
  return rows
    .filter((row) => row.key !== 'position')
    .map(({ key, label, read }) => ({ key, label, from: read(from), to: read(to) }))
    .filter((one) => one.from !== one.to)
}
