import type { Language, Words } from '#lib/kernel/contract'

/** Something that is wrong with a case kind, said to whoever writes it. */
export interface Finding {
  /** `error`: must not be published; `warning`: may be meant so */
  readonly severity: 'error' | 'warning'
  /** JSON pointer (RFC 6901) into the definition */
  readonly where: string
  readonly code: string
  readonly words: Words
}

/** JSON pointer of the path made of these parts. */
export function pointer(...parts: readonly (string | number)[]): string {
  return parts.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** The errors among findings, a line each with its place; warnings do not stand in the way. */
export function errorLines(findings: readonly Finding[], language: Language = 'en'): string[] {
  return findings.filter((one) => one.severity === 'error').map((one) => `${one.where} ${one.words[language]}`.trim())
}

/** Collects findings, each once. */
export class Findings {
  readonly #found = new Map<string, Finding>()

  error(where: string, code: string, zh: string, en: string): void {
    this.#add({ severity: 'error', where, code, words: { 'zh-CN': zh, en } })
  }

  warning(where: string, code: string, zh: string, en: string): void {
    this.#add({ severity: 'warning', where, code, words: { 'zh-CN': zh, en } })
  }

  get all(): Finding[] {
    return [...this.#found.values()]
  }

  #add(finding: Finding): void {
    this.#found.set(`${finding.where} ${finding.code} ${finding.words.en}`, finding)
  }
}
