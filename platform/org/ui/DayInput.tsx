import { Input } from 'antd'
import { useEffect, useState } from 'react'

interface DayInputProps {
  readonly id?: string
  readonly value: string
  readonly onChange: (day: string) => void
}

/** A calendar day, YYYY-MM-DD; says only whole days, so that typing a year does not leaf through the years between. */
export function DayInput({ id, value, onChange }: DayInputProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  return (
    <Input
      {...(id === undefined ? {} : { id })}
      type="date"
      className="org-day yw-number"
      min="1949-10-01"
      max="2199-12-31"
      value={text}
      onChange={(event) => {
        setText(event.target.value)
        if (/^(?:19|20|21)\d\d-\d\d-\d\d$/.test(event.target.value)) onChange(event.target.value)
      }}
    />
  )
}
