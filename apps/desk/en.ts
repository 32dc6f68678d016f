import type { SameKeys } from '#lib/ui'
import type { zhCN } from './zh-CN.ts'

export const en = {
  skip: 'Skip to content',
  nav: {
    label: 'Main',
    cases: 'Cases',
    register: 'Register',
    kinds: 'Kinds of case',
    routing: 'Routing rules',
    import: 'Import orders',
    messageSettings: 'Message settings',
    jobs: 'Background jobs',
    areas: 'Areas and grids',
    addresses: 'Addresses',
    dictionary: 'Dictionaries',
    system: 'System',
    collapse: 'Collapse navigation',
    expand: 'Expand navigation',
  },
  account: 'Account',
  notFound: {
    title: 'There is no such page',
    hint: 'The address may be wrong, or the page has moved.',
    back: 'Back to the cases',
  },
  broken: {
    title: 'This page broke',
    hint: 'The fault is in the program, not in what you did. Reloading usually helps; your drafts are kept.',
    reload: 'Reload',
  },
  stale: { title: 'The system was updated', hint: 'A new version of the page is out. Reload to go on.' },
  search: 'Find a case',
} satisfies SameKeys<typeof zhCN>
