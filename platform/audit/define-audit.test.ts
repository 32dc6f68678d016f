import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '#apps/server/testing'
import { listAuditKinds, type AuditKind } from './contract.ts'

let server: TestServer
let kinds: readonly AuditKind[]

beforeAll(async () => {
  server = await startTestServer()
  kinds = (await (await server.as('audit')).ask(listAuditKinds, {})).items
})
afterAll(() => server.stop())

const root = join(import.meta.dirname, '../..')
const layers = ['platform', 'middle', 'core', 'office', 'checkup', 'apps']

/**
 * Every name that program code gives to an entry: the texts in the value of `what:` that look like one, and the beginnings
 * of names that are put together.
 */
async function recorded(): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const layer of layers) {
    const files = await readdir(join(root, layer), { recursive: true }).catch(() => [])
    for (const file of files) {
      if (!file.endsWith('.ts') || /\.(test|prove)\.ts$|testing\/|(^|\/)ui\//.test(file)) continue
      const text = await readFile(join(root, layer, file), 'utf8')
      for (const [, value] of text.matchAll(/\bwhat:\s*([^,}\n]*(?:\n\s+[?:][^,}\n]*)*)/g))
        for (const [, name] of value!.matchAll(/['`]([a-z][a-z_]*\.[a-z_]*)(?=['`$])/g))
          found.set(name!, join(layer, file))
    }
  }
  return found
}

test('every kind of entry that the code records is declared, in both languages', async () => {
  const names = await recorded()
  // A search that finds nothing would prove nothing.
  expect([...names.keys()]).toEqual(expect.arrayContaining(['cases.register', 'cases.', 'identity.log_in']))
  const declared = kinds.map((kind) => kind.what)
  const missing = [...names].filter(([name]) =>
    name.endsWith('.') ? !declared.some((one) => one.startsWith(name)) : !declared.includes(name),
  )
  expect(missing.map(([name, file]) => `${file} records ${name}: declare it with defineAudit`)).toEqual([])
  for (const { what, words } of kinds) {
    expect.soft(words['zh-CN'], what).toMatch(/\p{Script=Han}/u)
    expect.soft(words.en, what).not.toMatch(/\p{Script=Han}/u)
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).toSorted()
    expect.soft(places(words.en), what).toEqual(places(words['zh-CN']))
  }
})

test('the actions of the case kinds are declared by their own names', () => {
  const dispatch = kinds.find((kind) => kind.what === 'cases.dispatch')
  expect(dispatch?.words['zh-CN']).toContain('{subject}')
})
