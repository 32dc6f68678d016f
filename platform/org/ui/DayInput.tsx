import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'

interface DayInputProps {
  readonly id?: string
  readonly value: string
  readonly onChange: (day: string) => void
}

/** A calendar day, YYYY-MM-DD, whatever the browser's own way of writing days is. */
export function DayInput({ id, value, onChange }: DayInputProps) {
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      className="org-day"
      format="YYYY-MM-DD"
      allowClear={false}
      // “Today” would be the browser's, not the city's.
      showNow={false}
      value={value === '' ? null : dayjs(value)}
      onChange={(day) => {
        if (day !== null) onChange(day.format('YYYY-MM-DD'))
      }}
    />
  )
}
