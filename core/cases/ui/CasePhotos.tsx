import type { CaseView } from '../contract.ts'
import { fileIds, Files } from './files.tsx'
import { useCaseWords } from './words.ts'

/** A field of the case that shows how it looked when it was put right. */
const after = /^after/

/** What was there and what is there now, side by side: by it somebody else judges whether the matter is at an end. */
export function CasePhotos({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const files = view.kind.fields.filter((field) => field.type === 'files')
  const own = (isAfter: boolean) =>
    files.filter((field) => after.test(field.key) === isAfter).flatMap((field) => fileIds(view.case.facts[field.key]))
  const before = own(false)
  const done = [...own(true), ...lastDone(view)]
  if (before.length === 0 && done.length === 0) return null
  return (
    <section>
      <h2 className="case-h2">{t('page.photos')}</h2>
      <div className="case-photos">
        <figure>
          <figcaption>{t('page.before')}</figcaption>
          {before.length === 0 ? <p className="yw-quiet">{t('page.noPhotos')}</p> : <Files ids={before} />}
        </figure>
        <figure>
          <figcaption>{t('page.after')}</figcaption>
          {done.length === 0 ? <p className="yw-quiet">{t('page.noPhotos')}</p> : <Files ids={done} />}
        </figure>
      </div>
    </section>
  )
}

/** The files that came when the case was last handed in as done. */
function lastDone(view: CaseView): string[] {
  const entry = view.timeline.findLast(
    ({ state, action, input }) =>
      view.kind.states.find((one) => one.code === state)?.stage === 'checking' &&
      filesOf(view, action).some((key) => (input[key] ?? '') !== '') &&
      view.kind.actions.find((one) => one.code === action)?.by !== 'platform',
  )
  return entry === undefined ? [] : filesOf(view, entry.action).flatMap((key) => fileIds(entry.input[key]))
}

function filesOf(view: CaseView, action: string): string[] {
  const fields = view.kind.actions.find((one) => one.code === action)?.input ?? []
  return fields.filter((field) => field.type === 'files').map((field) => field.key)
}
