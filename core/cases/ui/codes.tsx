import { Select } from 'antd'
import { useState } from 'react'
import { useRead, usePreferences } from '#lib/ui'
import { listEntries } from '#platform/dictionary/contract'
import { useCaseWords } from './words.ts'

const day = 86_400_000
/** So many entries come at once; of a longer dictionary the rest is found by typing. */
const atOnce = 500

/** The names of a dictionary's entries, also of those that are retired: old cases carry them. */
function useCodes(list: string): ReadonlyMap<string, string> | undefined {
  const { language } = usePreferences()
  const entries = useRead(
    listEntries,
    { params: { dictionary: list }, query: { state: 'all', pageSize: atOnce } },
    { enabled: list !== '', staleTime: day },
  )
  return entries.data === undefined
    ? undefined
    : new Map(
        entries.data.items.map(
          ({ code, name, nameEn }) => [code, language === 'en' ? (nameEn ?? name) : name] as const,
        ),
      )
}

/** An entry of a dictionary by its name; its code where it has none. */
export function CodeName({ list, code }: { readonly list: string; readonly code: string }) {
  return <>{useCodes(list)?.get(code) ?? code}</>
}

interface CodeSelectProps {
  readonly list: string
  readonly id?: string
  readonly 'aria-label'?: string
  readonly clearable?: boolean
  readonly placeholder?: string
  readonly value: string | null
  readonly onChange: (code: string | null) => void
}

/** Chooses an entry of a dictionary by a part of its name or its code. */
export function CodeSelect({ list, clearable = true, placeholder, value, onChange, ...rest }: CodeSelectProps) {
  const t = useCaseWords()
  const { language } = usePreferences()
  const [text, setText] = useState('')
  const names = useCodes(list)
  const q = text.trim()
  const found = useRead(
    listEntries,
    { params: { dictionary: list }, query: { pageSize: 100, ...(q === '' ? {} : { q }) } },
    { keep: true, enabled: list !== '', staleTime: day },
  )
  const options = (found.data?.items ?? []).map(({ code, name, nameEn }) => ({
    value: code,
    label: language === 'en' ? (nameEn ?? name) : name,
  }))
  if (value !== null && !options.some((one) => one.value === value))
    options.unshift({ value, label: names?.get(value) ?? value })
  return (
    <Select
      {...rest}
      allowClear={clearable}
      showSearch={{ filterOption: false, onSearch: setText }}
      onOpenChange={(open) => (open ? undefined : setText(''))}
      loading={found.isPending}
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
