import { Button, Drawer, Form, Input, Radio, Select } from 'antd'
import { useId, useMemo, useState, type ReactNode } from 'react'
import type { Words } from '#lib/kernel/contract'
import { useKeys, useSay } from '#lib/ui'
import { UnitSelect } from '#platform/org/ui'
import { checkRouting, type Finding, type RoutingRule } from '../contract.ts'
import { RoutingConditions } from './RoutingConditions.tsx'
import { useRoutingWords } from './routing-words.ts'
import { useRuleWords, type RuleWords } from './use-rule-words.ts'

interface RoutingRuleDrawerProps {
  readonly rule: RoutingRule
  /** its place, from 0 */
  readonly at: number
  readonly isNew: boolean
  readonly mayEdit: boolean
  /** codes of the other rules */
  readonly taken: ReadonlySet<string>
  readonly onSave: (rule: RoutingRule) => void
  readonly onClose: () => void
}

type Part = 'code' | 'name' | 'kind' | 'when' | 'to'

/** One rule in full, to be read or changed. What is wrong is said beside the part it is about. */
export function RoutingRuleDrawer({ rule, at, isNew, mayEdit, taken, onSave, onClose }: RoutingRuleDrawerProps) {
  const t = useRoutingWords()
  const [typed, setEdited] = useState(rule)
  // What is being written may name what no other rule does.
  const words = useRuleWords(useMemo(() => [rule, typed], [rule, typed]))
  const edited = withoutMade(typed, rule, words)
  const [broken, setBroken] = useState(false)
  const [tried, setTried] = useState(false)
  const whole = named(edited, words)
  const found = checkRouting([whole], {
    kinds: words.kinds,
    isUnit: (code) => words.unitByCode(code) !== undefined,
    sorts: words.sorts.map((sort) => sort.code),
  }).filter((one) => one.severity === 'error')
  const isTaken = taken.has(edited.code)
  const save = () => {
    setTried(true)
    if (found.length === 0 && !broken && !isTaken) onSave(whole)
  }
  useKeys(t('rule.edit'), mayEdit ? [{ keys: 'mod+Enter', label: t('rule.save'), run: save }] : [])
  const faultsOf = (part: Part): readonly Finding[] =>
    tried ? found.filter((one) => one.where.split('/')[2] === part) : []
  return (
    <Drawer
      open
      size={700}
      title={
        isNew ? t('rule.add') : `${mayEdit ? t('rule.edit') : t('rule.view')} · ${t('rule.place', { at: at + 1 })}`
      }
      onClose={onClose}
      footer={
        mayEdit ? (
          <div className="routing-drawer-foot">
            <Button onClick={onClose}>{t('rule.cancel')}</Button>
            <Button type="primary" onClick={save}>
              {t('rule.save')}
            </Button>
          </div>
        ) : null
      }
    >
      <Form layout="vertical" component="div" disabled={!mayEdit}>
        <KindPart rule={edited} words={words} faults={faultsOf('kind')} onChange={setEdited} />
        <Faulty label={t('rule.when')} faults={faultsOf('when')}>
          {mayEdit ? (
            <>
              <RoutingConditions
                value={edited.when}
                kinds={edited.kind === undefined ? words.kinds : words.kinds.filter((one) => one.kind === edited.kind)}
                words={words}
                say={(when) => words.when({ ...edited, when })}
                onChange={(when) => setEdited({ ...edited, when })}
                onBroken={setBroken}
              />
              <p className="yw-quiet yw-small routing-reads" aria-live="polite">
                {t('rule.reads', { when: words.when(edited) })}
              </p>
            </>
          ) : (
            words.when(edited)
          )}
        </Faulty>
        <TargetPart rule={edited} words={words} faults={faultsOf('to')} onChange={setEdited} />
        <Faulty label={t('rule.certain')}>
          <Radio.Group
            value={edited.certain}
            onChange={(event) => setEdited({ ...edited, certain: event.target.value === true })}
          >
            <Radio value={true}>
              {t('certain')} <span className="yw-quiet yw-small">{t('certainHint')}</span>
            </Radio>
            <Radio value={false}>
              {t('suggestion')} <span className="yw-quiet yw-small">{t('suggestionHint')}</span>
            </Radio>
          </Radio.Group>
        </Faulty>
        <NamePart rule={edited} auto={whole.name} faults={faultsOf('name')} onChange={setEdited} />
        <SourcePart rule={edited} onChange={setEdited} />
        <Faulty label={t('rule.code')} faults={faultsOf('code')}>
          <Input
            aria-label={t('rule.code')}
            maxLength={60}
            value={edited.code}
            {...(isTaken ? { status: 'error' as const } : {})}
            onChange={(event) => setEdited({ ...edited, code: event.target.value })}
          />
          <p className="yw-quiet yw-small">{t('rule.codeHint')}</p>
          {isTaken ? <p className="routing-wrong">{t('rule.codeTaken', { code: edited.code })}</p> : null}
        </Faulty>
      </Form>
    </Drawer>
  )
}

/** The rule with something it may have, or without it. */
function put<K extends 'kind' | 'source' | 'confidence'>(
  rule: RoutingRule,
  key: K,
  value: RoutingRule[K] | undefined,
): RoutingRule {
  const { [key]: _, ...rest } = rule
  return (value === undefined ? rest : { ...rest, [key]: value }) as RoutingRule
}

interface PartProps {
  readonly rule: RoutingRule
  readonly onChange: (rule: RoutingRule) => void
}

function Faulty({
  label,
  faults = [],
  children,
}: {
  readonly label: string
  readonly faults?: readonly Finding[]
  readonly children: ReactNode
}) {
  const say = useSay()
  return (
    <section className="routing-part">
      <h3>{label}</h3>
      {children}
      {faults.map((one) => (
        <p key={`${one.where} ${one.code}`} className="routing-wrong" role="alert">
          {say(one.words)}
        </p>
      ))}
    </section>
  )
}

function KindPart({
  rule,
  words,
  faults,
  onChange,
}: PartProps & { readonly words: RuleWords; readonly faults: readonly Finding[] }) {
  const t = useRoutingWords()
  const say = useSay()
  return (
    <Faulty label={t('rule.kind')} faults={faults}>
      <Select
        className="routing-half"
        aria-label={t('rule.kind')}
        value={rule.kind ?? ''}
        options={[
          ...words.kinds.map((kind) => ({ value: kind.kind, label: say(kind.name) })),
          { value: '', label: t('everyKind') },
        ]}
        onChange={(kind) => onChange(put(rule, 'kind', kind === '' ? undefined : kind))}
      />
    </Faulty>
  )
}

function TargetPart({
  rule,
  words,
  faults,
  onChange,
}: PartProps & { readonly words: RuleWords; readonly faults: readonly Finding[] }) {
  const t = useRoutingWords()
  const say = useSay()
  const id = useId()
  const { to } = rule
  const way = 'unit' in to ? 'unit' : 'area' in to ? 'area' : 'platform'
  const sort = 'area' in to ? to.sort : undefined
  const unit = 'unit' in to ? words.unitByCode(to.unit) : undefined
  return (
    <Faulty label={t('rule.to')} faults={faults}>
      <Radio.Group
        value={way}
        onChange={(event) => {
          const picked: unknown = event.target.value
          const next: RoutingRule['to'] =
            picked === 'unit' ? { unit: '' } : picked === 'area' ? { area: true } : { platform: true }
          onChange({ ...rule, to: next })
        }}
        options={[
          { value: 'unit', label: t('rule.toUnit') },
          { value: 'area', label: t('rule.toArea') },
          { value: 'platform', label: t('rule.toPlatform') },
        ]}
      />
      {'unit' in to ? (
        <div className="routing-half">
          <UnitSelect
            id={id}
            aria-label={t('rule.unit')}
            value={unit?.id ?? null}
            placeholder={to.unit === '' ? t('rule.needUnit') : to.unit}
            onChange={(picked) => {
              const found = words.units.find((one) => one.id === picked)
              onChange({ ...rule, to: { unit: found?.code ?? '' } })
            }}
          />
        </div>
      ) : null}
      {way === 'area' ? (
        <Select
          className="routing-half"
          aria-label={t('rule.sort')}
          prefix={<span className="yw-quiet">{t('rule.sort')}</span>}
          value={sort ?? ''}
          options={[
            { value: '', label: t('rule.anySort') },
            ...words.sorts.map((one) => ({ value: one.code, label: say(one.name) })),
          ]}
          onChange={(picked) =>
            onChange({ ...rule, to: picked === '' ? { area: true } : { area: true, sort: picked } })
          }
        />
      ) : null}
    </Faulty>
  )
}

function NamePart({
  rule,
  auto,
  faults,
  onChange,
}: PartProps & { readonly auto: Words; readonly faults: readonly Finding[] }) {
  const t = useRoutingWords()
  const field = (language: 'zh-CN' | 'en', label: string) => (
    <Input
      aria-label={label}
      maxLength={120}
      prefix={<span className="yw-quiet">{label}</span>}
      placeholder={auto[language]}
      value={rule.name[language]}
      onChange={(event) => onChange({ ...rule, name: { ...rule.name, [language]: event.target.value } })}
    />
  )
  return (
    <Faulty label={t('column.name')} faults={faults}>
      <div className="routing-stack">
        {field('zh-CN', t('rule.name'))}
        {field('en', t('rule.nameEn'))}
      </div>
      <p className="yw-quiet yw-small">{t('rule.nameHint')}</p>
    </Faulty>
  )
}

function SourcePart({ rule, onChange }: PartProps) {
  const t = useRoutingWords()
  return (
    <Faulty label={t('rule.source')}>
      <div className="routing-line">
        <Input.TextArea
          autoSize
          aria-label={t('rule.source')}
          maxLength={300}
          placeholder={t('rule.sourceHint')}
          value={rule.source ?? ''}
          onChange={({ target: { value } }) => onChange(put(rule, 'source', value === '' ? undefined : value))}
        />
        <Select<'unknown' | NonNullable<RoutingRule['confidence']>>
          className="routing-confidence-pick"
          aria-label={t('rule.confidence')}
          value={rule.confidence ?? 'unknown'}
          options={[
            { value: 'unknown' as const, label: t('rule.unknown') },
            ...(['high', 'medium', 'low'] as const).map((value) => ({ value, label: t(`confidence.${value}`) })),
          ]}
          onChange={(picked) => onChange(put(rule, 'confidence', picked === 'unknown' ? undefined : picked))}
        />
      </div>
    </Faulty>
  )
}

/** The rule with a reason made from its conditions where none was written. */
function named(rule: RoutingRule, words: RuleWords): RoutingRule {
  const when = words.briefly(rule)
  const to = targetWords(rule.to, words)
  const fill = (language: 'zh-CN' | 'en', made: string) =>
    rule.name[language].trim() === '' ? made.slice(0, 120) : rule.name[language].trim()
  return {
    ...rule,
    name: {
      'zh-CN': fill('zh-CN', `${when['zh-CN']}，由${to['zh-CN']}承办`),
      en: fill('en', `${when.en}: ${to.en}`),
    },
  }
}

/** The rule without a reason that was made from the conditions it had: they may be others now. */
function withoutMade(typed: RoutingRule, rule: RoutingRule, words: RuleWords): RoutingRule {
  const { name } = named({ ...rule, name: { 'zh-CN': '', en: '' } }, words)
  const own = (language: 'zh-CN' | 'en') => (typed.name[language] === name[language] ? '' : typed.name[language])
  return { ...typed, name: { 'zh-CN': own('zh-CN'), en: own('en') } }
}

function targetWords(to: RoutingRule['to'], words: RuleWords): Words {
  if ('platform' in to) return { 'zh-CN': '受理平台自有力量', en: 'the platform’s own people' }
  if ('unit' in to) {
    const name = words.unitByCode(to.unit)?.name ?? to.unit
    return { 'zh-CN': name, en: name }
  }
  const sort = words.sorts.find((one) => one.code === to.sort)?.name
  return { 'zh-CN': `所在区域的${sort?.['zh-CN'] ?? '单位'}`, en: `the ${sort?.en ?? 'unit'} of its area` }
}
