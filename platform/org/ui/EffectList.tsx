import type { ReplyOf } from '#lib/http/contract'
import { useSay } from '#lib/ui'
import type { previewChange, UnitSort } from '../contract.ts'
import { useOrgWords } from './words.ts'

const shownAtMost = 30
const fieldWords = {
  name: 'change.name',
  shortName: 'facts.shortName',
  sort: 'facts.sort',
  parentId: 'facts.parent',
  divisionCode: 'facts.divisionCode',
} as const

/** What a change does, unit by unit. */
export function EffectList({
  preview,
  sorts,
}: {
  readonly preview: ReplyOf<typeof previewChange>
  readonly sorts: readonly UnitSort[]
}) {
  const t = useOrgWords()
  const say = useSay()
  const text = (field: string, value: string | null): string => {
    const sort = field === 'sort' ? sorts.find((one) => one.code === value) : undefined
    return value === null ? '—' : sort === undefined ? value : say(sort.name)
  }
  return (
    <>
      <ul className="org-effects">
        {preview.effects.slice(0, shownAtMost).map((effect) => (
          <li key={effect.unitId}>
            <span className={`org-effect org-effect-${effect.what}`}>{t(`change.${effect.what}`)}</span>
            <b>{effect.name}</b> <span className="yw-quiet yw-number">{effect.code}</span>
            {effect.fields.map(({ field, before, after }) => (
              <span key={field} className="org-effect-field">
                {t(fieldWords[field as keyof typeof fieldWords])}：
                {effect.what === 'changed' ? `${text(field, before)} → ` : ''}
                {text(field, after)}
              </span>
            ))}
          </li>
        ))}
      </ul>
      <p className="yw-quiet">
        {preview.effects.length > shownAtMost
          ? `${t('change.rest', { count: preview.effects.length - shownAtMost })} · `
          : ''}
        {t('change.total', { before: preview.before, after: preview.after })}
      </p>
    </>
  )
}
