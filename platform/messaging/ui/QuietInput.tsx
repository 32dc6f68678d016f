import { TimePicker } from 'antd'
import dayjs from 'dayjs'
import { useMessageWords } from './words.ts'

export interface Quiet {
  readonly from: number
  readonly until: number
}

interface QuietInputProps {
  readonly value: Quiet
  readonly onChange: (value: Quiet) => void
}

/** From when until when, on the city's clock. */
export function QuietInput({ value, onChange }: QuietInputProps) {
  const t = useMessageWords()
  const field = (key: 'from' | 'until') => (
    <TimePicker
      aria-label={t(`quiet.${key}`)}
      format="HH:mm"
      minuteStep={5}
      allowClear={false}
      needConfirm={false}
      value={dayjs().startOf('day').add(value[key], 'minute')}
      onChange={(time) => {
        if (time !== null) onChange({ ...value, [key]: time.hour() * 60 + time.minute() })
      }}
      style={{ width: 110 }}
    />
  )
  return (
    <div className="inbox-quiet">
      {field('from')} – {field('until')}
    </div>
  )
}

/** What is suggested to whoever switches quiet hours on. */
export const usualQuiet: Quiet = { from: 22 * 60, until: 7 * 60 }
