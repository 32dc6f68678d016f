import { PlusOutlined } from '@ant-design/icons'
import { Button, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Condition, KindDefinition } from '../contract.ts'
import { RemoveButton } from './RemoveButton.tsx'
import { RoutingConditionRow } from './RoutingConditionRow.tsx'
import { RoutingConditionText } from './RoutingConditionText.tsx'
import { useRoutingWords } from './routing-words.ts'
import { conditionOf, groupOf, isBroken, isGroup, isLoose, partIn, type Group, type Loose, type Part } from './rule-groups.ts' // prettier-ignore
import { askableOf, freshRow, type Askable } from './rule-rows.ts'
import type { RuleWords } from './use-rule-words.ts'

interface RoutingConditionsProps {
  readonly value: Condition
  readonly onChange: (condition: Condition) => void
  /** whether what stands in a text is no condition */
  readonly onBroken: (broken: boolean) => void
  readonly kinds: readonly KindDefinition[]
  readonly words: RuleWords
  /** how a condition reads */
  readonly say: (condition: Condition) => string
}

/**
 * A rule’s condition: lines that must all hold, or any of them, and groups of such lines. What is put together in another
 * way is said in words and edited as text; so can be the whole.
 */
export function RoutingConditions({ value, onChange, onBroken, kinds, words, say }: RoutingConditionsProps) {
  const t = useRoutingWords()
  const [edited, setEdited] = useState<Group | Loose>(() => groupOf(value))
  const change = (next: Group | Loose) => {
    setEdited(next)
    onBroken(isBroken(next))
    if (!isBroken(next)) onChange(isLoose(next) ? next.condition : conditionOf(next))
  }
  if (isLoose(edited))
    return (
      <RoutingConditionText
        part={edited}
        say={say}
        onChange={change}
        onDone={(condition) => change(groupOf(condition))}
      />
    )
  return (
    <div className="routing-conditions">
      <GroupEditor group={edited} askable={askableOf(kinds)} words={words} say={say} level={1} onChange={change}>
        <Button
          type="link"
          size="small"
          disabled={isBroken(edited)}
          onClick={() => {
            const condition = conditionOf(edited)
            change({ condition, text: JSON.stringify(condition, null, 2), broken: false })
          }}
        >
          {t('rule.asText')}
        </Button>
      </GroupEditor>
    </div>
  )
}

interface GroupEditorProps {
  readonly group: Group
  readonly askable: readonly Askable[]
  readonly words: RuleWords
  readonly say: (condition: Condition) => string
  readonly level: 1 | 2
  readonly onChange: (group: Group) => void
  readonly onRemove?: () => void
  readonly children?: ReactNode
}

function GroupEditor({ group, askable, words, say, level, onChange, onRemove, children }: GroupEditorProps) {
  const t = useRoutingWords()
  const { every, parts } = group
  const put = (next: readonly Part[]) => (next.length === 0 && onRemove ? onRemove() : onChange({ every, parts: next }))
  const putAt = (at: number, part: Part) => put(parts.map((one, index) => (index === at ? part : one)))
  const removeAt = (at: number) => put(parts.filter((_, index) => index !== at))
  const asked = new Set(parts.flatMap((part) => ('fact' in part ? [part.fact] : [])))
  return (
    <div
      role="group"
      aria-label={t(level === 1 ? 'rule.when' : 'rule.group')}
      className={level === 1 ? 'routing-group' : 'routing-group routing-group-inner'}
    >
      <div className="routing-line">
        {parts.length === 0 ? (
          <span className="yw-quiet yw-small">{t('rule.noCondition')}</span>
        ) : (
          <Select
            size="small"
            className="routing-combine"
            aria-label={t('rule.combine')}
            popupMatchSelectWidth={false}
            value={every}
            options={[
              { value: true, label: t('rule.allOf') },
              { value: false, label: t('rule.anyOf') },
            ]}
            onChange={(picked) => onChange({ every: picked, parts })}
          />
        )}
        {onRemove === undefined ? null : <RemoveButton name={t('rule.removeGroup')} onRemove={onRemove} />}
      </div>
      {parts.map((part, at) => (
        // Parts have nothing that names them: their place is all there is.
        <div key={at} className="routing-joined">
          <span className="yw-quiet yw-small routing-join">{at === 0 ? '' : t(every ? 'rule.and' : 'rule.or')}</span>
          {isGroup(part) ? (
            <GroupEditor
              group={part}
              askable={askable}
              words={words}
              say={say}
              level={2}
              onChange={(next) => putAt(at, next)}
              onRemove={() => removeAt(at)}
            />
          ) : isLoose(part) ? (
            <RoutingConditionText
              part={part}
              say={say}
              onChange={(next) => putAt(at, next)}
              onDone={(condition) => putAt(at, partIn(level, condition))}
              onRemove={() => removeAt(at)}
            />
          ) : (
            <RoutingConditionRow
              row={part}
              askable={askable}
              words={words}
              onChange={(next) => putAt(at, next)}
              onRemove={() => removeAt(at)}
            />
          )}
        </div>
      ))}
      <div className="routing-line routing-group-foot">
        <Button size="small" icon={<PlusOutlined />} onClick={() => put([...parts, freshRow(askable, asked)])}>
          {t('rule.addCondition')}
        </Button>
        {level === 2 ? null : (
          <Button
            size="small"
            icon={<PlusOutlined />}
            // A group combines the other way: within the same way it would say nothing that lines do not.
            onClick={() => put([...parts, { every: !every, parts: [freshRow(askable, asked)] }])}
          >
            {t('rule.addGroup')}
          </Button>
        )}
        {children}
      </div>
    </div>
  )
}
