import { Button, Select } from 'antd'
import { useMemo } from 'react'
import { defineWords, useRead } from '#lib/ui'
import { listUnits, type Unit } from '../contract.ts'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

const useWords = defineWords('org', zhCN, en)
const sorts = ['centre', 'town', 'bureau', 'enterprise'] as const

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
  readonly value?: string | null
  readonly onChange?: (id: string | null) => void
  readonly autoFocus?: boolean
  readonly placeholder?: string
  /** may it be emptied again */
  readonly clearable?: boolean
}

/** Chooses a unit by a part of its name or the beginning of its code. The first match is chosen by Enter. */
export function UnitSelect({ value, onChange, placeholder, clearable = false, ...rest }: UnitSelectProps) {
  const t = useWords()
  const units = useUnits()
  const options = useMemo(() => {
    const items = units.data?.items ?? []
    const option = (unit: Unit): UnitOption => ({ value: unit.id, label: unit.name, code: unit.code })
    const known = sorts.map((sort): UnitOption & { options: UnitOption[] } => ({
      value: `sort:${sort}`,
      label: t(`sort.${sort}`),
      options: items.filter((unit) => unit.sort === sort).map(option),
    }))
    const others = items.filter((unit) => !sorts.some((sort) => sort === unit.sort)).map(option)
    return [...known.filter((group) => group.options.length > 0), ...others]
  }, [units.data, t])
  return (
    <Select<string, UnitOption>
      {...rest}
      allowClear={clearable}
      showSearch={{
        filterOption: (text, option) => {
          const wanted = text.trim().toLowerCase()
          if (option?.code === undefined) return false
          return option.label.toLowerCase().includes(wanted) || option.code.toLowerCase().startsWith(wanted)
        },
      }}
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
