import { Button, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useRead, useSay } from '#lib/ui'
import { listUnits } from '../contract.ts'
import { isMeant } from './find.ts'
import { useOrgWords } from './words.ts'

const shortList = 80

/** A choice of the select, or a group of them. */
interface UnitOption {
  readonly value: string
  readonly label: string
  readonly code?: string
  readonly options?: UnitOption[]
}

/** All units; they change rarely, so once read they serve the whole day. */
export function useUnits() {
  return useRead(listUnits, {}, { staleTime: 3_600_000 })
}

interface UnitSelectProps {
  readonly id?: string
  /** names it where no label does */
  readonly 'aria-label'?: string
  readonly value?: string | null
  readonly onChange?: (id: string | null) => void
  readonly autoFocus?: boolean
  readonly placeholder?: string
  /** ids of those to choose from; all where not said. A short choice is shown whole, whatever the units' sort */
  readonly only?: ReadonlySet<string> | undefined
  /** may it be emptied again */
  readonly clearable?: boolean
}

/**
 * Chooses a unit by a part of its name or short name or the beginning of its code. Units that handle cases are offered
 * at once, the others (villages) when something is typed. The first match is chosen by Enter.
 */
export function UnitSelect({ value, onChange, placeholder, only, clearable = false, ...rest }: UnitSelectProps) {
  const t = useOrgWords()
  const say = useSay()
  const units = useUnits()
  const [text, setText] = useState('')
  const options = useMemo(() => {
    const { items: all = [], sorts = [] } = units.data ?? {}
    const items = only === undefined ? all : all.filter((unit) => only.has(unit.id) || unit.id === value)
    const isShort = only !== undefined && items.length <= shortList
    const typed = text.trim() !== ''
    const bySort = Map.groupBy(typed ? items.filter((unit) => isMeant(unit, text)) : items, (unit) => unit.sort)
    return [...sorts]
      .toSorted((a, b) => Number(b.handles) - Number(a.handles))
      .map((sort): UnitOption & { options: UnitOption[] } => ({
        value: `sort:${sort.code}`,
        label: say(sort.name),
        options: (bySort.get(sort.code) ?? [])
          // What is chosen stays among the choices, or its id would be shown instead of its name.
          .filter((unit) => typed || isShort || sort.handles || unit.id === value)
          .map((unit) => ({ value: unit.id, label: unit.name, code: unit.code })),
      }))
      .filter((group) => group.options.length > 0)
  }, [units.data, text, value, only, say])
  return (
    <Select<string, UnitOption>
      {...rest}
      // A narrow field's choices are read whole all the same.
      popupMatchSelectWidth={320}
      allowClear={clearable}
      showSearch={{ filterOption: false, onSearch: setText }}
      onOpenChange={(open) => (open ? undefined : setText(''))}
      loading={units.isPending}
      placeholder={placeholder ?? t('pick')}
      notFoundContent={
        units.isError ? (
          <Button type="link" onClick={() => void units.refetch()}>
            {t('failed')}
          </Button>
        ) : units.isPending ? (
          '…'
        ) : (
          t('none')
        )
      }
      options={options}
      optionRender={(option) => (
        <span className="org-option">
          {option.label}
          <span className="yw-quiet yw-number">{option.data.code}</span>
        </span>
      )}
      {...(value === undefined || value === null || value === '' ? {} : { value })}
      onChange={(id) => onChange?.(id ?? null)}
      listHeight={320}
      style={{ width: '100%' }}
    />
  )
}
