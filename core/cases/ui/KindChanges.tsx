import { EmptyState, useSay } from '#lib/ui'
import type { KindDefinition } from '../contract.ts'
import type { KindChange } from './kind-diff.ts'
import { valueWords } from './kind-change-words.ts'
import { useRoleNames } from './KindFlow.tsx'
import { usePublishingWords } from './publishing-words.ts'
import { publishingZhCN } from './publishing-zh-CN.ts'

interface KindChangesProps {
  readonly changes: readonly KindChange[]
  readonly before: KindDefinition
  readonly after: KindDefinition
}

/** What a draft changes in the version in force, part by part, in words. */
export function KindChanges({ changes, before, after }: KindChangesProps) {
  const t = usePublishingWords()
  const say = useSay()
  if (changes.length === 0) return <EmptyState title={t('changes.none')} />
  return (
    <>
      <p className="yw-quiet yw-small">{t('changes.against', { version: before.version })}</p>
      <ul className="kind-changes" aria-label={t('tabs.changes')}>
        {changes.map((change) => (
          <li key={`${change.part} ${change.change} ${change.code}`}>
            <span className={`kind-change kind-change-${change.change}`}>{t(`changes.${change.change}`)}</span>
            <span className="yw-quiet">{t(`changes.part.${change.part}`)}</span> <b>{say(change.name)}</b>{' '}
            <span className="yw-quiet yw-small">{change.code}</span>
            {change.properties.map((property) => (
              <Property key={property.name} {...property} kinds={[before, after]} />
            ))}
          </li>
        ))}
      </ul>
    </>
  )
}

type Known = keyof typeof publishingZhCN.property

function Property({
  name,
  before,
  after,
  kinds,
}: KindChange['properties'][number] & { readonly kinds: readonly [KindDefinition, KindDefinition] }) {
  const t = usePublishingWords()
  const say = useSay()
  const nameOf = useRoleNames()
  const label = Object.hasOwn(publishingZhCN.property, name) ? t(`property.${name as Known}`) : name
  const was = valueWords(name, before, kinds[0], nameOf)?.map(say)
  const is = valueWords(name, after, kinds[1], nameOf)?.map(say)
  const gone = was?.filter((one) => is?.includes(one) === false) ?? []
  const come = is?.filter((one) => was?.includes(one) === false) ?? []
  return (
    <div className="kind-property">
      <span className="yw-quiet yw-small">{label}</span>
      <span>
        {was === undefined || is === undefined || (gone.length === 0 && come.length === 0) ? (
          t('changes.inner')
        ) : (
          <>
            {gone.map((one) => (
              <del key={one}>{one}</del>
            ))}
            {come.map((one) => (
              <ins key={one}>{one}</ins>
            ))}
          </>
        )}
      </span>
    </div>
  )
}
