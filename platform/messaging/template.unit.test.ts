import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MissingVariable, render, renderWords, unknownVariables, variablesIn } from './template.ts'

const name = fc.stringMatching(/^[a-z][a-zA-Z]{0,7}$/)
/** Text that could be taken for markup, for a variable, or for a replacement pattern. */
const nasty = fc.oneof(
  fc.string(),
  fc.constantFrom('<b>x</b>', '{number}', '{{a}}', '$&', '$1', '`${a}`', '\u202e321', 'a\nb', '&lt;', '', '{', '}'),
)
const plain = fc.string().map((text) => text.replaceAll(/[{}]/g, ''))
const parts = fc.array(
  fc.oneof(
    plain.map((text) => ({ text })),
    name.map((variable) => ({ variable })),
  ),
  { maxLength: 12 },
)
type Part = { text: string } | { variable: string }
const templateOf = (list: readonly Part[]): string =>
  list.map((part) => ('text' in part ? part.text : `{${part.variable}}`)).join('')
/** Line breaks and marks that turn the direction round are blanks in a message. */
const harmless = (text: string): string => {
  const turning = [0x061c, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]
  const isBad = (one: string): boolean => {
    const code = one.codePointAt(0)!
    return code < 0x20 || (code >= 0x7f && code <= 0x9f) || turning.includes(code)
  }
  return [...text]
    .map((one) => (isBad(one) ? '\0' : one))
    .join('')
    .split(/\0+/)
    .join(' ')
}

describe('render', () => {
  test('puts every value where its variable stands, as text, and leaves all the rest', () => {
    fc.assert(
      fc.property(parts, fc.func(nasty), (list, valueOf) => {
        const values = Object.fromEntries(
          list.flatMap((part) => ('variable' in part ? [[part.variable, valueOf(part.variable)]] : [])),
        )
        const expected = list.map((part) => ('text' in part ? part.text : harmless(values[part.variable]!))).join('')
        expect(render(templateOf(list), values, 'zh-CN')).toBe(expected)
      }),
    )
  })

  test('never leaves a variable unfilled: it names the one that is missing', () => {
    fc.assert(
      fc.property(parts, name, (list, missing) => {
        const template = `${templateOf(list)}{${missing}}`
        const values = Object.fromEntries(
          variablesIn(template)
            .filter((one) => one !== missing)
            .map((one) => [one, 'x']),
        )
        expect(() => render(template, values, 'en')).toThrow(MissingVariable)
        expect(
          unknownVariables(
            { title: { 'zh-CN': template, en: '' }, body: { 'zh-CN': '', en: '' } },
            Object.keys(values),
          ),
        ).toEqual([missing])
      }),
    )
  })

  test('knows no variables but those it was given', () => {
    for (const inherited of ['constructor', 'toString', '__proto__'])
      expect(() => render(`{${inherited}}`, {}, 'en')).toThrow(MissingVariable)
  })

  test('writes what exists in every language in the one that is written', () => {
    const words = { 'zh-CN': '{kind} {n}', en: '{n} {kind}' }
    expect(renderWords(words, { kind: { 'zh-CN': '工单', en: 'order' }, n: 3 })).toEqual({
      'zh-CN': '工单 3',
      en: '3 order',
    })
  })
})
