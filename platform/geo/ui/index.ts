export const loadAreasPage = () => import('./AreasPage.tsx')
export const loadAddressesPage = () => import('./AddressesPage.tsx')
