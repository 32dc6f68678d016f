import { AutoComplete, Input, InputNumber, Select } from 'antd'
import { useSay } from '#lib/ui'
import { codeLists } from '../code-lists.ts'
import { prefixWords } from './prefix-words.ts'
import { AreaSelect } from './AreaSelect.tsx'
import { CodesSelect, useEntries } from './codes.tsx'
import { FactInput } from './FactInput.tsx'
import { RemoveButton } from './RemoveButton.tsx'
import { useRoutingWords } from './routing-words.ts'
import { firstValue, type Askable, type Operator, type Row } from './rule-rows.ts'
import type { RuleWords } from './use-rule-words.ts'

interface RoutingConditionRowProps {
  readonly row: Row
  readonly askable: readonly Askable[]
  readonly words: RuleWords
  readonly onChange: (row: Row) => void
  readonly onRemove: () => void
}

/** One line of a condition: what is asked, how it is compared, and with what. */
export function RoutingConditionRow({ row, askable, words, onChange, onRemove }: RoutingConditionRowProps) {
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
      <RemoveButton name={t('rule.removeCondition')} onRemove={onRemove} />
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
  if (operator === 'atLeast' || operator === 'atMost')
    return (
      <InputNumber
        className="routing-grow"
        aria-label={t('fact.value')}
        min={0}
        {...(fact === 'time.hour' ? { max: 23 } : {})}
        precision={0}
        value={typeof value === 'number' ? value : 0}
        onChange={(number) => onChange(number ?? 0)}
      />
    )
  const several = Array.isArray(value) ? [...(value as readonly (string | number)[])] : []
  if (field?.type === 'code' && operator !== 'is') {
    const lists = codeLists(field)
    return operator === 'in' ? (
      <CodesSelect
        className="routing-grow"
        lists={lists}
        aria-label={t('fact.value')}
        value={several as string[]}
        onChange={onChange}
      />
    ) : (
      <PrefixInput lists={lists} value={text} onChange={onChange} />
    )
  }
  if (field !== undefined && operator === 'is')
    return <FactInput field={field} label={t('fact.value')} value={text} onChange={onChange} />
  const options =
    fact === 'time.weekday'
      ? weekdays(words)
      : fact === 'case.level'
        ? words.sorts.filter((sort) => sort.platform).map((sort) => ({ value: sort.code, label: say(sort.name) }))
        : field?.type === 'choice'
          ? (field.choices ?? []).map((choice) => ({ value: choice.code, label: say(choice.name) }))
          : field?.type === 'unit'
            ? words.units.map((unit) => ({ value: unit.id, label: unit.name }))
            : undefined
  if (operator === 'in') {
    return (
      <Select<(string | number)[]>
        className="routing-grow"
        mode={options === undefined ? 'tags' : 'multiple'}
        aria-label={t('fact.value')}
        placeholder={options === undefined ? t('fact.values') : undefined}
        {...(options === undefined
          ? { open: false, tokenSeparators: [',', '，', '、', ' '] }
          : { options, showSearch: { optionFilterProp: 'label' } })}
        value={several}
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

interface PrefixInputProps {
  readonly lists: readonly string[]
  readonly value: string
  readonly onChange: (beginning: string) => void
}

/** The beginning of codes: those that stand above others are offered; what is covered is said below. */
function PrefixInput({ lists, value, onChange }: PrefixInputProps) {
  const t = useRoutingWords()
  const say = useSay()
  const entries = useEntries(lists)
  const known = entries.flatMap((some) => some ?? [])
  const covered = value === '' ? undefined : prefixWords(value, known)
  const typed = value.trim().toLowerCase()
  return (
    <span className="routing-grow">
      <AutoComplete
        aria-label={t('fact.value')}
        placeholder={t('fact.prefixHint')}
        popupMatchSelectWidth={false}
        options={known
          .filter((entry) => entry.children > 0)
          .map(({ code, name, nameEn }) => ({ value: code, label: say({ 'zh-CN': name, en: nameEn ?? name }) }))}
        showSearch={{
          filterOption: (_, option) =>
            option === undefined || `${option.value} ${option.label}`.toLowerCase().includes(typed),
        }}
        optionRender={(option) => (
          <>
            {option.label} <span className="yw-quiet yw-number">{option.value}</span>
          </>
        )}
        value={value}
        onChange={(next: string | undefined) => onChange(next ?? '')}
      />
      <span className="yw-small routing-covers" aria-live="polite">
        {value === '' || entries.some((some) => some === undefined) ? null : covered === undefined ? (
          <span className="routing-wrong">{t('fact.coversNothing')}</span>
        ) : (
          <span className="yw-quiet">{say(covered)}</span>
        )}
      </span>
    </span>
  )
}

function weekdays(words: RuleWords): { value: number; label: string }[] {
  return [1, 2, 3, 4, 5, 6, 0].map((value) => ({ value, label: words.weekday(value) }))
}
