import { ProblemError, wordsBy, type Handler } from '#lib/http'
import { sentence } from '#lib/http/contract'
import { newId } from '#lib/kernel'
import { FileUnreadable, plainCell, readTable, type Sheet } from '#lib/sheet'
import { record } from '#platform/audit'
import { selectUnits } from '#platform/org'
import {
  columnsMissing,
  fileUnreadable,
  maxImportRows,
  notAllowed,
  postExists,
  tooManyRows,
  usernameTaken,
  type importAccounts,
} from './contract.ts'
import { noOfficers } from './officers.ts'
import { accountColumns, faultWords, planImport, type AccountColumn, type ImportRow } from './plan-import.ts'
import { openPhone, writePhone } from './phone.ts'
import { whyNot } from './policy.ts'
import {
  insertAccount,
  insertPost,
  postsOfAccounts,
  selectAccountsNamed,
  selectRoles,
  updateAccount,
} from './store-accounts.ts'
import { selectPhonesNamed } from './store-phone.ts'

const columnKeys = Object.keys(accountColumns) as AccountColumn[]
/** Other names for a column that the files of people have. */
const alsoCalled: Readonly<Record<AccountColumn, readonly string[]>> = {
  username: [],
  name: [],
  role: [],
  unit: [],
  phone: ['手机号', 'Phone'],
}
const needed: readonly AccountColumn[] = ['username', 'name']
const maxFaults = 1_000

/**
 * Serves the import of a file of people. The system administrator's makes accounts, the security administrator's of the
 * same file gives the posts (GB/T 22239-2019 8.1.5: neither can do both). A dry run says what would happen; a file with
 * bad rows is taken only when asked for its good ones.
 */
export function importAccountsHandler(masterKey: Uint8Array): Handler<typeof importAccounts> {
  return async (context) => {
    const { tx, query, body, actor, language, requestId } = context
    const refused = (action: 'create' | 'grant_post') => whyNot(actor, action, undefined, { officers: noOfficers })
    const reason = refused('create')
    const importer = {
      accountId: actor.accountId,
      makesAccounts: reason === undefined,
      givesPosts: actor.role === 'security_admin' && refused('grant_post') === undefined,
    }
    if (!importer.makesAccounts && !importer.givesPosts) throw new ProblemError(notAllowed, { reason })
    const sheet = await sheetOf(body)
    if (sheet.rows.length > maxImportRows) throw new ProblemError(tooManyRows, { limit: maxImportRows })
    const { rows, unused } = rowsOf(sheet)
    const names = [...new Set(rows.map((row) => row.cells.username))]
    const [found, phones, posts, roles, units] = await tx.read(
      selectAccountsNamed(names),
      selectPhonesNamed(names),
      postsOfAccounts(names),
      selectRoles(),
      selectUnits(),
    )
    const phoneOf = new Map(phones.map((row) => [row.username, openPhone(masterKey, row.sealed)]))
    const plan = planImport(
      rows,
      {
        accounts: new Map(
          found.map(({ id, username, name }) => [username, { id, name, phone: phoneOf.get(username) }]),
        ),
        posts: new Set(posts.map((post) => `${post.account_id} ${post.role} ${post.unit_id}`)),
        roles,
        units,
      },
      importer,
    )
    const fresh = plan.accounts.length + plan.renamed.length + plan.phones.length + plan.posts.length
    const written = query.dryRun !== true && fresh > 0 && (plan.bad === 0 || query.goodRowsOnly === true)
    if (written) {
      const ids = new Map(found.map((one) => [one.username, one.id]))
      for (const account of plan.accounts) {
        const id = newId()
        ids.set(account.username, id)
        // Made by somebody else a moment ago: the next look at the file says so.
        tx.write(insertAccount({ id, ...account }), {
          account_username_key: () => new ProblemError(usernameTaken, { username: account.username }),
        })
        record(tx, { what: 'identity.account_created', actor, subject: id, subjectName: account.username, requestId })
      }
      for (const { id, username, name } of plan.renamed) {
        tx.write(updateAccount(id, { username, name }))
        const detail = { changed: ['name'] }
        record(tx, { what: 'identity.account_edited', actor, subject: id, subjectName: username, detail, requestId })
      }
      for (const { username, phone } of plan.phones) {
        const id = ids.get(username)!
        writePhone(tx, masterKey, id, phone)
        record(tx, { what: 'identity.phone_set', actor, subject: id, subjectName: username, requestId })
      }
      for (const { username, role, unitId } of plan.posts) {
        const accountId = ids.get(username)!
        const { id, query: insert } = insertPost({ accountId, role, unitId, grantedBy: actor.accountId })
        tx.write(insert, { post_once: () => new ProblemError(postExists) })
        record(tx, {
          what: 'identity.post_granted',
          actor,
          subject: accountId,
          subjectName: username,
          detail: { postId: id, role, unitId, validTo: null },
          requestId,
        })
      }
      const detail = { rows: rows.length, accounts: plan.accounts.length, posts: plan.posts.length, bad: plan.bad }
      record(tx, { what: 'identity.accounts_imported', actor, detail, requestId })
    }
    return {
      fileName: query.fileName,
      encoding: sheet.encoding,
      dryRun: query.dryRun === true,
      rows: rows.length,
      accounts: plan.accounts.length,
      renamed: plan.renamed.length,
      phones: plan.phones.length,
      posts: plan.posts.length,
      unchanged: plan.unchanged,
      waiting: plan.waiting,
      bad: plan.bad,
      written,
      unused,
      faults: plan.faults.slice(0, maxFaults).map(({ row, column, value, fault, data }) => ({
        row,
        column: accountColumns[column][language],
        value: value.slice(0, 80),
        fault: sentence(faultWords[fault], language, data),
      })),
    }
  }
}

async function sheetOf(bytes: Uint8Array): Promise<Sheet> {
  try {
    return await readTable(bytes)
  } catch (error) {
    if (error instanceof FileUnreadable) throw new ProblemError(fileUnreadable, { why: error.why })
    throw error
  }
}

function rowsOf(sheet: Sheet): { rows: ImportRow[]; unused: string[] } {
  const at = new Map<AccountColumn, number>()
  const unused: string[] = []
  for (const [index, heading] of sheet.headings.entries()) {
    const wanted = plainCell(heading).trim().toLowerCase()
    const column = columnKeys.find((key) =>
      [key, accountColumns[key]['zh-CN'], accountColumns[key].en, ...alsoCalled[key]].some(
        (name) => name.toLowerCase() === wanted,
      ),
    )
    if (column !== undefined && !at.has(column)) at.set(column, index)
    else if (wanted !== '') unused.push(heading.slice(0, 60))
  }
  const missing = needed.filter((column) => !at.has(column))
  if (missing.length > 0)
    throw new ProblemError(columnsMissing, {
      columns: wordsBy((one) => missing.map((column) => accountColumns[column][one]).join(one === 'en' ? ', ' : '、')),
    })
  const cell = (cells: readonly string[], key: AccountColumn): string =>
    at.has(key) ? plainCell(cells[at.get(key)!] ?? '').trim() : ''
  const rows = sheet.rows.map((cells, index) => ({
    row: sheet.numbers[index]!,
    cells: {
      username: cell(cells, 'username').toLowerCase(),
      name: cell(cells, 'name'),
      role: cell(cells, 'role'),
      unit: cell(cells, 'unit'),
      phone: cell(cells, 'phone'),
    },
  }))
  return { rows, unused }
}
