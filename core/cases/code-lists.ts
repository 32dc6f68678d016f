import type { Field } from './kind.ts'

/** The dictionaries that have a field’s codes: one, or one of several by what another field says. */
export function codeLists({ list, listBy }: Pick<Field, 'list' | 'listBy'>): readonly string[] {
  return list === undefined ? [...new Set(Object.values(listBy?.lists ?? {}))] : [list]
}

/** Those of them that count with these values: all while the other field says nothing yet. */
export function codeListsFor(
  field: Pick<Field, 'list' | 'listBy'>,
  values: Readonly<Record<string, string | null | undefined>>,
): readonly string[] {
  const said = values[field.listBy?.field ?? '']
  const only = said === undefined || said === null ? undefined : field.listBy?.lists[said]
  return only === undefined ? codeLists(field) : [only]
}
