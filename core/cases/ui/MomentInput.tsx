import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'

interface MomentInputProps {
  readonly id?: string
  readonly value: string | null
  readonly onChange: (iso: string | null) => void
}

/** China has had one time and no summer time since 1992. */
const offset = 8 * 60
const wall = 'YYYY-MM-DDTHH:mm:ss'

/**
 * A date and time on the city’s clock. The picker only knows the browser’s clock, so it is given the city’s figures as
 * if they were the browser’s, and what it gives back is read the same way.
 */
export function MomentInput({ id, value, onChange }: MomentInputProps) {
  const shown =
    value === null || value === ''
      ? null
      : dayjs(new Date(new Date(value).getTime() + offset * 60_000).toISOString().slice(0, 19))
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      showTime={{ format: 'HH:mm' }}
      // “Now” would be the browser's figures, not the city's.
      showNow={false}
      format="YYYY-MM-DD HH:mm"
      value={shown}
      onChange={(picked) => onChange(picked === null || Array.isArray(picked) ? null : `${picked.format(wall)}+08:00`)}
      style={{ width: '100%' }}
    />
  )
}
