import type { CaseView } from '../contract.ts'
import { useSay } from '#lib/ui'
import { FieldValue } from './FieldValue.tsx'
import { useCaseWords } from './words.ts'

/** The public fields of the case’s form that were filled in, in the form’s order. */
export function CaseFacts({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const say = useSay()
  // Files have a part of the page to themselves.
  const fields = view.kind.fields.filter(
    (field) => field.private !== true && field.type !== 'files' && (view.case.facts[field.key] ?? '') !== '',
  )
  if (fields.length === 0) return null
  return (
    <section>
      <h2 className="case-h2">{t('page.facts')}</h2>
      <dl className="case-facts">
        {fields.map((field) => {
          const value = view.case.facts[field.key] ?? ''
          return (
            <div key={field.key} className={field.type === 'standard' ? 'case-fact-wide' : ''}>
              <dt>{say(field.name)}</dt>
              <dd>
                <FieldValue field={field} value={value} />
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
