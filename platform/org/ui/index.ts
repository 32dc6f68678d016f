import './org.css'

export { UnitSelect, useUnits } from './UnitSelect.tsx'
export { useCity } from './use-city.ts'
export { useOrgWords } from './words.ts'
export { parseOrgSearch } from './search.ts'

export const loadOrgPage = () => import('./OrgPage.tsx')
