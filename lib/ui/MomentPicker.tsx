import { DatePicker } from 'antd'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'

export interface MomentInputProps {
  readonly id?: string
  /** an ISO time; null or nothing: none chosen. A form's field gives value and onChange. */
  readonly value?: string | null
  readonly onChange?: (iso: string | null) => void
}

/** Shanghai's, without summer time since 1992. */
const zone = '+08:00'
const zoneMs = 8 * 3_600_000
const figures = 'YYYY-MM-DDTHH:mm'

/** Chooses a minute on Shanghai's clock, wherever the browser believes to be: the picker is only given figures. */
export function MomentPicker({ id, value, onChange }: MomentInputProps) {
  const known = value !== undefined && value !== null && value !== ''
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      showTime={{ format: 'HH:mm' }}
      // “Now” would be the browser's figures.
      showNow={false}
      // A time typed is taken when one goes on, by Tab as well as by Enter; none waits for a second “OK”.
      needConfirm={false}
      format="YYYY-MM-DD HH:mm"
      value={known ? dayjs(new Date(Date.parse(value) + zoneMs).toISOString().slice(0, 16)) : null}
      onChange={(picked) =>
        onChange?.(picked === null || Array.isArray(picked) ? null : `${picked.format(figures)}:00${zone}`)
      }
      style={{ width: '100%' }}
    />
  )
}
