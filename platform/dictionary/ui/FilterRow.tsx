import { SearchOutlined } from '@ant-design/icons'
import { Button, DatePicker, Input, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useState } from 'react'
import { useSay } from '#lib/ui'
import type { DictionaryDefinition } from '../contract.ts'
import { shortDay } from './days.ts'
import { isFiltered, type DictionarySearch } from './search.ts'
import { useDictionaryWords } from './words.ts'

const boxId = 'dictionary-search'

export function focusEntrySearch(): void {
  const box = document.getElementById(boxId)
  if (box instanceof HTMLInputElement) {
    box.focus()
    box.select()
  }
}

export const noFilter = {
  q: undefined,
  confidence: undefined,
  delivered: undefined,
  state: undefined,
  asOf: undefined,
} as const

/** A change of the address; undefined takes a part out of it. */
export type Change = { readonly [K in keyof DictionarySearch]?: DictionarySearch[K] | undefined }

interface FilterRowProps {
  readonly definition: DictionaryDefinition
  readonly search: DictionarySearch
  readonly onChange: (change: Change) => void
}

/** Search, version, kind and what else narrows the entries. */
export function FilterRow({ definition, search, onChange }: FilterRowProps) {
  const t = useDictionaryWords()
  const say = useSay()
  const isComparing = search.view === 'compare'
  const choose = <K extends 'confidence' | 'delivered' | 'state'>(
    key: K,
    values: readonly NonNullable<DictionarySearch[K]>[],
  ) => (
    <Select
      allowClear
      className="dict-filter"
      popupMatchSelectWidth={false}
      aria-label={t(`filter.${key}`)}
      placeholder={t(`filter.${key}`)}
      value={search[key] ?? null}
      options={values.map((value) => ({ value, label: t(`${key}.${value}` as 'state.all') }))}
      onChange={(value: DictionarySearch[K] | null) => onChange({ [key]: value ?? undefined })}
    />
  )
  return (
    <div className="dict-filters" role="search">
      <SearchBox value={search.q ?? ''} onSearch={(q) => onChange({ q: q === '' ? undefined : q })} />
      {isComparing || definition.versions.length < 2 ? null : (
        <Segmented
          aria-label={t('versions')}
          value={search.version ?? definition.versions[0]!.code}
          options={[
            ...definition.versions.map((one) => ({ value: one.code, label: say(one.name) })),
            { value: 'all', label: t('all') },
          ]}
          onChange={(version) => onChange({ version: version === definition.versions[0]!.code ? undefined : version })}
        />
      )}
      {definition.kinds.length < 2 ? null : (
        <Segmented
          aria-label={t('kinds')}
          value={search.kind ?? ''}
          options={[
            { value: '', label: t('all') },
            ...definition.kinds.map((one) => ({ value: one.code, label: say(one.name) })),
          ]}
          onChange={(kind) => onChange({ kind: kind === '' ? undefined : kind })}
        />
      )}
      {isComparing ? null : (
        <>
          {choose('confidence', ['high', 'medium', 'low'])}
          {choose('delivered', ['differs', 'own', 'same'])}
          {choose('state', ['retired', 'planned', 'all'])}
          <DatePicker
            className="dict-filter"
            aria-label={t('filter.asOf')}
            placeholder={t('filter.asOf')}
            value={search.asOf === undefined ? null : dayjs(search.asOf)}
            onChange={(day) => onChange({ asOf: day === null ? undefined : shortDay(day.hour(12).toDate()) })}
          />
          {isFiltered(search) ? (
            <Button type="link" size="small" onClick={() => onChange(noFilter)}>
              {t('filter.clear')}
            </Button>
          ) : null}
        </>
      )}
    </div>
  )
}

/** Finds on Enter, or half a second after the last key. */
function SearchBox({ value, onSearch }: { readonly value: string; readonly onSearch: (q: string) => void }) {
  const t = useDictionaryWords()
  const [text, setText] = useState(value)
  const [composing, setComposing] = useState(false)
  const [shown, setShown] = useState(value)
  if (shown !== value) {
    // Cleared or changed elsewhere: the address is what counts.
    setShown(value)
    setText(value)
  }
  useEffect(() => {
    const wanted = text.trim()
    if (composing || wanted === value) return
    const timer = setTimeout(() => onSearch(wanted), 400)
    return () => clearTimeout(timer)
  }, [text, composing, value, onSearch])
  return (
    <Input
      id={boxId}
      className="dict-search"
      value={text}
      allowClear
      maxLength={100}
      prefix={<SearchOutlined />}
      suffix={text === '' ? <kbd>/</kbd> : undefined}
      placeholder={t('searchHint')}
      aria-label={t('search')}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onPressEnter={() => onSearch(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
        if (event.key === 'ArrowDown') {
          event.preventDefault()
          document.querySelector<HTMLElement>('.dict-link')?.focus()
        }
      }}
    />
  )
}
