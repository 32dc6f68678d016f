import { TimePicker } from 'antd'
import dayjs from 'dayjs'

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
