import { expect, test } from 'vitest'
import { describeEntry, subjectOf, type AuditEntry, type AuditKind } from './contract.ts'

const entry: AuditEntry = {
  id: 1,
  recordedAt: '2026-11-23T00:00:00Z',
  what: 'library.lend',
  actor: null,
  subject: 'shelf 7',
  subjectName: null,
  detail: { day: '2026-11-24', to: null },
  requestId: null,
}
const kind: AuditKind = {
  what: 'library.lend',
  words: { 'zh-CN': '借出 {subject}，{day}，{to}', en: 'lent {subject} on {day} to {to}' },
  sensitive: false,
  subject: { 'zh-CN': '第 {2} 号书架（{day}）', en: 'shelf {2} ({day})' },
}

test('what an entry was done to is told by its name, by the words of its kind, or as it stands', () => {
  expect(subjectOf(entry, kind, 'zh-CN')).toBe('第 7 号书架（2026-11-24）')
  expect(subjectOf({ ...entry, subjectName: '小说' }, kind, 'en')).toBe('小说')
  expect(subjectOf(entry, { ...kind, subject: null }, 'en')).toBe('shelf 7')
  const id = '0196aa00-1111-7222-8333-444455556666'
  expect(subjectOf({ ...entry, subject: id }, undefined, 'en')).toBe('0196aa00')
  expect(subjectOf({ ...entry, subject: null }, kind, 'en')).toBe('')
})

test('its sentence names the same, and a dash for what it does not know', () => {
  expect(describeEntry(entry, kind, 'en')).toBe('lent shelf 7 (2026-11-24) on 2026-11-24 to —')
  expect(describeEntry({ ...entry, subject: null }, kind, 'zh-CN')).toBe('借出 —，2026-11-24，—')
  expect(describeEntry(entry, undefined, 'en')).toBe('library.lend')
})
