import { Button, Select } from 'antd'
import { useState, type ReactNode } from 'react'
import type { ReplyOf } from '#lib/http/contract'
import { ask, FailureAlert, MomentInput, Notice, useCall, useSay } from '#lib/ui'
import { getArea } from '#platform/geo/contract'
import { UnitSelect } from '#platform/org/ui'
import { leavesOf } from '../check-conditions.ts'
import { tryRouting, type Field, type KindDefinition, type RoutingRule } from '../contract.ts'
import { codeListsFor } from '../code-lists.ts'
import { factFields } from '../paths.ts'
import { AreaSelect } from './AreaSelect.tsx'
import { FactInput } from './FactInput.tsx'
import { useRoutingWords } from './routing-words.ts'
import type { RuleWords } from './use-rule-words.ts'

interface RoutingTryProps {
  readonly rules: readonly RoutingRule[]
  readonly isDraft: boolean
  readonly words: RuleWords
}

interface Tried {
  readonly rules: readonly RoutingRule[]
  readonly reply: ReplyOf<typeof tryRouting>
}

/** A case that is only thought of: which unit the rules name, and why. */
export function RoutingTry({ rules, isDraft, words }: RoutingTryProps) {
  const t = useRoutingWords()
  const say = useSay()
  const [picked, setKind] = useState<string | undefined>(undefined)
  const [facts, setFacts] = useState<Readonly<Record<string, string>>>({})
  const [area, setArea] = useState<string | null>(null)
  const [platform, setPlatform] = useState<string | null>(null)
  const [at, setAt] = useState<string | null>(null)
  const [tried, setTried] = useState<Tried | undefined>(undefined)
  const call = useCall(tryRouting)
  const kind = words.kinds.find((one) => one.kind === picked) ?? words.kinds[0]
  if (kind === undefined) return null
  const run = async () => {
    const { code, above } =
      area === null ? { code: undefined, above: [] } : await ask(getArea, { params: { code: area }, query: {} })
    const areas = code === undefined ? [] : [...above.map((one) => one.code), code]
    call.mutate(
      {
        body: {
          kind: kind.kind,
          facts: Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== '')),
          areas,
          ...(isDraft ? { rules: [...rules] } : {}),
          ...(platform === null ? {} : { platform }),
          ...(at === null ? {} : { at }),
        },
      },
      { onSuccess: (reply) => setTried({ rules, reply }) },
    )
  }
  return (
    <div className="routing-panel">
      <p className="yw-quiet">
        {t('try.about')} {t(isDraft ? 'try.inDraft' : 'try.inForce')}
      </p>
      <div className="routing-try">
        <form
          className="routing-stack"
          onSubmit={(event) => {
            event.preventDefault()
            void run()
          }}
        >
          <Labelled label={t('try.kind')}>
            <Select
              aria-label={t('try.kind')}
              className="routing-grow"
              value={kind.kind}
              options={words.kinds.map((one) => ({ value: one.kind, label: say(one.name) }))}
              onChange={(next) => {
                setKind(next)
                setFacts({})
                setTried(undefined)
              }}
            />
          </Labelled>
          {askedFields(kind, rules).map((field) => (
            <Labelled key={field.key} label={say(field.name)}>
              <FactInput
                field={field}
                lists={codeListsFor(field, facts)}
                label={say(field.name)}
                placeholder={t('try.any')}
                value={facts[field.key] ?? ''}
                onChange={(value) => setFacts({ ...facts, [field.key]: value })}
              />
            </Labelled>
          ))}
          <Labelled label={t('try.area')}>
            <AreaSelect label={t('try.area')} value={area} onChange={setArea} />
          </Labelled>
          <Labelled label={t('try.platform')}>
            <UnitSelect
              aria-label={t('try.platform')}
              clearable
              placeholder={t('try.ownPlatform')}
              only={new Set(words.units.filter((unit) => words.isPlatform(unit)).map((unit) => unit.id))}
              value={platform}
              onChange={setPlatform}
            />
          </Labelled>
          <Labelled label={t('try.at')} htmlFor="routing-try-at">
            <MomentInput id="routing-try-at" value={at} onChange={setAt} />
          </Labelled>
          <Button type="primary" htmlType="submit" loading={call.isPending}>
            {t('try.run')}
          </Button>
        </form>
        <div className="routing-answer" aria-live="polite">
          {call.error === null ? null : <FailureAlert failure={call.error} />}
          {tried === undefined ? (
            <p className="yw-quiet">{t('try.start')}</p>
          ) : (
            <Answer tried={tried} words={words} stale={tried.rules !== rules} />
          )}
        </div>
      </div>
    </div>
  )
}

/** A name above a field; with `htmlFor` it is the field’s own name, for those that are not told theirs. */
function Labelled({
  label,
  htmlFor,
  children,
}: {
  readonly label: string
  readonly htmlFor?: string
  readonly children: ReactNode
}) {
  return (
    <div className="routing-labelled">
      {htmlFor === undefined ? <span>{label}</span> : <label htmlFor={htmlFor}>{label}</label>}
      {children}
    </div>
  )
}

/** What rules for a kind ask about, its category and its sources first. */
function askedFields(kind: KindDefinition, rules: readonly RoutingRule[]): Field[] {
  const asked = new Set(
    rules
      .filter((rule) => rule.kind === undefined || rule.kind === kind.kind)
      .flatMap((rule) => leavesOf(rule.when).map((leaf) => leaf.fact)),
  )
  const fields = factFields(kind)
  // Which dictionary a category is of may hang on another answer.
  const by = fields.get(kind.categoryField ?? '')?.listBy?.field
  return [...fields.values()].filter(
    (field) =>
      field.key === kind.categoryField ||
      field.key === by ||
      field.key === 'source' ||
      asked.has(`case.facts.${field.key}`),
  )
}

function Answer({
  tried,
  words,
  stale,
}: {
  readonly tried: Tried
  readonly words: RuleWords
  readonly stale: boolean
}) {
  const t = useRoutingWords()
  const say = useSay()
  const { rules, reply } = tried
  const at = rules.findIndex((rule) => rule.code === reply.rule)
  const hit = rules[at]
  return (
    <div className={stale ? 'yw-stale' : ''}>
      {reply.unit === null ? (
        <Notice tone="warning">
          <b>{t('try.nobody')}</b>
          <div>{t('try.nobodyHint')}</div>
        </Notice>
      ) : (
        <Notice tone="done">
          <b className="routing-answer-unit">{t('try.unit', { unit: reply.unit.name })}</b>{' '}
          <span className={reply.certain ? 'routing-certain' : 'routing-suggestion'}>
            {t(reply.certain ? 'certain' : 'suggestion')}
          </span>
          {hit === undefined ? null : (
            <>
              <div>{t('try.because', { at: at + 1, name: say(hit.name) })}</div>
              <div className="yw-quiet">{t('try.when', { when: words.when(hit) })}</div>
            </>
          )}
        </Notice>
      )}
      {reply.passed.length === 0 ? null : (
        <>
          <h2 className="routing-title">{t('try.passed')}</h2>
          <ol className="routing-passed">
            {reply.passed.map((one) => {
              const place = rules.findIndex((rule) => rule.code === one.rule)
              const rule = rules[place]
              return (
                <li key={one.rule}>
                  <span className="yw-number yw-quiet">{place + 1}</span>
                  <span>
                    {rule === undefined ? one.rule : say(rule.name)}
                    <div className="yw-quiet yw-small">
                      {one.why === 'no_unit'
                        ? t('try.noUnit')
                        : t('try.condition', { when: rule === undefined ? '' : words.when(rule) })}
                    </div>
                  </span>
                </li>
              )
            })}
          </ol>
        </>
      )}
    </div>
  )
}
