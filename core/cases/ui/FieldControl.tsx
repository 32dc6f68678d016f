import { Form, Input, InputNumber, Radio, Select } from 'antd'
import { codeListsFor } from '../code-lists.ts'
import type { Field } from '../contract.ts'
import { MomentInput, useSay } from '#lib/ui'
import { UnitSelect } from '#platform/org/ui'
import { CodeSelect } from './codes.tsx'
import { FilesField } from './files.tsx'
import { useFormPlace } from './form-place.ts'
import { PointField } from './PointField.tsx'
import { StandardField } from './StandardField.tsx'
import { useUnitsAmong } from './units-among.ts'
import { useCaseWords } from './words.ts'

/** Up to so many choices all stand in the open: one click, no list to unfold. */
const radioLimit = 5

interface FieldControlProps {
  readonly field: Field
  readonly label: string
  readonly max: number
  /** all fields of the form */
  readonly fields: readonly Field[]
  /** of files: whether some are on their way */
  readonly onBusy: (busy: boolean) => void
  /** given by the form */
  readonly id?: string
  readonly value?: string | null
  readonly onChange?: (value: string | null) => void
}

interface CodeFieldProps {
  readonly field: Field
  readonly value: string | null
  readonly onChange: (code: string | null) => void
}

/** Chooses among the codes that go with what the form, or else the case, says already. */
function CodeField({ field, ...rest }: CodeFieldProps) {
  const { facts = {} } = useFormPlace()
  const by = field.listBy?.field ?? ''
  const said = Form.useWatch<string | null | undefined>(by) ?? facts[by]
  return <CodeSelect {...rest} lists={codeListsFor(field, { [by]: said })} clearable={field.required !== true} />
}

/** The control for one field of a kind. */
export function FieldControl({ field, label, max, fields, onBusy, id, value, onChange, ...aria }: FieldControlProps) {
  const t = useCaseWords()
  const say = useSay()
  const common = { ...aria, ...(id === undefined ? {} : { id }) }
  const change = (next: string | null) => onChange?.(next)
  const own = { value: value ?? null, onChange: change }
  const only = useUnitsAmong(field.among, useFormPlace())
  switch (field.type) {
    case 'unit':
      return <UnitSelect {...common} {...own} clearable={field.required !== true} only={only} />
    case 'moment':
      return <MomentInput {...common} {...own} />
    case 'code':
      return <CodeField {...common} {...own} field={field} />
    case 'standard':
      return <StandardField {...common} {...own} label={label} fields={fields} />
    case 'point':
      return <PointField {...common} {...own} label={label} />
    case 'files':
      return (
        <FilesField
          {...own}
          most={field.most ?? 9}
          onBusy={onBusy}
          first={fields.find((one) => one.type === 'files') === field}
        />
      )
    case 'number':
      return (
        <InputNumber<string>
          {...common}
          stringMode
          precision={0}
          {...(field.least === undefined ? {} : { min: String(field.least) })}
          {...(field.most === undefined ? {} : { max: String(field.most) })}
          value={value ?? null}
          onChange={change}
        />
      )
    case 'choice':
    case 'text':
    case 'long':
      break
  }
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
