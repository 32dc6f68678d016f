import { createContext, useContext } from 'react'

/** A unit as this page needs it. */
export interface GivenUnit {
  readonly id: string
  readonly name: string
}

/** The units of the organisation, given by whoever places the page. */
export const UnitsGiven = createContext<readonly GivenUnit[]>([])

export function useUnitsGiven(): readonly GivenUnit[] {
  return useContext(UnitsGiven)
}
