import { languages, type Language, type Words } from '#lib/kernel/contract'

/** What fills a template's variables; a text that exists in every language is given in the one that is written. */
export type Values = Readonly<Record<string, string | number | Words>>

/** A title and a text in every language, with `{variables}`. */
export interface TemplateText {
  readonly title: Words
  readonly body: Words
}

const variable = /\{([^{}]*)\}/g

/** Names of the variables a text uses, each once. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(variable)].map((match) => match[1]!))]
}

/** Variables a template uses that its notice does not give. */
export function unknownVariables({ title, body }: TemplateText, known: readonly string[]): string[] {
  const used = languages.flatMap((language) => [...variablesIn(title[language]), ...variablesIn(body[language])])
  return [...new Set(used)].filter((name) => !known.includes(name))
}

/** A template names a variable for which there is no value: a message with a hole in it is not sent. */
export class MissingVariable extends Error {
  readonly variable: string
  constructor(name: string) {
    super(`the template names {${name}}, for which there is no value`)
    this.name = 'MissingVariable'
    this.variable = name
  }
}

// Line breaks and control characters could make one line look like two, directional marks turn a number round.
const unprintable = /[\p{Cc}\p{Bidi_Control}]+/gu

/**
 * Fills a text's variables. Values are text: no braces in them are filled again and no markup in them means anything,
 * since whoever shows the result shows it as text. Throws MissingVariable.
 */
export function render(text: string, values: Values, language: Language): string {
  return text.replace(variable, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw new MissingVariable(name)
    return (typeof value === 'object' ? value[language] : String(value)).replace(unprintable, ' ')
  })
}

/** Fills a text in every language. */
export function renderWords(words: Words, values: Values): Words {
  return { 'zh-CN': render(words['zh-CN'], values, 'zh-CN'), en: render(words.en, values, 'en') }
}
