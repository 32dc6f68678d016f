import { Button, Input } from 'antd'
import { Value } from 'typebox/value'
import { Condition } from '../condition.ts'
import { readJson } from './json-places.ts'
import { RemoveButton } from './RemoveButton.tsx'
import { useRoutingWords } from './routing-words.ts'
import type { Loose } from './rule-groups.ts'

interface RoutingConditionTextProps {
  readonly part: Loose
  readonly say: (condition: Condition) => string
  readonly onChange: (part: Loose) => void
  /** the text is put away: what it says may now be shown in another way */
  readonly onDone: (condition: Condition) => void
  readonly onRemove?: () => void
}

/** A condition, or a part of one, that lines and groups do not show: in words, and as text where somebody edits it. */
export function RoutingConditionText({ part, say, onChange, onDone, onRemove }: RoutingConditionTextProps) {
  const t = useRoutingWords()
  const { condition, text, broken } = part
  const remove = onRemove === undefined ? null : <RemoveButton name={t('rule.removeCondition')} onRemove={onRemove} />
  if (text === undefined)
    return (
      <div className="routing-loose">
        <span>{say(condition)}</span>
        <span className="routing-tools">
          <Button
            type="link"
            size="small"
            title={t('rule.deeper')}
            onClick={() => onChange({ ...part, text: JSON.stringify(condition, null, 2) })}
          >
            {t('rule.asText')}
          </Button>
          {remove}
        </span>
      </div>
    )
  return (
    <div className="routing-conditions routing-grow">
      <Input.TextArea
        className="routing-json"
        aria-label={t('rule.text')}
        autoSize={{ minRows: 5, maxRows: 16 }}
        spellCheck={false}
        value={text}
        {...(broken ? { status: 'error' as const } : {})}
        onChange={(event) => {
          const typed = event.target.value
          const read = readJson(typed)
          const isOne = read.ok && Value.Check(Condition, read.value)
          onChange({ condition: isOne ? (read.value as Condition) : condition, text: typed, broken: !isOne })
        }}
      />
      {broken ? <p className="routing-wrong">{t('rule.textWrong')}</p> : <p className="yw-quiet">{say(condition)}</p>}
      <div className="routing-line">
        <Button type="link" size="small" disabled={broken} onClick={() => onDone(condition)}>
          {t('rule.asRows')}
        </Button>
        {remove}
      </div>
    </div>
  )
}
