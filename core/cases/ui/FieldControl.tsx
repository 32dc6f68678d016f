import { Input, Radio, Select } from 'antd'
import type { Field } from '../contract.ts'
import { MomentInput, useSay } from '#lib/ui'
import { UnitSelect } from '#platform/org/ui'
import { useCaseWords } from './words.ts'

/** Up to so many choices all stand in the open: one click, no list to unfold. */
const radioLimit = 5

interface FieldControlProps {
  readonly field: Field
  readonly label: string
  readonly max: number
  /** given by the form */
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (value: string | null) => void
}

/** The control for one field of a kind. */
export function FieldControl({ field, label, max, id, value, onChange, ...aria }: FieldControlProps) {
  const t = useCaseWords()
  const say = useSay()
  const common = { ...aria, ...(id === undefined ? {} : { id }) }
  const change = (next: string | null) => onChange?.(next)
  if (field.type === 'unit')
    return <UnitSelect {...common} clearable={field.required !== true} value={value ?? null} onChange={change} />
  if (field.type === 'moment') return <MomentInput {...common} value={value ?? null} onChange={change} />
  if (field.type === 'choice') {
    const options = (field.choices ?? []).map((choice) => ({ value: choice.code, label: say(choice.name) }))
    return options.length <= radioLimit ? (
      <Radio.Group
        {...common}
        aria-label={label}
        optionType="button"
        buttonStyle="solid"
        options={options}
        value={value ?? null}
        onChange={(event) => change(String(event.target.value))}
      />
    ) : (
      <Select
        {...common}
        allowClear={field.required !== true}
        showSearch={{ optionFilterProp: 'label' }}
        placeholder={t('act.pick')}
        options={options}
        {...(value === undefined || value === null ? {} : { value })}
        onChange={(next: string | undefined) => change(next ?? null)}
      />
    )
  }
  const text = {
    ...common,
    value: value ?? '',
    onChange: (event: { target: { value: string } }) => change(event.target.value),
    autoComplete: 'off',
  }
  return field.type === 'long' ? (
    <Input.TextArea
      {...text}
      autoSize={{ minRows: max > 1000 ? 6 : 3, maxRows: 14 }}
      count={{ show: (value?.length ?? 0) > max * 0.6, max }}
    />
  ) : (
    <Input {...text} maxLength={max} />
  )
}
