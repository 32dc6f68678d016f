import './marker.css'

export { parseAccountsSearch } from './accounts-search.ts'
export { DemoMarker } from './DemoMarker.tsx'
export { useIdentityWords, useLogOut, useMe, useSwitchPost } from './me.ts'

/** Pages come by themselves: nobody at work needs the log-in page, and few the others. */
export const loadLoginPage = () => import('./LoginPage.tsx')
export const loadPasswordPage = () => import('./PasswordPage.tsx')
export const loadSecondFactorPage = () => import('./SecondFactorPage.tsx')
export const loadSetUpPage = () => import('./SetUpPage.tsx')
export const loadAccountPage = () => import('./AccountPage.tsx')
export const loadAccountsPage = () => import('./AccountsPage.tsx')
export const loadImportAccountsPage = () => import('./ImportAccountsPage.tsx')
export const loadAccountDetailPage = () => import('./AccountDetailPage.tsx')
