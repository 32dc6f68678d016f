import { Checkbox } from 'antd'
import { useSay } from '#lib/ui'
import type { ChangeView, Plan, PlanPart } from '../contract.ts'
import { useConfigurationWords } from './words.ts'

const kinds = ['added', 'changed', 'ended', 'kept', 'differs'] as const

/** What a file would change, part by part: what begins, what becomes otherwise, what ends. */
export function PlanView({
  plan,
  chosen,
  onChoose,
}: {
  readonly plan: Plan
  readonly chosen: readonly string[]
  /** undefined: there is nothing to choose any more */
  readonly onChoose: ((parts: readonly string[]) => void) | undefined
}) {
  return plan.parts.map((part) => (
    <Part
      key={part.name}
      part={part}
      checked={chosen.includes(part.name)}
      onCheck={
        onChoose === undefined
          ? undefined
          : (checked) =>
              onChoose(
                plan.parts
                  .map((one) => one.name)
                  .filter((name) => (name === part.name ? checked : chosen.includes(name))),
              )
      }
    />
  ))
}

function Part({
  part,
  checked,
  onCheck,
}: {
  readonly part: PlanPart
  readonly checked: boolean
  readonly onCheck: ((checked: boolean) => void) | undefined
}) {
  const t = useConfigurationWords()
  const say = useSay()
  const counted = kinds.filter((kind) => part.counts[kind] > 0)
  const moving = part.counts.added + part.counts.changed + part.counts.ended + part.counts.differs > 0
  return (
    <div className="conf-part">
      {onCheck === undefined ? null : (
        <Checkbox checked={checked} aria-label={say(part.title)} onChange={(event) => onCheck(event.target.checked)} />
      )}
      <details open={moving && part.changes.length <= 40}>
        <summary>
          <b>{say(part.title)}</b>
          {counted.map((kind) => (
            <span key={kind} className={`conf-kind conf-kind-${kind}`} title={t(`kindHint.${kind}`)}>
              {t(`kind.${kind}`)} {part.counts[kind]}
            </span>
          ))}
          <span className="yw-quiet yw-small">
            {moving ? null : <>{t('import.onlyKept')} · </>}
            {t('import.same', { count: part.counts.same })}
          </span>
        </summary>
        {part.note === null ? null : <p className="conf-part-note yw-quiet yw-small">{say(part.note)}</p>}
        <ul className="conf-changes">
          {part.changes.map((change) => (
            <Change key={`${change.kind} ${change.key}`} change={change} />
          ))}
        </ul>
        {part.changes.length < 500 ? null : <p className="yw-quiet">{t('import.more')}</p>}
      </details>
    </div>
  )
}

function Change({ change }: { readonly change: ChangeView }) {
  const t = useConfigurationWords()
  const say = useSay()
  return (
    <li>
      <span className={`conf-kind conf-kind-${change.kind}`}>{t(`kind.${change.kind}`)}</span>
      <div>
        <span>{change.label}</span>
        {change.kind === 'ended' || change.kind === 'kept' ? null : (
          <dl>
            {change.fields.map(({ name, before, after }) => (
              <div key={name['zh-CN']}>
                <dt>{say(name)}</dt>
                <dd>
                  {change.kind === 'added' ? (
                    after
                  ) : (
                    <>
                      <del>{before ?? '—'}</del> → <ins>{after ?? '—'}</ins>
                    </>
                  )}
                </dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </li>
  )
}
