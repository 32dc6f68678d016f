import { useKinds, useMayRegister } from '#core/cases/ui'

/** The kind of case this module makes of the city’s orders. */
const kindCode = 'hotline'

/** Importing is registering many: who may do the one may do the other. */
export function useMayImport(): boolean {
  return useMayRegister(kindCode)
}

export function useHotlineKind() {
  return useKinds()?.find((kind) => kind.kind === kindCode)
}
