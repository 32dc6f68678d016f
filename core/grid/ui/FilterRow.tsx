import { Button, Select } from 'antd'
import type { ReplyOf } from '#lib/http/contract'
import { DayInput, SearchBox, useSay } from '#lib/ui'
import { confidences, itemKinds, limitUnits, type getStandardsOverview } from '../contract.ts'
import { isFiltered, noFilter, type Change, type StandardsSearch } from './search.ts'
import { useGridWords } from './words.ts'

export type Overview = ReplyOf<typeof getStandardsOverview>

interface FilterRowProps {
  readonly overview: Overview | undefined
  readonly search: StandardsSearch
  readonly onChange: (change: Change) => void
}

/** Search, list, kind, class and what else narrows the standards. */
export function FilterRow({ overview, search, onChange }: FilterRowProps) {
  const t = useGridWords()
  const say = useSay()
  const classes = (overview?.classes ?? []).filter(
    (one) =>
      (search.version === undefined || one.version === search.version) &&
      (search.kind === undefined || one.kind === search.kind),
  )
  // The same class stands in several lists under the same name.
  const byName = new Map(classes.map((one) => [one.name, one.name]))
  const choose = <K extends 'confidence' | 'unit' | 'state'>(
    key: K,
    options: readonly { value: NonNullable<StandardsSearch[K]>; label: string }[],
  ) => (
    <Select
      allowClear
      className="grid-filter"
      popupMatchSelectWidth={false}
      aria-label={t(`filter.${key}`)}
      placeholder={t(`filter.${key}`)}
      value={search[key] ?? null}
      options={[...options]}
      onChange={(value: StandardsSearch[K] | null) => onChange({ [key]: value ?? undefined })}
    />
  )
  return (
    <div className="yw-filters" role="search">
      <SearchBox
        className="grid-search"
        label={t('search')}
        placeholder={t('searchHint')}
        value={search.q ?? ''}
        onSearch={(q) => onChange({ q: q === '' ? undefined : q })}
      />
      <Select
        allowClear
        className="grid-filter"
        popupMatchSelectWidth={false}
        aria-label={t('versions')}
        placeholder={t('versions')}
        value={search.version ?? null}
        options={(overview?.versions ?? []).map((one) => ({ value: one.code, label: say(one.name) }))}
        onChange={(version: string | null) => onChange({ version: version ?? undefined, class: undefined })}
      />
      <Select
        allowClear
        className="grid-filter"
        popupMatchSelectWidth={false}
        aria-label={t('kinds')}
        placeholder={t('kinds')}
        value={search.kind ?? null}
        options={itemKinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
        onChange={(kind: StandardsSearch['kind'] | null) => onChange({ kind: kind ?? undefined, class: undefined })}
      />
      <Select
        allowClear
        showSearch={{ optionFilterProp: 'label' }}
        className="grid-filter"
        popupMatchSelectWidth={false}
        aria-label={t('filter.class')}
        placeholder={t('filter.class')}
        value={search.class ?? null}
        options={[...byName.keys()].map((name) => ({ value: name, label: name }))}
        onChange={(value: string | null) => onChange({ class: value ?? undefined })}
      />
      {choose(
        'confidence',
        confidences.map((value) => ({ value, label: t(`confidence.${value}`) })),
      )}
      {choose(
        'unit',
        limitUnits.map((value) => ({ value, label: t(`unit.${value}`) })),
      )}
      {choose(
        'state',
        (['planned', 'retired', 'all'] as const).map((value) => ({ value, label: t(`state.${value}`) })),
      )}
      <AsOf day={search.asOf} onChange={(asOf) => onChange({ asOf })} />
      {isFiltered(search) ? (
        <Button type="link" size="small" onClick={() => onChange(noFilter)}>
          {t('filter.clear')}
        </Button>
      ) : null}
    </div>
  )
}

/** The day as of which one looks. */
export function AsOf({
  day,
  onChange,
}: {
  readonly day: string | undefined
  readonly onChange: (day: string | undefined) => void
}) {
  const t = useGridWords()
  return (
    <DayInput
      className="grid-filter"
      aria-label={t('filter.asOf')}
      placeholder={t('filter.asOf')}
      value={day ?? ''}
      onChange={(picked) => onChange(picked === '' ? undefined : picked)}
    />
  )
}
