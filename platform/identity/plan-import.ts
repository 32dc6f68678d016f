import type { Words } from '#lib/kernel'
import { maskPhone } from '#lib/crypto'
import { plainPhone } from './phone.ts'
import { officerRoles } from './policy.ts'

/** The columns of a file of people, in the order in which an export writes them. */
export const accountColumns = {
  username: { 'zh-CN': '用户名', en: 'User name' },
  name: { 'zh-CN': '姓名', en: 'Name' },
  role: { 'zh-CN': '岗位', en: 'Post' },
  unit: { 'zh-CN': '单位编号', en: 'Unit code' },
  phone: { 'zh-CN': '电话', en: 'Telephone' },
} as const satisfies Record<string, Words>
export type AccountColumn = keyof typeof accountColumns

export const faultWords = {
  empty: { 'zh-CN': '不能为空', en: 'must not be empty' },
  badUsername: {
    'zh-CN': '以小写字母开头，只用小写字母、数字、点、横线、下划线，2 到 32 个字符',
    en: 'begins with a lower-case letter; lower-case letters, digits, dots, dashes, underscores; 2 to 32 characters',
  },
  badPhone: {
    'zh-CN': '应为 11 位手机号，或带区号的固定电话',
    en: 'a mobile of 11 digits, or a landline with its area code',
  },
  otherPhone: {
    'zh-CN': '同一用户名在第 {row} 行是另一个号码',
    en: 'row {row} gives this user name another number',
  },
  longName: { 'zh-CN': '最长 40 个字', en: 'at most 40 characters' },
  otherName: { 'zh-CN': '同一用户名在第 {row} 行是另一个姓名', en: 'row {row} gives this user name another name' },
  twice: { 'zh-CN': '与第 {row} 行重复', en: 'says the same as row {row}' },
  half: { 'zh-CN': '岗位和单位要么都填，要么都不填', en: 'post and unit belong together' },
  noRole: { 'zh-CN': '没有这个岗位', en: 'there is no such post' },
  noUnit: { 'zh-CN': '没有这个单位', en: 'there is no such unit' },
  manyUnits: { 'zh-CN': '有多个单位叫这个名称，请填编号', en: 'several units have this name; give the code' },
  officer: {
    'zh-CN': '三员不能批量授予，请在账号页面逐一授予',
    en: 'the three officers are appointed one by one, on the account’s page',
  },
  noAccount: {
    'zh-CN': '还没有这个账号：请系统管理员先导入此文件',
    en: 'there is no such account yet: let the system administrator import this file first',
  },
  own: { 'zh-CN': '不能给自己授权', en: 'nobody may change their own posts' },
} as const satisfies Record<string, Words>

export interface CellFault {
  readonly column: AccountColumn
  readonly fault: keyof typeof faultWords
  readonly data: Readonly<Record<string, string | number>>
}

export interface ImportRow {
  /** as a spreadsheet counts: the first row below the headings is 2 */
  readonly row: number
  readonly cells: Readonly<Record<AccountColumn, string>>
}

/** What there is already. */
export interface Known {
  readonly accounts: ReadonlyMap<
    string,
    { readonly id: string; readonly name: string; readonly phone?: string | undefined }
  >
  /** `<account id> <role> <unit id>` of posts that are not over */
  readonly posts: ReadonlySet<string>
  readonly roles: readonly { readonly code: string; readonly name: Words }[]
  readonly units: readonly { readonly id: string; readonly code: string; readonly name: string }[]
}

/** What whoever imports may do; the three officers are three people. */
export interface Importer {
  readonly accountId: string
  readonly makesAccounts: boolean
  readonly givesPosts: boolean
}

export interface ImportPlan {
  readonly faults: readonly (CellFault & { row: number; value: string })[]
  readonly bad: number
  readonly unchanged: number
  readonly waiting: number
  readonly accounts: readonly { username: string; name: string }[]
  readonly renamed: readonly { id: string; username: string; name: string }[]
  readonly phones: readonly { username: string; phone: string }[]
  readonly posts: readonly { username: string; role: string; unitId: string }[]
}

/** Says of every row what is wrong with it, and of the good ones what they come to. */
export function planImport(rows: readonly ImportRow[], known: Known, importer: Importer): ImportPlan {
  const unitOf = findUnitBy(known.units)
  const faults: (CellFault & { row: number; value: string })[] = []
  const [names, seen] = [new Map<string, { name: string; row: number }>(), new Map<string, number>()]
  const accounts = new Map<string, { username: string; name: string }>()
  const renamed = new Map<string, { id: string; username: string; name: string }>()
  const phones = new Map<string, { phone: string; row: number }>()
  const posts: { username: string; role: string; unitId: string }[] = []
  const counts = { bad: 0, unchanged: 0, waiting: 0 }
  for (const { row, cells } of rows) {
    const found: CellFault[] = []
    const fault = (column: AccountColumn, what: CellFault['fault'], data: CellFault['data'] = {}): void =>
      void found.push({ column, fault: what, data })
    const { username, name, role, unit } = cells
    const phone = phoneOf(cells.phone, known.accounts.get(username)?.phone)
    if (phone === undefined) fault('phone', 'badPhone')
    const samePhone = phones.get(username)
    if (phone != null && samePhone !== undefined && samePhone.phone !== phone)
      fault('phone', 'otherPhone', { row: samePhone.row })
    if (username === '') fault('username', 'empty')
    else if (!/^[a-z][a-z0-9._-]{1,31}$/.test(username)) fault('username', 'badUsername')
    if (name === '') fault('name', 'empty')
    else if (name.length > 40) fault('name', 'longName')
    const before = names.get(username)
    if (before !== undefined && before.name !== name) fault('name', 'otherName', { row: before.row })
    const same = seen.get(JSON.stringify([username, role, unit]))
    if (same !== undefined) fault('username', 'twice', { row: same })
    if ((role === '') !== (unit === '')) fault(role === '' ? 'role' : 'unit', 'half')
    const roleCode = known.roles.find((one) => [one.code, one.name['zh-CN'], one.name.en].includes(role))?.code
    if (role !== '' && roleCode === undefined) fault('role', 'noRole')
    if ((officerRoles as readonly (string | undefined)[]).includes(roleCode)) fault('role', 'officer')
    const place = unit === '' ? undefined : unitOf(unit)
    if (place === 'none') fault('unit', 'noUnit')
    if (place === 'many') fault('unit', 'manyUnits')
    const account = known.accounts.get(username)
    if (!importer.makesAccounts && account === undefined && username !== '') fault('username', 'noAccount')
    if (importer.givesPosts && role !== '' && account?.id === importer.accountId) fault('role', 'own')
    if (username !== '' && before === undefined) names.set(username, { name, row })
    if (same === undefined) seen.set(JSON.stringify([username, role, unit]), row)
    if (found.length > 0) {
      counts.bad += 1
      faults.push(...found.map((one) => ({ ...one, row, value: cells[one.column] })))
      continue
    }
    const unitId = typeof place === 'object' ? place.id : undefined
    const hasPost =
      unitId === undefined || (account !== undefined && known.posts.has(`${account.id} ${roleCode!} ${unitId}`))
    const isNew = account === undefined
    const changes = !isNew && importer.makesAccounts && account.name !== name
    const setsPhone = phone != null && importer.makesAccounts && account?.phone !== phone
    if (setsPhone && samePhone === undefined) phones.set(username, { phone, row })
    if (isNew) accounts.set(username, { username, name })
    if (changes) renamed.set(username, { id: account.id, username, name })
    if (!hasPost && importer.givesPosts) posts.push({ username, role: roleCode!, unitId })
    if (!hasPost && !importer.givesPosts) counts.waiting += 1
    if (!isNew && !changes && !setsPhone && hasPost) counts.unchanged += 1
  }
  return {
    faults,
    ...counts,
    accounts: [...accounts.values()],
    renamed: [...renamed.values()],
    phones: [...phones].map(([username, { phone }]) => ({ username, phone })),
    posts,
  }
}

/** What a cell says of a number: null when nothing, or what is so already, masked as an export writes it. */
function phoneOf(cell: string, present: string | undefined): string | null | undefined {
  if (cell === '' || (present !== undefined && cell === maskPhone(present))) return null
  return plainPhone(cell)
}

function findUnitBy(units: Known['units']) {
  const byCode = new Map(units.map((one) => [one.code, one]))
  const byName = Map.groupBy(units, (one) => one.name)
  return (text: string) => {
    const named = byName.get(text) ?? []
    return byCode.get(text) ?? (named.length > 1 ? ('many' as const) : (named[0] ?? ('none' as const)))
  }
}
