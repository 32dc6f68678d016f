import type { SameKeys } from '#lib/ui'
import type { zhCN } from './zh-CN.ts'

export const en = {
  pick: 'Type a name or code to find a unit',
  none: 'No unit matches',
  failed: 'The units could not be read; click to try again',
  sort: { centre: 'Operation centre', town: 'Towns', bureau: 'Bureaus', enterprise: 'Enterprises' },
} satisfies SameKeys<typeof zhCN>
