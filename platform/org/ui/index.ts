import './org.css'

export { UnitSelect, useUnits } from './UnitSelect.tsx'
export { useCity } from './use-city.ts'
