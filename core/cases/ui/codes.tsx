import { Select } from 'antd'
import { useState } from 'react'
import { usePreferences, useReads } from '#lib/ui'
import { listEntries } from '#platform/dictionary/contract'
import { useCaseWords } from './words.ts'

const day = 86_400_000
/** So many entries come at once; of a longer dictionary the rest is found by typing. */
const atOnce = 500

/** The names of dictionaries' entries, also of those that are retired: old cases carry them. */
function useCodes(lists: readonly string[]): ReadonlyMap<string, string> {
  const { language } = usePreferences()
  const entries = useReads(
    listEntries,
    lists.map((dictionary) => ({ params: { dictionary }, query: { state: 'all' as const, pageSize: atOnce } })),
    { staleTime: day },
  )
  return new Map(
    entries
      .flatMap(({ data }) => data?.items ?? [])
      .map(({ code, name, nameEn }) => [code, language === 'en' ? (nameEn ?? name) : name] as const),
  )
}

/** An entry of one of these dictionaries by its name; its code where it has none. */
export function CodeName({ lists, code }: { readonly lists: readonly string[]; readonly code: string }) {
  return <>{useCodes(lists).get(code) ?? code}</>
}

interface CodeSelectProps {
  readonly lists: readonly string[]
  readonly id?: string
  readonly 'aria-label'?: string
  readonly clearable?: boolean
  readonly placeholder?: string
  readonly value: string | null
  readonly onChange: (code: string | null) => void
}

/** Chooses an entry of one of these dictionaries by a part of its name or its code. */
export function CodeSelect({ lists, clearable = true, placeholder, value, onChange, ...rest }: CodeSelectProps) {
  const t = useCaseWords()
  const { language } = usePreferences()
  const [text, setText] = useState('')
  const names = useCodes(lists)
  const q = text.trim()
  const found = useReads(
    listEntries,
    lists.map((dictionary) => ({ params: { dictionary }, query: { pageSize: 100, ...(q === '' ? {} : { q }) } })),
    { keep: true, staleTime: day },
  )
  const options = found
    .flatMap(({ data }) => data?.items ?? [])
    .map(({ code, name, nameEn }) => ({ value: code, label: language === 'en' ? (nameEn ?? name) : name }))
  if (value !== null && !options.some((one) => one.value === value))
    options.unshift({ value, label: names.get(value) ?? value })
  return (
    <Select
      {...rest}
      allowClear={clearable}
      showSearch={{ filterOption: false, onSearch: setText }}
      onOpenChange={(open) => (open ? undefined : setText(''))}
      loading={found.some((one) => one.isPending)}
      placeholder={placeholder ?? t('act.pick')}
      options={options}
      optionRender={(option) => (
        <span className="case-code-option">
          {option.label} <span className="yw-quiet yw-number">{option.value}</span>
        </span>
      )}
      value={value}
      onChange={(code: string | undefined) => onChange(code ?? null)}
    />
  )
}
