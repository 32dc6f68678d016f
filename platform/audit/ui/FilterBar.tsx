import { Button, Checkbox, Select } from 'antd'
import { SearchBox } from '#lib/ui'
import { isFiltered, type AuditSearch } from './audit-search.ts'
import { useAuditKinds } from './kinds.ts'
import { RangeInput } from './RangeInput.tsx'
import { useUnitsGiven } from './units.ts'
import { useAuditWords } from './words.ts'

export type Change = { readonly [K in keyof AuditSearch]?: AuditSearch[K] | undefined }

/** Narrows the list down. Every choice stands in the address at once; typed ones on Enter or half a second after. */
export function FilterBar({
  search,
  onChange,
}: {
  readonly search: AuditSearch
  readonly onChange: (change: Change) => void
}) {
  const t = useAuditWords()
  const kinds = useAuditKinds()
  const units = useUnitsGiven()
  return (
    <search className="yw-filters" aria-label={t('filter.label')}>
      <RangeInput from={search.from} to={search.to} onChange={onChange} />
      <Typed
        id="audit-person"
        label={t('filter.person')}
        value={search.person}
        onChange={(person) => onChange({ person })}
      />
      <Select<string>
        className="audit-unit"
        allowClear
        aria-label={t('filter.unit')}
        placeholder={t('filter.unit')}
        showSearch={{ optionFilterProp: 'label' }}
        {...(search.unit === undefined ? {} : { value: search.unit })}
        options={units.map((unit) => ({ value: unit.id, label: unit.name }))}
        popupMatchSelectWidth={240}
        onChange={(unit: string | undefined) => onChange({ unit })}
      />
      <Select<string[]>
        className="audit-what"
        mode="multiple"
        allowClear
        maxTagCount={1}
        aria-label={t('filter.what')}
        placeholder={t('filter.what')}
        value={search.what?.split(',') ?? []}
        options={kinds.all.map((kind) => ({ value: kind.what, label: kinds.name(kind) }))}
        showSearch={{
          filterOption: (text, option) => {
            const kind = kinds.all.find((one) => one.what === option?.value)
            if (kind === undefined) return false
            return `${kinds.name(kind)} ${kind.what}`.toLowerCase().includes(text.trim().toLowerCase())
          },
        }}
        popupMatchSelectWidth={360}
        optionRender={(option) => (
          <span className="audit-kind">
            {option.label}
            <span className="yw-quiet yw-small">{option.value}</span>
          </span>
        )}
        onChange={(what) => onChange({ what: what.length === 0 ? undefined : what.join(',') })}
      />
      <Typed
        id="audit-subject"
        wide
        label={t('filter.subject')}
        value={search.subject}
        onChange={(subject) => onChange({ subject })}
      />
      <Typed wide label={t('filter.q')} value={search.q} onChange={(q) => onChange({ q })} />
      <Typed
        id="audit-request"
        wide
        label={t('filter.requestId')}
        value={search.request}
        onChange={(request) => onChange({ request })}
      />
      <Checkbox
        checked={search.sensitive === '1'}
        onChange={(event) => onChange({ sensitive: event.target.checked ? '1' : undefined })}
      >
        {t('filter.sensitive')}
      </Checkbox>
      {isFiltered(search) ? (
        <Button type="link" size="small" onClick={() => onChange(noFilter)}>
          {t('filter.clear')}
        </Button>
      ) : null}
    </search>
  )
}

/** What takes every filter away. */
export const noFilter: Change = {
  from: undefined,
  to: undefined,
  person: undefined,
  unit: undefined,
  what: undefined,
  sensitive: undefined,
  subject: undefined,
  request: undefined,
  q: undefined,
}

interface TypedProps {
  readonly id?: string
  readonly label: string
  readonly wide?: true
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
}

function Typed({ id, label, wide, value = '', onChange }: TypedProps) {
  return (
    <SearchBox
      {...(id === undefined ? {} : { id })}
      className={wide === true ? 'audit-typed-wide' : 'audit-typed'}
      label={label}
      value={value}
      onSearch={(text) => onChange(text === '' ? undefined : text)}
    />
  )
}
