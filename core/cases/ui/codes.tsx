import { Select } from 'antd'
import { useState, type ReactNode } from 'react'
import { usePreferences, useRead, useReads } from '#lib/ui'
import { listDictionaries, listEntries, type Entry } from '#platform/dictionary/contract'
import { useCaseWords } from './words.ts'

const day = 86_400_000
/** So many entries come at once; of a longer dictionary the rest is found by typing. */
const atOnce = 500

/**
 * The edition of each dictionary that counts now: cases carry its codes, and an older edition uses the same codes for
 * other things. Undefined until it is known; a dictionary without editions has none.
 */
function useEditions(): ReadonlyMap<string, string | undefined> | undefined {
  const dictionaries = useRead(listDictionaries, {}, { staleTime: day }).data?.items
  return dictionaries === undefined
    ? undefined
    : new Map(dictionaries.map(({ definition }) => [definition.code, definition.versions[0]?.code] as const))
}

/** The entries that count now, list by list, also those that are retired: rules and old cases carry them. */
export function useEntries(lists: readonly string[]): readonly (readonly Entry[] | undefined)[] {
  const editions = useEditions()
  return useReads(
    listEntries,
    lists.map((dictionary) => ({
      params: { dictionary },
      query: { state: 'all' as const, pageSize: atOnce, ...edition(editions, dictionary) },
    })),
    { staleTime: day, enabled: editions !== undefined },
  ).map(({ data }) => data?.items)
}

function edition(editions: ReturnType<typeof useEditions>, dictionary: string): { version?: string } {
  const version = editions?.get(dictionary)
  return version === undefined ? {} : { version }
}

/**
 * The names of dictionaries’ entries by their codes, in the language of the page. What an old edition alone has is named,
 * too: cases of its time carry it.
 */
function useCodes(lists: readonly string[]): ReadonlyMap<string, string> {
  const { language } = usePreferences()
  const editions = useEditions()
  const answers = useReads(
    listEntries,
    lists.map((dictionary) => ({ params: { dictionary }, query: { state: 'all' as const, pageSize: atOnce } })),
    { staleTime: day },
  )
  const entries = answers.flatMap(({ data }, at) =>
    (data?.items ?? []).map((entry) => ({ entry, counts: entry.version === (editions?.get(lists[at]!) ?? '') })),
  )
  return new Map(
    [...entries.filter(({ counts }) => !counts), ...entries.filter(({ counts }) => counts)].map(
      ({ entry }) => [entry.code, named(entry, language)] as const,
    ),
  )
}

function named({ name, nameEn }: Pick<Entry, 'name' | 'nameEn'>, language: string): string {
  return language === 'en' ? (nameEn ?? name) : name
}

/** An entry of one of these dictionaries by its name; its code where it has none. */
export function CodeName({ lists, code }: { readonly lists: readonly string[]; readonly code: string }) {
  return <>{useCodes(lists).get(code) ?? code}</>
}

interface CodeChoice {
  readonly lists: readonly string[]
  readonly id?: string
  readonly 'aria-label'?: string
  readonly placeholder?: string
  readonly className?: string
}

interface CodeSelectProps extends CodeChoice {
  readonly clearable?: boolean
  readonly value: string | null
  readonly onChange: (code: string | null) => void
}

/** Chooses an entry of one of these dictionaries by a part of its name or its code. */
export function CodeSelect({ lists, clearable = true, value, onChange, ...rest }: CodeSelectProps) {
  const shared = useCodeSearch(lists, value === null ? [] : [value])
  const t = useCaseWords()
  return (
    <Select
      {...shared}
      placeholder={t('act.pick')}
      {...rest}
      allowClear={clearable}
      value={value}
      onChange={(code: string | undefined) => onChange(code ?? null)}
    />
  )
}

interface CodesSelectProps extends CodeChoice {
  readonly value: readonly string[]
  readonly onChange: (codes: string[]) => void
}

/** The same for several. */
export function CodesSelect({ lists, value, onChange, ...rest }: CodesSelectProps) {
  const shared = useCodeSearch(lists, value)
  const t = useCaseWords()
  return (
    <Select {...shared} placeholder={t('act.pick')} {...rest} mode="multiple" value={[...value]} onChange={onChange} />
  )
}

/** What a choice among entries needs to find them while somebody types; what is chosen is always among them. */
function useCodeSearch(lists: readonly string[], chosen: readonly string[]) {
  const { language } = usePreferences()
  const [text, setText] = useState('')
  const names = useCodes(lists)
  const editions = useEditions()
  const q = text.trim()
  const found = useReads(
    listEntries,
    lists.map((dictionary) => ({
      params: { dictionary },
      query: { pageSize: 100, ...(q === '' ? {} : { q }), ...edition(editions, dictionary) },
    })),
    { keep: true, staleTime: day, enabled: editions !== undefined },
  )
  const options = found
    .flatMap(({ data, isPlaceholderData }) => {
      const items = data?.items ?? []
      // Until the answer to what was typed is there, Enter must not take the first of the answer before.
      return isPlaceholderData
        ? items.filter((entry) => entry.code.startsWith(q) || named(entry, language).includes(q))
        : items
    })
    .map((entry) => ({ value: entry.code, label: named(entry, language) }))
  const missing = chosen.filter((code) => !options.some((one) => one.value === code))
  return {
    // A narrow field's choices are read whole all the same.
    popupMatchSelectWidth: 320,
    showSearch: { filterOption: false as const, onSearch: setText },
    onOpenChange: (open: boolean) => (open ? undefined : setText('')),
    loading: found.some((one) => one.isPending),
    options: [...missing.map((code) => ({ value: code, label: names.get(code) ?? code })), ...options],
    optionRender: (option: { readonly label?: ReactNode; readonly value?: string | number | null }) => (
      <span className="case-code-option">
        {option.label} <span className="yw-quiet yw-number">{option.value}</span>
      </span>
    ),
  }
}
