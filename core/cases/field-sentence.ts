import { wordsBy } from '#lib/http/contract'
import type { Words } from '#lib/kernel/contract'
import type { FieldFault } from './workflow.ts'

/** Faults of a form as one sentence: `承办单位 必填；标题 不能超过 200 字`. */
export function fieldSentence(faults: readonly FieldFault[]): Words {
  return wordsBy((language) =>
    faults
      .map(({ field, fault }) => `${field.name[language]} ${fault[language]}`)
      .join(language === 'en' ? '; ' : '；'),
  )
}
