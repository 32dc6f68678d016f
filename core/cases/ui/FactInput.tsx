import { Input, Select } from 'antd'
import { useSay } from '#lib/ui'
import { UnitSelect } from '#platform/org/ui'
import { codeLists } from '../code-lists.ts'
import type { Field } from '../contract.ts'
import { CodeSelect } from './codes.tsx'

interface FactInputProps {
  readonly field: Field
  /** the dictionaries of a code, where other answers settle which count */
  readonly lists?: readonly string[]
  readonly label: string
  readonly placeholder?: string
  /** empty for none */
  readonly value: string
  readonly onChange: (value: string) => void
}

/** One value of a field that rules ask about: a choice, a unit, an entry of a dictionary by its name, else a text. */
export function FactInput({ field, lists = codeLists(field), label, placeholder, value, onChange }: FactInputProps) {
  const say = useSay()
  const named = { 'aria-label': label, ...(placeholder === undefined ? {} : { placeholder }) }
  switch (field.type) {
    case 'choice':
      return (
        <Select
          {...named}
          className="routing-grow"
          allowClear={placeholder !== undefined}
          options={(field.choices ?? []).map((choice) => ({ value: choice.code, label: say(choice.name) }))}
          {...(value === '' ? {} : { value })}
          onChange={(next: string | undefined) => onChange(next ?? '')}
        />
      )
    case 'unit':
      return (
        <span className="routing-grow">
          <UnitSelect
            {...named}
            clearable={placeholder !== undefined}
            value={value}
            onChange={(id) => onChange(id ?? '')}
          />
        </span>
      )
    case 'code':
      return (
        <CodeSelect
          {...named}
          className="routing-grow"
          lists={lists}
          value={value === '' ? null : value}
          onChange={(code) => onChange(code ?? '')}
        />
      )
    default:
      return (
        <Input
          {...named}
          className="routing-grow"
          maxLength={100}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )
  }
}
