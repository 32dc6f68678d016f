import { createContext, useContext } from 'react'

/** What the fields of a form may know of the case around them. */
export interface FormPlace {
  /** the platform that holds the case; of a new one the registrar's own */
  readonly platformId?: string | undefined
  /** the unit of whoever fills the form in */
  readonly unitId?: string | undefined
  /** what is known already of what it is about: filing standards are looked for by it */
  readonly about?: string | undefined
  /** facts of the case, by field */
  readonly facts?: Readonly<Record<string, string>> | undefined
  readonly categoryField?: string | undefined
}

export const FormPlaceContext = createContext<FormPlace>({})

export function useFormPlace(): FormPlace {
  return useContext(FormPlaceContext)
}
