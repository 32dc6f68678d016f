import { expect, test } from 'vitest'
import { checkKind, type CheckContext } from './check-kind.ts'
import type { ActionDefinition } from './kind.ts'
import { act, addAction, addState, all, guard, lending, type Kind } from './testing/lending-kind.ts'

const context: CheckContext = {
  roles: ['clerk', 'reader', 'head'],
  levels: [
    { sort: 'library', name: { 'zh-CN': '总馆', en: 'Libraries' }, above: [], roles: ['clerk', 'head'] },
    { sort: 'branch', name: { 'zh-CN': '分馆', en: 'Branches' }, above: ['library'], roles: ['clerk'] },
  ],
}

/** A clerk asks for a book, and a head answers. */
function asking(answer: Partial<ActionDefinition> = {}, change: (kind: Kind) => void = () => undefined): Kind {
  const kind = lending()
  all(
    addState('asked'),
    addAction(act('ask', ['shelf'], { to: 'asked' })),
    addAction(act('answer', ['asked'], { to: 'shelf', by: 'platform', roles: ['head'], ...answer })),
    change,
  )(kind)
  return kind
}

test('a request that no post on the platforms of a level may answer is told, with the level', () => {
  const found = checkKind(asking(), context)
  expect(found).toMatchObject([{ severity: 'warning', code: 'nobody_at_level', where: '/states/3' }])
  expect(found[0]!.words.en).toContain('“Branches”')
  expect(found[0]!.words['zh-CN']).toContain('“分馆”')
})

const passUp = act('pass_up', ['asked'], { by: 'platform', effect: { transfer: { way: 'up' } } })

test.each<[string, Kind]>([
  ['a post of the level may', asking({ roles: ['head', 'clerk'] })],
  ['it is not for the platform', asking({ by: 'anyone' })],
  ['it can be passed up', asking({}, addAction(passUp))],
  ['the level may not ask', asking({}, guard('ask', { not: { fact: 'case.level', is: 'branch' } }))],
])('nothing is told where %s', (_what, kind) => {
  expect(checkKind(kind, context)).toEqual([])
})

test('nothing is told where it is not known who works on which level', () => {
  expect(checkKind(asking(), { roles: ['clerk', 'reader', 'head'] })).toEqual([])
})
