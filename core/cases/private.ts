import { commitment, maskName, maskPhone, maskText, newKey, open, seal } from '#lib/crypto'
import { canonicalJson } from '#lib/kernel'
import type { Field } from './kind.ts'

export type Values = Readonly<Record<string, string>>

/** A case's own key and how it is kept: sealed by the installation's master key. */
export interface CaseKey {
  readonly key: Buffer
  readonly wrapped: Buffer
}

export function newCaseKey(masterKey: Uint8Array): CaseKey {
  const key = newKey()
  return { key, wrapped: seal(masterKey, key) }
}

/** The key from how it is kept. Throws SealBroken under another master key. */
export function unwrapKey(masterKey: Uint8Array, wrapped: Uint8Array): Buffer {
  return open(masterKey, wrapped)
}

/** Seals private values; the commitment goes into the log. */
export function sealValues(key: Uint8Array, values: Values): { sealed: Buffer; commitment: string } {
  const text = canonicalJson(values)
  return { sealed: seal(key, Buffer.from(text)), commitment: commitment(key, text) }
}

/** Opens private values and says whether they are the ones the log commits to. */
export function openValues(key: Uint8Array, sealed: Uint8Array, committed: string | undefined): { values: Values; asCommitted: boolean } {
  const text = open(key, sealed).toString()
  return { values: JSON.parse(text) as Values, asCommitted: commitment(key, text) === committed }
}

/** Parts filled-in values into those that may stand in the clear and those that may not. */
export function partValues(fields: readonly Field[], values: Values): { open: Values; secret: Values } {
  const secret = new Set(fields.filter((field) => field.private === true).map((field) => field.key))
  const entries = Object.entries(values)
  return {
    open: Object.fromEntries(entries.filter(([key]) => !secret.has(key))),
    secret: Object.fromEntries(entries.filter(([key]) => secret.has(key))),
  }
}

/** Private values as they are shown to whoever has not asked for them in clear. */
export function maskValues(fields: readonly Field[], values: Values): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => {
      const mask = fields.find((field) => field.key === key)?.mask
      return [key, mask === 'name' ? maskName(value) : mask === 'phone' ? maskPhone(value) : maskText(value)]
    }),
  )
}
