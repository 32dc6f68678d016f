import { clockMinute, clockText } from '../contract.ts'
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
    <input
      type="time"
      className="ant-input ant-input-outlined"
      aria-label={t(`quiet.${key}`)}
      value={clockText(value[key])}
      onChange={({ target }) => {
        if (target.value !== '') onChange({ ...value, [key]: clockMinute(target.value) })
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
