import { Select } from 'antd'
import { useState } from 'react'
import { useRead } from '#lib/ui'
import { getArea, listAreas } from '#platform/geo/contract'
import { useRoutingWords } from './routing-words.ts'

interface AreaSelectProps {
  readonly label: string
  readonly value: string | null
  readonly onChange: (code: string | null) => void
}

/** Chooses an area by a part of its name or the beginning of its code. */
export function AreaSelect({ label, value, onChange }: AreaSelectProps) {
  const t = useRoutingWords()
  const [text, setText] = useState('')
  const q = text.trim()
  const found = useRead(
    listAreas,
    { query: { page: 1, pageSize: 50, ...(q === '' ? {} : { search: q }) } },
    { keep: true, staleTime: 600_000 },
  )
  const chosen = useRead(
    getArea,
    { params: { code: value ?? '' }, query: {} },
    { enabled: value !== null && value !== '', staleTime: 600_000 },
  )
  const options = (found.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))
  if (value !== null && !options.some((one) => one.value === value))
    options.unshift({ value, label: chosen.data?.name ?? value })
  return (
    <Select
      className="routing-grow"
      aria-label={label}
      allowClear
      showSearch={{ filterOption: false, onSearch: setText }}
      onOpenChange={(open) => (open ? undefined : setText(''))}
      loading={found.isPending}
      placeholder={t('fact.pickArea')}
      options={options}
      optionRender={(option) => (
        <>
          {option.label} <span className="yw-quiet yw-number">{option.value}</span>
        </>
      )}
      value={value}
      onChange={(code: string | null | undefined) => onChange(code ?? null)}
    />
  )
}
