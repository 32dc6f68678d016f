import { Button, DatePicker, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useRead } from '#lib/ui'
import { listAreas, listLevels } from '#platform/geo/contract'
import { UnitSelect } from '#platform/org/ui'
import { codeLists } from '../code-lists.ts'
import type { KindDefinition } from '../contract.ts'
import { CodeSelect } from './codes.tsx'
import { filtersOf, type ListFilters, type ListView } from './list-search.ts'
import { marksOf, useMarkName } from './Marks.tsx'
import { useCaseWords } from './words.ts'

interface FilterRowProps {
  readonly kind: KindDefinition
  readonly view: ListView
  readonly onChange: (filters: ListFilters) => void
}

/** What narrows the list beside its tab. */
export function FilterRow({ kind, view, onChange }: FilterRowProps) {
  const t = useCaseWords()
  const markName = useMarkName(kind)
  const filters = filtersOf(view)
  const set = (change: { [Key in keyof ListFilters]?: ListFilters[Key] | undefined }) => {
    const next = { ...filters, ...change }
    onChange(filtersOf(next))
  }
  const category = kind.fields.find((field) => field.key === kind.categoryField)
  return (
    <div className="yw-filters cases-filters" role="search" aria-label={t('filter.label')}>
      <Segmented<'' | 'soon' | 'over'>
        aria-label={t('filter.due')}
        value={filters.due ?? ''}
        options={[
          { value: '', label: t('filter.dueAny') },
          { value: 'soon', label: t('filter.soon') },
          { value: 'over', label: t('filter.over') },
        ]}
        onChange={(due) => set({ due: due === '' ? undefined : due })}
      />
      <AreaSelect value={filters.area} onChange={(area) => set({ area })} />
      {category?.type === 'code' ? (
        <span className="cases-filter">
          <CodeSelect
            aria-label={t('filter.category')}
            placeholder={t('filter.category')}
            lists={codeLists(category)}
            value={filters.category ?? null}
            onChange={(code) => set({ category: code ?? undefined })}
          />
        </span>
      ) : null}
      <Select
        className="cases-filter"
        allowClear
        aria-label={t('filter.mark')}
        placeholder={t('filter.mark')}
        value={filters.mark ?? null}
        options={marksOf(kind).map((mark) => ({ value: mark, label: markName(mark) }))}
        onChange={(mark: string | null | undefined) => set({ mark: mark ?? undefined })}
      />
      {view.whose === 'held' ? null : (
        <span className="cases-filter cases-filter-unit">
          <UnitSelect
            aria-label={t('filter.unit')}
            placeholder={t('filter.unit')}
            clearable
            value={filters.unit ?? null}
            onChange={(unit) => set({ unit: unit ?? undefined })}
          />
        </span>
      )}
      <DatePicker.RangePicker
        className="cases-filter-days"
        aria-label={t('filter.opened')}
        placeholder={[t('filter.from'), t('filter.until')]}
        allowEmpty={[true, true]}
        value={[day(filters.from), day(filters.until)]}
        onChange={(days) => set({ from: days?.[0]?.format('YYYY-MM-DD'), until: days?.[1]?.format('YYYY-MM-DD') })}
      />
      {Object.keys(filters).length > 0 ? (
        <Button type="link" size="small" onClick={() => onChange({})}>
          {t('filter.clear')}
        </Button>
      ) : null}
    </div>
  )
}

function day(text: string | undefined) {
  return text === undefined ? null : dayjs(text)
}

/** The areas right below the whole, such as towns. */
function AreaSelect({
  value,
  onChange,
}: {
  readonly value: string | undefined
  readonly onChange: (code: string | undefined) => void
}) {
  const t = useCaseWords()
  const lasting = { staleTime: 3_600_000 }
  const level = useRead(listLevels, {}, lasting).data?.items[1]?.code
  const areas = useRead(
    listAreas,
    { query: { level: level ?? '', page: 1, pageSize: 500 } },
    { ...lasting, enabled: level !== undefined },
  )
  return (
    <Select
      className="cases-filter"
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('filter.area')}
      placeholder={t('filter.area')}
      value={value ?? null}
      options={(areas.data?.items ?? []).map((area) => ({ value: area.code, label: area.name }))}
      onChange={(code: string | null | undefined) => onChange(code ?? undefined)}
    />
  )
}
