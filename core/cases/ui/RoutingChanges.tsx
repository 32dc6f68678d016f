import { UndoOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { EmptyState, useSay } from '#lib/ui'
import type { RoutingRule } from '../contract.ts'
import type { RuleChange, RulePart } from './routing-diff.ts'
import { useRoutingWords } from './routing-words.ts'
import type { RuleWords } from './use-rule-words.ts'

/** What one set of rules changes in another, each with both values. */
export function RoutingChanges({
  changes,
  words,
  onTakeBack,
}: {
  readonly changes: readonly RuleChange[]
  readonly words: RuleWords
  readonly onTakeBack?: ((change: RuleChange) => void) | undefined
}) {
  const t = useRoutingWords()
  const say = useSay()
  if (changes.length === 0) return <EmptyState title={t('changes.none')} hint={t('changes.noneHint')} />
  return (
    <ul className="routing-changes" aria-label={t('changes.table')}>
      {changes.map((change) => {
        const rule = change.after ?? change.before!
        return (
          <li key={change.code}>
            <div className="routing-change-head">
              <span className={`routing-mark routing-mark-${change.kind}`}>{t(`mark.${change.kind}`)}</span>
              <b>{say(rule.name)}</b>
              <span className="yw-quiet yw-small yw-number">{change.code}</span>
              <span className="yw-quiet yw-small">
                {change.from !== undefined && change.to !== undefined && change.from !== change.to
                  ? t('changes.position', { from: change.from + 1, to: change.to + 1 })
                  : t('changes.at', { at: (change.to ?? change.from ?? 0) + 1 })}
              </span>
              {onTakeBack === undefined ? null : (
                <Button size="small" icon={<UndoOutlined />} onClick={() => onTakeBack(change)}>
                  {t('changes.back')}
                </Button>
              )}
            </div>
            {change.kind === 'changed' ? (
              <dl>
                {change.parts.map((part) => (
                  <div key={part}>
                    <dt>{t(`changes.part.${part}`)}</dt>
                    <dd>
                      <del>
                        <Part rule={change.before!} part={part} words={words} />
                      </del>
                      <ins>
                        <Part rule={change.after!} part={part} words={words} />
                      </ins>
                    </dd>
                  </div>
                ))}
              </dl>
            ) : change.kind === 'moved' ? null : (
              <p>
                {words.kind(rule.kind)} · {words.when(rule)} → {words.to(rule.to)} ·{' '}
                {t(rule.certain ? 'certain' : 'suggestion')}
              </p>
            )}
          </li>
        )
      })}
    </ul>
  )
}

function Part({
  rule,
  part,
  words,
}: {
  readonly rule: RoutingRule
  readonly part: RulePart
  readonly words: RuleWords
}) {
  const t = useRoutingWords()
  const say = useSay()
  switch (part) {
    case 'name':
      return say(rule.name)
    case 'kind':
      return words.kind(rule.kind)
    case 'when':
      return words.when(rule)
    case 'to':
      return words.to(rule.to)
    case 'certain':
      return t(rule.certain ? 'certain' : 'suggestion')
    case 'source':
      return rule.source ?? t('changes.empty')
    case 'confidence':
      return rule.confidence === undefined ? t('changes.empty') : t(`confidence.${rule.confidence}`)
  }
}
