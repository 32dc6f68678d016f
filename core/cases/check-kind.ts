import type { Words } from '#lib/kernel/contract'
import { kindFaults } from './kind-faults.ts'

export interface Finding {
  readonly severity: 'error' | 'warning'
  readonly where: string
  readonly code: string
  readonly words: Words
}

/** What is wrong with a kind definition. */
export function checkKind(definition: unknown): Finding[] {
  return kindFaults(definition).map((fault) => ({
    severity: 'error',
    where: '',
    code: 'fault',
    words: { 'zh-CN': fault, en: fault },
  }))
}
