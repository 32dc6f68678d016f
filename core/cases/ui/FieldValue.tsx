import { TimeText, useSay } from '#lib/ui'
import { useUnits } from '#platform/org/ui'
import { codeLists } from '../code-lists.ts'
import type { Field } from '../contract.ts'
import { CodeName } from './codes.tsx'
import { fileIds, Files } from './files.tsx'
import { pointOf, pointText } from './PointField.tsx'
import { StandardWords } from './StandardField.tsx'
import { valueText } from './kinds.ts'

/** The value of a field as people read it: codes and units by their names, standards in words, files as pictures. */
export function FieldValue({ field, value }: { readonly field: Field; readonly value: string }) {
  const say = useSay()
  switch (field.type) {
    case 'moment':
      return <TimeText at={value} />
    case 'code':
      return <CodeName lists={codeLists(field)} code={value} />
    case 'standard':
      return <StandardWords id={value} />
    case 'files':
      return <Files ids={fileIds(value)} />
    case 'unit':
      return <UnitName id={value} />
    case 'point': {
      const point = pointOf(value)
      return <span className="yw-number">{point === undefined ? value : pointText(point)}</span>
    }
    case 'number':
      return <span className="yw-number">{value}</span>
    default:
      return <>{valueText(field, value, say)}</>
  }
}

/** The history gives units by their names already; a draft by their ids. */
function UnitName({ id }: { readonly id: string }) {
  const unit = useUnits().data?.items.find((one) => one.id === id)
  return <>{unit?.name ?? id}</>
}
