export { useMayImport } from './kind.ts'

export const loadImportPage = () => import('./ImportPage.tsx')
