import type { SameKeys } from '#lib/ui'
import type { zhCN } from './zh-CN.ts'

export const en = {
  title: 'Log in',
  username: 'User name',
  password: 'Password',
  logIn: 'Log in',
  logOut: 'Log out',
  needUsername: 'Enter your user name',
  needPassword: 'Enter your password',
  motto: 'One net to run the city',
  promise: 'Every matter is taken up, handled, checked and answered.',
  over: 'Your session is over. Log in again and you are back where you were.',
  demo: {
    title: 'Demonstration',
    about: 'The data are for demonstration; enter nothing real. Choose a post to go in:',
    as: 'Go in as {{name}} ({{role}})',
    marker: 'Demo',
    markerHint: 'A demonstration system: data may be wiped at any time; enter no real personal data',
  },
} satisfies SameKeys<typeof zhCN>
