import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Input, InputNumber, Select } from 'antd'
import { Value } from 'typebox/value'
import { useState } from 'react'
import { useSay } from '#lib/ui'
import { codeLists } from '../code-lists.ts'
import { Condition } from '../condition.ts'
import type { KindDefinition } from '../contract.ts'
import { AreaSelect } from './AreaSelect.tsx'
import { CodeSelect } from './codes.tsx'
import { readJson } from './json-places.ts'
import { useRoutingWords } from './routing-words.ts'
import { askableOf, conditionOf, firstValue, rowsOf, type Askable, type Operator, type Row } from './rule-rows.ts'
import type { RuleWords } from './use-rule-words.ts'

interface RoutingConditionsProps {
  readonly value: Condition
  readonly onChange: (condition: Condition) => void
  /** whether what stands in the text is no condition */
  readonly onBroken: (broken: boolean) => void
  readonly kinds: readonly KindDefinition[]
  readonly words: RuleWords
}

/** A rule's condition: lines that must all hold, or, where it is put together in another way, its text. */
export function RoutingConditions({ value, onChange, onBroken, kinds, words }: RoutingConditionsProps) {
  const t = useRoutingWords()
  const rows = rowsOf(value)
  const [text, setText] = useState<string | undefined>(rows === undefined ? JSON.stringify(value, null, 2) : undefined)
  const [broken, setBroken] = useState(false)
  if (text !== undefined || rows === undefined) {
    return (
      <div className="routing-conditions">
        {rows === undefined ? <p className="yw-quiet yw-small">{t('rule.complex')}</p> : null}
        <Input.TextArea
          className="routing-json"
          aria-label={t('rule.when')}
          autoSize={{ minRows: 5, maxRows: 16 }}
          spellCheck={false}
          value={text ?? JSON.stringify(value, null, 2)}
          {...(broken ? { status: 'error' as const } : {})}
          onChange={(event) => {
            setText(event.target.value)
            const read = readJson(event.target.value)
            const isOne = read.ok && Value.Check(Condition, read.value)
            setBroken(!isOne)
            onBroken(!isOne)
            if (isOne) onChange(read.value as Condition)
          }}
        />
        {broken ? <p className="routing-wrong">{t('rule.textWrong')}</p> : null}
        <Button
          type="link"
          size="small"
          disabled={broken || rows === undefined}
          onClick={() => {
            setText(undefined)
            onBroken(false)
          }}
        >
          {t('rule.asRows')}
        </Button>
      </div>
    )
  }
  const askable = askableOf(kinds)
  const put = (next: readonly Row[]) => onChange(conditionOf(next))
  return (
    <div className="routing-conditions">
      <p className="yw-quiet yw-small">{t('rule.allOf')}</p>
      {rows.map((row, at) => (
        <ConditionRow
          // Lines have nothing that names them: their place is all there is.
          key={at}
          row={row}
          askable={askable}
          words={words}
          onChange={(next) => put(rows.with(at, next))}
          onRemove={() => put(rows.toSpliced(at, 1))}
        />
      ))}
      <div>
        <Button
          size="small"
          icon={<PlusOutlined />}
          onClick={() => {
            const next = askable.find((one) => !rows.some((row) => row.fact === one.fact)) ?? askable[0]!
            const operator = next.operators[0]!
            put([...rows, { fact: next.fact, operator, value: firstValue(next.fact, operator), not: false }])
          }}
        >
          {t('rule.addCondition')}
        </Button>
        <Button type="link" size="small" onClick={() => setText(JSON.stringify(value, null, 2))}>
          {t('rule.asText')}
        </Button>
      </div>
    </div>
  )
}

interface ConditionRowProps {
  readonly row: Row
  readonly askable: readonly Askable[]
  readonly words: RuleWords
  readonly onChange: (row: Row) => void
  readonly onRemove: () => void
}

function ConditionRow({ row, askable, words, onChange, onRemove }: ConditionRowProps) {
  const t = useRoutingWords()
  const say = useSay()
  const label = ({ fact, field }: Askable): string => {
    if (field !== undefined) return say(field.name)
    const name = ({ 'place.areas': 'area', 'case.level': 'level' } as const)[fact] ?? fact.split('.')[1]
    return t(`fact.${name as 'area' | 'level' | 'working' | 'hour' | 'weekday'}`)
  }
  const known = askable.find((one) => one.fact === row.fact)
  const operators = known?.operators ?? [row.operator]
  const choices: { value: string; label: string }[] = operators.flatMap((operator) =>
    operator === 'atLeast' || operator === 'atMost' || row.fact === 'time.working'
      ? [{ value: operator, label: t(`op.${operator}`) }]
      : [
          { value: operator, label: t(`op.${operator}`) },
          { value: `${operator} not`, label: t(`op.${operator}Not`) },
        ],
  )
  return (
    <div className="routing-condition">
      <Select
        className="routing-fact"
        aria-label={t('fact.label')}
        showSearch={{ optionFilterProp: 'label' }}
        popupMatchSelectWidth={false}
        value={row.fact}
        options={[
          ...askable.map((one) => ({ value: one.fact, label: label(one) })),
          ...(known === undefined ? [{ value: row.fact, label: row.fact }] : []),
        ]}
        onChange={(fact) => {
          const operator = askable.find((one) => one.fact === fact)?.operators[0] ?? 'is'
          onChange({ fact, operator, value: firstValue(fact, operator), not: false })
        }}
      />
      {row.fact === 'time.working' ? null : (
        <Select
          className="routing-operator"
          aria-label={t('fact.operator')}
          popupMatchSelectWidth={false}
          value={row.not ? `${row.operator} not` : row.operator}
          options={choices}
          onChange={(picked) => {
            const [operator, not] = picked.split(' ') as [Operator, string?]
            const value = operator === row.operator ? row.value : carried(row, operator)
            onChange({ ...row, operator, value, not: not !== undefined })
          }}
        />
      )}
      <ConditionValue row={row} field={known?.field} words={words} onChange={(value) => onChange({ ...row, value })} />
      <Button
        type="text"
        size="small"
        icon={<DeleteOutlined />}
        aria-label={t('rule.removeCondition')}
        title={t('rule.removeCondition')}
        onClick={onRemove}
      />
    </div>
  )
}

/** What stands there is kept where the other comparison has room for it. */
function carried(row: Row, operator: Operator): Row['value'] {
  const { value } = row
  if (operator === 'in' && (typeof value === 'string' || typeof value === 'number')) return value === '' ? [] : [value]
  if (Array.isArray(value) && operator !== 'in' && operator !== 'present') return (value[0] as string) ?? ''
  if (typeof value === 'string' && (operator === 'is' || operator === 'begins')) return value
  return firstValue(row.fact, operator)
}

interface ConditionValueProps {
  readonly row: Row
  readonly field: Askable['field']
  readonly words: RuleWords
  readonly onChange: (value: Row['value']) => void
}

function ConditionValue({ row: { fact, operator, value }, field, words, onChange }: ConditionValueProps) {
  const t = useRoutingWords()
  const say = useSay()
  if (operator === 'present') return <span className="routing-grow" />
  const text = typeof value === 'string' ? value : ''
  if (fact === 'place.areas')
    return (
      <AreaSelect label={t('fact.area')} value={text === '' ? null : text} onChange={(code) => onChange(code ?? '')} />
    )
  if (fact === 'time.working')
    return (
      <Select
        className="routing-grow"
        aria-label={t('fact.value')}
        value={value === true}
        options={[
          { value: true, label: t('fact.yes') },
          { value: false, label: t('fact.no') },
        ]}
        onChange={onChange}
      />
    )
  if (fact === 'time.hour')
    return (
      <InputNumber
        className="routing-grow"
        aria-label={t('fact.value')}
        min={0}
        max={23}
        precision={0}
        value={typeof value === 'number' ? value : 0}
        onChange={(hour) => onChange(hour ?? 0)}
      />
    )
  const options =
    fact === 'time.weekday'
      ? weekdays(words)
      : fact === 'case.level'
        ? words.sorts.filter((sort) => sort.platform).map((sort) => ({ value: sort.code, label: say(sort.name) }))
        : field?.type === 'choice'
          ? (field.choices ?? []).map((choice) => ({ value: choice.code, label: say(choice.name) }))
          : undefined
  if (operator === 'in') {
    return (
      <Select<(string | number)[]>
        className="routing-grow"
        mode={options === undefined ? 'tags' : 'multiple'}
        aria-label={t('fact.value')}
        placeholder={options === undefined ? t('fact.values') : undefined}
        {...(options === undefined ? { open: false, tokenSeparators: [',', '，', '、', ' '] } : { options })}
        value={Array.isArray(value) ? [...(value as readonly (string | number)[])] : []}
        onChange={onChange}
      />
    )
  }
  if (options !== undefined)
    return (
      <Select<string | number>
        className="routing-grow"
        aria-label={t('fact.value')}
        options={options}
        {...(value === '' ? {} : { value: value as string | number })}
        onChange={onChange}
      />
    )
  if (field?.type === 'code' && operator === 'is')
    return (
      <span className="routing-grow">
        <CodeSelect
          lists={codeLists(field)}
          aria-label={t('fact.value')}
          value={text === '' ? null : text}
          onChange={(code) => onChange(code ?? '')}
        />
      </span>
    )
  return (
    <Input
      className="routing-grow"
      aria-label={t('fact.value')}
      maxLength={100}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

function weekdays(words: RuleWords): { value: number; label: string }[] {
  return [1, 2, 3, 4, 5, 6, 0].map((value) => ({ value, label: words.weekday(value) }))
}
