import type { CaseView } from '../contract.ts'
import { TimeText, useSay } from '#lib/ui'
import { valueText } from './kinds.ts'
import { useCaseWords } from './words.ts'

/** The public fields of the case’s form that were filled in, in the form’s order. */
export function CaseFacts({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const say = useSay()
  const fields = view.kind.fields.filter((field) => field.private !== true && (view.case.facts[field.key] ?? '') !== '')
  if (fields.length === 0) return null
  return (
    <section>
      <h2 className="case-h2">{t('page.facts')}</h2>
      <dl className="case-facts">
        {fields.map((field) => {
          const value = view.case.facts[field.key] ?? ''
          return (
            <div key={field.key}>
              <dt>{say(field.name)}</dt>
              <dd>{field.type === 'moment' ? <TimeText at={value} /> : valueText(field, value, say)}</dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}
