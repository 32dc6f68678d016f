import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { plant } from '../plant.ts'
import { installed, repository } from '../program.ts'
import { readText } from './files.ts'
import { type Finding, formatFinding } from './finding.ts'
import { checkLength } from './length.ts'
import { checkDead, checkFormat, checkLint, checkSchema, checkTypes } from './programs.ts'
import { checkTables } from './tables.ts'
import { checkTexts } from './texts.ts'

const shown = async (findings: Finding[] | Promise<Finding[]>): Promise<string[]> => (await findings).map(formatFinding)

const tables = { 'database/tables/identity.account.txt': '', 'database/tables/cases.case.txt': '' }

test('a module may name its own tables, and no other may', async () => {
  const inOrder = {
    ...tables,
    'platform/identity/store.ts': `export const a = 'select * from identity.account'\n`,
    'platform/identity/migrations/001.sql': `create table identity.account ();\n`,
    'core/cases/store.ts': `// reads nothing of identity.account\nexport const a = \`select \${1} from cases.case\`\n`,
    'core/cases/migrations/001.sql': `create table cases.case (); -- not identity.account\n`,
    'core/cases/close.test.ts': `export const a = 'identity.account'\n`,
    'core/cases/urls.ts': `export const a = ['identity.accounts', 'my-identity.account', 'identity.account_of']\n`,
  }
  expect(await shown(checkTables(plant(inOrder)))).toEqual([])
  const planted = plant({
    ...inOrder,
    'core/cases/store.ts': `\nexport const a = db.selectFrom('identity.account as a')\n`,
    'core/cases/read.ts': `export const a = sql\`join "identity"."account" on \${b}\`\n`,
    'core/cases/migrations/001.sql': `create table cases.case (\n  account bigint references identity.account (id));\n`,
  })
  expect(await shown(checkTables(planted))).toEqual([
    expect.stringMatching(/^core\/cases\/migrations\/001\.sql:2: identity\.account is a table of another module/),
    expect.stringMatching(/^core\/cases\/read\.ts:1: identity\.account/),
    expect.stringMatching(/^core\/cases\/store\.ts:2: identity\.account/),
  ])
})

test('a file of 601 lines is too long, but for generated ones', async () => {
  const lines = (count: number): string => 'export {}\n'.repeat(count)
  const tree = { 'lib/a/a.ts': lines(600), 'lib/a/b.tsx': lines(601), 'database/types.ts': lines(700) }
  expect(await shown(checkLength(plant(tree)))).toEqual(['lib/a/b.tsx:601: 601 lines; the limit is 600: split it'])
})

test('every text exists in both languages', async () => {
  const chinese = `export const zhCN = { title: '案件', state: { open: '处置中', closed: '已结案' }, 'a.b': '甲' } as const\n`
  const english = `export const en = { title: 'Case', state: { open: 'open', closed: 'closed' }, 'a.b': 'A' } satisfies T\n`
  const inOrder = { 'core/cases/ui/zh-CN.ts': chinese, 'core/cases/ui/en.ts': english }
  expect(await shown(checkTexts(plant(inOrder)))).toEqual([])
  const lacking = { ...inOrder, 'core/cases/ui/en.ts': english.replace(`, closed: 'closed'`, '') }
  expect(await shown(checkTexts(plant(lacking)))).toEqual([
    `core/cases/ui/en.ts: lacks the text 'state.closed' (zh-CN.ts, line 1)`,
  ])
  expect(await shown(checkTexts(plant({ 'core/cases/ui/en.ts': english })))).toEqual([
    'core/cases/ui/zh-CN.ts: is missing beside its translation',
  ])
})

test('nothing names a machine or a registry', async () => {
  // Written in parts, or this file would be found as well.
  const [home, work, registry] = ['/ho' + 'me/lin/yiwang', '/wo' + 'rk/tree', 'https://registry.np' + 'mjs.org/x']
  const planted = plant({
    'docs/a.md': `see\n${home} and .${work} and https://a.cn${work}\n`,
    'lib/a/a.ts': `export const a = '${work}'\n`,
    '.npmrc': `registry=${registry}\n`,
    'docs/picture.png': `\0${home}`,
  })
  const findings = await shown(checkTexts(planted))
  expect(findings.map((finding) => finding.split(' ')[0])).toEqual(['.npmrc:1:', 'docs/a.md:2:', 'lib/a/a.ts:1:'])
})

const configurations = ['tsconfig.json', '.oxlintrc.json', '.oxfmtrc.json', 'knip.json']

/** A tree on which the programs of others can run. */
function plantProject(files: Record<string, string>): string {
  const root = plant({
    'package.json': `${JSON.stringify({ name: 'planted', type: 'module', dependencies: { antd: '*' } }, null, 2)}\n`,
    ...Object.fromEntries(configurations.map((file) => [file, readText(repository, file)])),
    ...files,
  })
  symlinkSync(installed(''), join(root, 'node_modules'))
  return root
}

test('types, lint, format and dead code pass on a tree in order', async () => {
  const root = plantProject({ 'lib/a/contract.ts': `export { Button } from 'antd'\n` })
  for (const step of [checkTypes, checkLint, checkFormat, checkDead, checkSchema])
    expect(await shown(step(root)), step.name).toEqual([])
})

test('finds a wrong type', async () => {
  const root = plantProject({ 'lib/a/a.ts': `export const a = 1\nexport const b: string = a\n` })
  expect(await shown(checkTypes(root))).toEqual([expect.stringMatching(/^lib\/a\/a\.ts:2: TS2322/)])
})

test.each([
  ['a floating promise', `export function a(): void {\n  Promise.resolve(1)\n}\n`, 'no-floating-promises', 2],
  ['a default export', `export default 1\n`, 'no-default-export', 1],
  ['any', `export const a = (b: any): string => String(b)\n`, 'no-explicit-any', 1],
  ['the console', `export const a = (): void => console.log(1)\n`, 'no-console', 1],
  [
    'a type imported as a value',
    `import { Stats } from 'node:fs'\nexport type A = Stats\n`,
    'consistent-type-imports',
    1,
  ],
])('lint finds %s', async (_name, text, rule, line) => {
  const root = plantProject({ 'lib/a/a.ts': text })
  expect(await shown(checkLint(root))).toEqual([expect.stringMatching(`^lib/a/a\\.ts:${line}: .*${rule}`)])
})

test.each(['only', 'skip'])('lint finds %s in a test', async (word) => {
  const text = `import { expect, test } from 'vitest'\ntest.${word}('a', () => {\n  expect(1).toBe(1)\n})\n`
  expect(await shown(checkLint(plantProject({ 'lib/a/a.test.ts': text })))).toHaveLength(1)
})

test('finds a file that is not formatted, and formats it when asked', async () => {
  const root = plantProject({ 'lib/a/a.ts': `export const a = "1";\n` })
  expect(await shown(checkFormat(root))).toEqual(['lib/a/a.ts: is not formatted: npm run check -- --fix'])
  expect(await checkFormat(root, { fix: true })).toEqual([])
  expect(await checkFormat(root)).toEqual([])
})

test('finds files, exports and dependencies nobody uses', async () => {
  const root = plantProject({
    'lib/a/contract.ts': `export { used } from './a.ts'\n`,
    'lib/a/a.ts': `export const used = 1\nexport const unused = 2\n`,
    'lib/a/forgotten.ts': `export const a = 1\n`,
  })
  const findings = await shown(checkDead(root))
  expect(findings.sort()).toEqual([
    `lib/a/a.ts:2: 'unused' is exported but used nowhere else`,
    'lib/a/forgotten.ts: is imported by nothing',
    expect.stringMatching(/^package\.json.*: 'antd' is a dependency nothing uses$/),
  ])
})

test('passes on what the schema check says', async () => {
  const root = plant({ 'tools/db.ts': `console.error('cases.case differs')\nprocess.exit(1)\n` })
  expect(await shown(checkSchema(root))).toEqual(['database: cases.case differs'])
})
