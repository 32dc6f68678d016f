import { Button, Segmented, Select } from 'antd'
import { SearchBox, useSay, DayInput } from '#lib/ui'
import type { DictionaryDefinition } from '../contract.ts'
import { isFiltered, type DictionarySearch } from './search.ts'
import { useDictionaryWords } from './words.ts'

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
    <div className="yw-filters" role="search">
      <SearchBox
        className="dict-search"
        label={t('search')}
        placeholder={t('searchHint')}
        value={search.q ?? ''}
        onSearch={(q) => onChange({ q: q === '' ? undefined : q })}
      />
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
          <DayInput
            className="dict-filter"
            aria-label={t('filter.asOf')}
            placeholder={t('filter.asOf')}
            value={search.asOf ?? ''}
            onChange={(day) => onChange({ asOf: day === '' ? undefined : day })}
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
