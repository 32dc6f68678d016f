import './marker.css'

export { DemoMarker } from './DemoMarker.tsx'
export { useLogOut, useLogOutLabel, useMe } from './me.ts'

/** The log-in page comes by itself: nobody at work needs it. */
export const loadLoginPage = () => import('./LoginPage.tsx')
