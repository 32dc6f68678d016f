import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'
import { Sort } from './contract.ts'
import { knownTypes } from './sniff.ts'

/** What a city lets be uploaded: its files.json. */
export const FileRules = Type.Object(
  {
    types: Type.Array(Type.String(), { minItems: 1, description: 'media types that are accepted' }),
    maxMegabytes: Type.Record(Sort, Type.Integer({ minimum: 1, maximum: 100_000 })),
    maxMegapixels: Type.Integer({ minimum: 1, maximum: 1000 }),
    maxUnpackedMegabytes: Type.Integer({ minimum: 1, description: 'of a ZIP file and of documents that are one' }),
    openUploads: Type.Integer({ minimum: 1, maximum: 1000, description: 'of one account at a time' }),
    managers: Type.Array(Type.String(), { description: 'roles that may look at the settings of the store' }),
  },
  { additionalProperties: false },
)
export type FileRules = Static<typeof FileRules>

/** Reads a city's rules; throws with every fault named. */
export function readFileRules(data: unknown): FileRules {
  const faults = Value.Errors(FileRules, data).map((fault) => `${fault.instancePath} ${fault.message}`)
  if (faults.length === 0) {
    const rules = data as FileRules
    for (const sort of ['picture', 'video', 'audio', 'document'] as const)
      if (rules.maxMegabytes[sort] === undefined) faults.push(`/maxMegabytes/${sort} is missing`)
    for (const type of rules.types) if (!knownTypes.has(type)) faults.push(`/types: ${type} cannot be recognised`)
    if (faults.length === 0) return rules
  }
  throw new Error(`files.json:\n  ${faults.join('\n  ')}`)
}

/** Bytes a file of a sort may have. */
export function limitOf(rules: FileRules, sort: Sort): number {
  return rules.maxMegabytes[sort] * 1024 * 1024
}
