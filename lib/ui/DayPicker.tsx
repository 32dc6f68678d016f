import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { cityDay } from './time.ts'

export interface DayInputProps {
  readonly id?: string
  readonly className?: string
  readonly placeholder?: string
  readonly 'aria-label'?: string
  /** YYYY-MM-DD; empty or nothing: none is chosen. A form's field gives value and onChange. */
  readonly value?: string | null
  /** gets `''` when the day is taken out */
  readonly onChange?: (day: string) => void
  /** whether a chosen day may be taken out again */
  readonly clearable?: boolean
  /** no day before today can be chosen */
  readonly fromToday?: boolean
}

/** Chooses a day; the picker is only given figures, so that the browser's own clock and customs do not count. */
export function DayPicker({
  value,
  onChange,
  clearable = true,
  fromToday = false,
  className = 'yw-day',
  ...rest
}: DayInputProps) {
  const known = value !== undefined && value !== null && value !== ''
  return (
    <DatePicker
      {...rest}
      className={className}
      format="YYYY-MM-DD"
      allowClear={clearable}
      // “Today” would be the browser's, not the city's.
      showNow={false}
      {...(fromToday ? { minDate: dayjs(cityDay()) } : {})}
      value={known ? dayjs(value) : null}
      onChange={(day) => onChange?.(day === null || Array.isArray(day) ? '' : day.format('YYYY-MM-DD'))}
      // Enter takes the day, it does not send the form.
      onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
    />
  )
}
