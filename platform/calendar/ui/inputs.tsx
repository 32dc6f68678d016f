import { DatePicker, TimePicker } from 'antd'
import dayjs from 'dayjs'

interface DayInputProps {
  readonly id: string
  /** YYYY-MM-DD; empty when nothing is chosen */
  readonly value: string
  readonly onChange: (day: string) => void
}

/** A day, written the same in every browser. */
export function DayInput({ id, value, onChange }: DayInputProps) {
  return (
    <DatePicker
      id={id}
      format="YYYY-MM-DD"
      value={value === '' ? null : dayjs(value)}
      onChange={(picked) => onChange(picked === null || Array.isArray(picked) ? '' : picked.format('YYYY-MM-DD'))}
      style={{ width: 180 }}
    />
  )
}

interface ClockInputProps {
  readonly label: string
  /** HH:mm; empty when nothing is chosen */
  readonly value: string
  readonly onChange: (clock: string) => void
}

/** A time of day in 24 hours, typed or picked. */
export function ClockInput({ label, value, onChange }: ClockInputProps) {
  return (
    <TimePicker
      aria-label={label}
      format="HH:mm"
      needConfirm={false}
      showNow={false}
      value={value === '' ? null : dayjs(`2000-01-01T${value}`)}
      onChange={(picked) => onChange(picked === null || Array.isArray(picked) ? '' : picked.format('HH:mm'))}
      style={{ width: 120 }}
    />
  )
}
