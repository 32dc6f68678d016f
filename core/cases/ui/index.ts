export { CaseSearch } from './CaseSearch.tsx'
export { useKindEvents, useKinds, useMayRegister } from './kinds.ts'
export { parseListSearch } from './list-search.ts'
export { parseRoutingSearch } from './routing-search.ts'
export { useCaseEvents } from './live.ts'
export { UrgentAlerts } from './UrgentAlerts.tsx'

/** The pages come when somebody goes there: each is a file of its own in the built desk. */
export const loadCaseListPage = () => import('./CaseListPage.tsx')
export const loadCasePage = () => import('./CasePage.tsx')
export const loadRegisterPage = () => import('./RegisterPage.tsx')
export const loadKindsPage = () => import('./KindsPage.tsx')
export const loadKindPage = () => import('./KindPage.tsx')
export const loadRoutingPage = () => import('./RoutingPage.tsx')
export const loadKindDraftPage = () => import('./KindDraftPage.tsx')
