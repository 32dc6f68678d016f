import { expect, test } from 'vitest'
import { plant } from '../plant.ts'
import { formatFinding } from './finding.ts'
import { checkImports } from './imports.ts'

/** A small house in which everything is in order. */
const house = {
  'lib/http/index.ts': `import { readFile } from 'node:fs/promises'\nexport { readFile }\n`,
  'lib/http/contract.ts': `export { route } from './route.ts'\n`,
  'lib/http/route.ts': `export const route = 1\n`,
  'lib/ui/index.ts': `export { Button } from './button.tsx'\n`,
  'lib/ui/button.tsx': `import { Button } from 'antd'\nexport { Button }\n`,
  'lib/testing/index.ts': `export const start = 1\n`,
  'platform/org/index.ts': `import { readFile } from '#lib/http'\nexport const org = readFile\n`,
  'core/cases/index.ts': `import { org } from '#platform/org'\nexport { store } from './store.ts'\nexport { org }\n`,
  'core/cases/store.ts': `import { sql } from 'kysely'\nimport type { Tables } from '#database'\nexport const store = sql as Tables\n`,
  'core/cases/contract.ts': `import { route } from '#lib/http/contract'\nexport * from './kind.ts'\nexport { route }\n`,
  'core/cases/kind.ts': `export const kind = 1\n`,
  'core/cases/ui/index.ts': `import { kind } from '../kind.ts'\nimport { Button } from '#lib/ui'\nimport { route } from '../contract.ts'\nexport { kind, Button, route }\n`,
  'core/cases/close-case.test.ts': `import { start } from '#lib/testing'\nimport { app } from '#apps/server'\nimport { readFile } from 'node:fs'\nexport { start, app, readFile }\n`,
  'apps/server/index.ts': `import { store } from '#core/cases'\nexport const app = store\n`,
  'apps/desk/vite.config.ts': `import { join } from 'node:path'\nexport default join\n`,
  'apps/desk/src/main.tsx': `import { kind } from '#core/cases/contract'\nimport { Page } from '#core/cases/ui'\nimport './main.css'\nimport { createRoot } from 'react-dom/client'\nexport { kind, Page, createRoot }\n`,
  'apps/desk/src/main.css': ``,
  'tools/check.ts': `import { store } from '#core/cases'\nimport { app } from '#apps/server'\nexport { store, app }\n`,
  'cities/songjiang/towns.json': `[]\n`,
}

const check = (violation: Record<string, string>): string[] =>
  checkImports(plant({ ...house, ...violation })).map(formatFinding)

test('a house in order passes', () => {
  expect(check({})).toEqual([])
})

const violations: [name: string, tree: Record<string, string>, finding: RegExp][] = [
  [
    'an upward import',
    { 'lib/http/serve.ts': `import { org } from '#platform/org'\nexport { org }\n` },
    /^lib\/http\/serve\.ts:1: '#platform\/org' points upwards/,
  ],
  [
    'an upward import of types only',
    { 'platform/org/move.ts': `export type Case = import('#core/cases/contract').Case\n` },
    /^platform\/org\/move\.ts:1: .*points upwards/,
  ],
  [
    'an upward import in a test',
    { 'lib/http/serve.test.ts': `import { org } from '#platform/org'\nexport { org }\n` },
    /points upwards/,
  ],
  [
    'a door bypassed',
    { 'apps/server/main.ts': `\nexport { store } from '#core/cases/store'\n` },
    /^apps\/server\/main\.ts:2: '#core\/cases\/store' goes around the doors/,
  ],
  [
    'a relative import into another module',
    { 'core/cases/urge-case.ts': `const http = await import('../../lib/http/index.ts')\nexport { http }\n` },
    /^core\/cases\/urge-case\.ts:1: '\.\.\/\.\.\/lib\/http\/index\.ts' leaves core\/cases/,
  ],
  [
    'a relative import into a module of the same layer',
    { 'lib/http/serve.ts': `import '../ui/index.ts'\n` },
    /'\.\.\/ui\/index\.ts' leaves lib\/http/,
  ],
  [
    'a relative import from a workshop into a module',
    { 'bench/main.ts': `import '../core/cases/store.ts'\n` },
    /'\.\.\/core\/cases\/store\.ts' leaves bench/,
  ],
  ['an own door', { 'core/cases/urge-case.ts': `import { store } from '#core/cases'\nexport { store }\n` }, /own door/],
  [
    'a server door in a ui folder',
    { 'core/cases/ui/page.tsx': `import { org } from '#platform/org'\nexport { org }\n` },
    /^core\/cases\/ui\/page\.tsx:1: browser code: '#platform\/org' is a server door/,
  ],
  [
    'a server door in a browser app',
    { 'apps/desk/src/page.tsx': `import { store } from '#core/cases'\nexport { store }\n` },
    /browser code: '#core\/cases' is a server door/,
  ],
  [
    'a server door in a contract',
    { 'platform/org/contract.ts': `import type { A } from '#lib/http'\nexport type B = A\n` },
    /browser code: '#lib\/http' is a server door/,
  ],
  [
    'Node in a ui folder',
    { 'core/cases/ui/page.tsx': `import { readFile } from 'node:fs'\nexport { readFile }\n` },
    /browser code: 'node:fs' is part of Node/,
  ],
  [
    'Node, without its prefix, in what a contract imports',
    { 'core/cases/kind.ts': `import { join } from 'path'\nexport { join }\n` },
    /^core\/cases\/kind\.ts:1: browser code: 'path' is part of Node/,
  ],
  [
    'a server package in a contract',
    { 'core/cases/contract.ts': `import { sql } from 'kysely'\nexport { sql }\n` },
    /browser code: 'kysely' is a server package/,
  ],
  [
    'the tables in a ui folder',
    { 'core/cases/ui/page.tsx': `import type { Tables } from '#database'\nexport type A = Tables\n` },
    /browser code: '#database'/,
  ],
  [
    'server code of the own module in a ui folder',
    { 'core/cases/ui/page.tsx': `import { store } from '../store.ts'\nexport { store }\n` },
    /^core\/cases\/ui\/page\.tsx:1: browser code: '\.\.\/store\.ts' is server code/,
  ],
  [
    'the test library outside tests',
    { 'core/cases/urge-case.ts': `import { start } from '#lib/testing'\nexport { start }\n` },
    /may only be imported by tests/,
  ],
  [
    'an app outside tests',
    { 'core/cases/urge-case.ts': `import { app } from '#apps/server'\nexport { app }\n` },
    /only tests and the workshops may import an app/,
  ],
  ['code among the cities', { 'cities/songjiang/rules.ts': `export const rules = []\n` }, /cities\/ holds data only/],
  [
    'a cycle between modules',
    {
      'platform/geo/index.ts': `import { org } from '#platform/audit'\nexport { org }\n`,
      'platform/audit/index.ts': `export { org } from '#platform/org'\n`,
      'platform/org/ui/index.ts': `export { map } from '#platform/geo/ui'\n`,
    },
    /cycle between modules: platform\/\w+ → platform\/\w+ → platform\/\w+ → platform\/\w+/,
  ],
  [
    'a file that cannot be parsed',
    { 'lib/http/serve.ts': `import { from 'x'\n` },
    /^lib\/http\/serve\.ts:1: cannot be parsed/,
  ],
]

test.each(violations)('finds %s', (_name, tree, finding) => {
  // An import that points upwards often closes a cycle as well, and both are said.
  expect(check(tree)).toContainEqual(expect.stringMatching(finding))
})
