import { DatePicker } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useNow } from '#lib/ui'
import { useAuditWords } from './words.ts'

/** China has had one time and no summer time since 1992. */
const offsetMs = 8 * 3_600_000
const wall = 'YYYY-MM-DDTHH:mm:ss'

// The picker only knows the browser's clock, so it is given the city's figures as if they were the browser's.
const shown = (iso: string | undefined): Dayjs | null =>
  iso === undefined ? null : dayjs(new Date(Date.parse(iso) + offsetMs).toISOString().slice(0, 19))
const said = (moment: Dayjs | null | undefined): string | undefined =>
  moment === null || moment === undefined ? undefined : `${moment.second(0).format(wall)}+08:00`

interface RangeInputProps {
  readonly from: string | undefined
  readonly to: string | undefined
  readonly onChange: (range: { from: string | undefined; to: string | undefined }) => void
}

/** From when to when, on the city's clock; either end may stay open. */
export function RangeInput({ from, to, onChange }: RangeInputProps) {
  const t = useAuditWords()
  const today = shown(new Date(useNow()).toISOString())!.startOf('day')
  const until = today.add(1, 'day')
  return (
    <DatePicker.RangePicker
      className="audit-range"
      aria-label={t('filter.range')}
      allowEmpty={[true, true]}
      showTime={{ format: 'HH:mm', defaultOpenValue: [today, today] }}
      format="YYYY-MM-DD HH:mm"
      needConfirm={false}
      placeholder={[t('filter.from'), t('filter.to')]}
      presets={[
        { label: t('filter.today'), value: [today, until] },
        { label: t('filter.week'), value: [today.subtract(6, 'day'), until] },
        { label: t('filter.month'), value: [today.subtract(29, 'day'), until] },
      ]}
      value={[shown(from), shown(to)]}
      onChange={(range) => onChange({ from: said(range?.[0]), to: said(range?.[1]) })}
    />
  )
}
