import { commitment, maskText, newKey, seal, sm3 } from '#lib/crypto'
import { canonicalJson, dayInShanghai, type Json } from '#lib/kernel'
import { masterKey } from './cluster.ts'

/** Who and where, as the loaded city has them. */
export interface Town {
  readonly units: readonly { readonly id: string; readonly name: string }[]
  readonly receiver: Person
  readonly auditor: Person
}
export interface Person {
  readonly id: string
  readonly name: string
  readonly unitId: string
  readonly unitName: string
}

/** The rows one case has in each table, as COPY reads them. */
export interface CaseRows {
  readonly case: string
  readonly content: string
  readonly actions: string
  readonly assignments: string
  readonly key: string
  readonly private: string
}

const places = [
  '思贤路',
  '人民北路',
  '谷阳路',
  '文诚路',
  '新松江路',
  '荣乐路',
  '方塔路',
  '沪松公路',
  '泗泾古镇',
  '佘山大道',
]
const things = [
  '路灯不亮',
  '井盖破损',
  '河道漂浮垃圾',
  '占道经营',
  '违章停车',
  '垃圾未清运',
  '夜间施工噪声',
  '绿化带枯死',
  '道路积水',
  '护栏缺失',
  '共享单车乱放',
  '油烟扰民',
  '电梯故障',
  '漏水停水',
  '乱搭乱建',
  '树木倒伏',
]
const wishes = [
  '希望尽快处理',
  '要求给予答复',
  '已多次反映',
  '影响居民出行',
  '存在安全隐患',
  '请相关部门核实',
  '孩子经过很危险',
  '请现场查看',
]
const natures = ['complaint', 'help', 'report', 'consult', 'suggest']

const dayMs = 86_400_000
const firstDay = Date.UTC(2024, 0, 1)
/** ms between two cases: two thousand a day */
const apart = dayMs / 2000
const steps = ['dispatch', 'accept', 'contact', 'finish', 'approve', 'archive'] as const
const states = ['received', 'dispatched', 'handling', 'handling', 'finished', 'answered', 'closed'] as const

/** One key and few sealed texts for all made cases: sealing a million would measure the sealing. */
const key = newKey()
const wrapped = seal(masterKey, key).toString('hex')
const secrets = Array.from({ length: 64 }, (_, one) => {
  const text = `思贤路${one + 1}弄附近路灯不亮，影响居民出行，希望尽快处理。联系电话139000000${10 + one}。`
  const secret = canonicalJson({ title: '思贤路路灯不亮', text, contactName: '张先生' })
  return { sealed: bytes(seal(key, Buffer.from(secret))), commitment: commitment(key, secret) }
})

/** Whole numbers that depend on nothing but their arguments. */
function draw(index: number, salt: number, below: number): number {
  let mixed = Math.imul(index + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f)
  return ((mixed ^ (mixed >>> 16)) >>> 0) % below
}

function uuid(index: number, salt: number): string {
  const part = (more: number, length: number): string =>
    draw(index, salt * 16 + more, 2 ** 32)
      .toString(16)
      .padStart(8, '0')
      .slice(0, length)
  const running = index.toString(16).padStart(8, '0')
  return `${running}-${part(1, 4)}-7${part(2, 3)}-8${part(3, 3)}-${part(4, 8)}${part(5, 4)}`
}

/** The case with this number: its rows are the same in every run but for its sealed texts. */
export function makeCase(index: number, town: Town): CaseRows {
  const id = uuid(index, 0)
  const opened = firstDay + Math.floor(apart * index)
  const share = draw(index, 1, 1000)
  // Nine in ten are closed; the rest stands in all states.
  const done = share < 900 ? steps.length : draw(index, 2, steps.length)
  const place = places[draw(index, 3, places.length)]!
  const thing = things[draw(index, 4, things.length)]!
  const text = `${place}${draw(index, 5, 900) + 1}弄附近${thing}，${wishes[draw(index, 6, wishes.length)]}，${wishes[draw(index, 7, wishes.length)]}。联系电话139${String(draw(index, 8, 10 ** 8)).padStart(8, '0')}。`
  const title = `${place}${thing}`
  const unit = town.units[draw(index, 9, draw(index, 10, 2) === 0 ? 8 : town.units.length)]!
  const number = `SJ${dayInShanghai(new Date(opened)).replaceAll('-', '')}-${String(index + 1).padStart(6, '0')}`
  const sourceNumber = `12345${String(index).padStart(9, '0')}`
  const facts = { cityNumber: sourceNumber, nature: natures[draw(index, 11, natures.length)]!, channel: '电话', place }
  const secret = secrets[index % secrets.length]!

  let previous: Buffer = Buffer.alloc(32)
  const actions: string[] = []
  let at = opened
  const times: number[] = []
  const log = (action: string, who: Person, payload: Json): void => {
    const moment = new Date(at).toISOString()
    const record = {
      caseId: id,
      sequence: actions.length + 1,
      commandId: uuid(index, actions.length + 1),
      action,
      actorId: who.id,
      actorName: who.name,
      unitId: who.unitId,
      unitName: who.unitName,
      occurredAt: moment,
      recordedAt: moment,
      payload,
    }
    previous = sm3(previous, canonicalJson(record as unknown as Json))
    times.push(at)
    actions.push(
      line(
        id,
        record.sequence,
        record.commandId,
        action,
        who.id,
        who.name,
        who.unitId,
        who.unitName,
        moment,
        moment,
        JSON.stringify(payload),
        bytes(previous),
      ),
    )
    at += 600_000 + draw(index, 20 + actions.length, dayMs)
  }
  const handler: Person = { id: uuid(draw(index, 12, 500), 99), name: '承办人', unitId: unit.id, unitName: unit.name }
  log('register', town.receiver, {
    v: 1,
    to: 'received',
    register: { kind: 'hotline', kindVersion: 2, number, sourceNumber, facts },
    commitment: secret.commitment,
  })
  for (const [step, action] of steps.slice(0, done).entries()) {
    const payload: Record<string, Json> = { v: 1, to: states[step + 1]! }
    if (action === 'dispatch') {
      payload['assign'] = { part: 'main', unitId: unit.id, unitName: unit.name }
      payload['input'] = { unit: unit.name }
    }
    if (action === 'contact') payload['input'] = { way: 'phone' }
    if (action === 'finish') payload['input'] = { factFinding: 'true', result: 'solved' }
    if (action === 'archive') Object.assign(payload, { ends: true, release: true, input: { satisfaction: 'yes' } })
    log(action, step === 0 ? town.receiver : step < 4 ? handler : town.auditor, payload)
  }
  const stamp = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())
  const closed = done === steps.length ? times.at(-1) : undefined
  const masked = maskText(text)
  const vector = pairs([title, masked, ...Object.values(facts)].join('\n'))
  return {
    case: line(
      id,
      number,
      'hotline',
      2,
      sourceNumber,
      actions.length,
      bytes(previous),
      states[done]!,
      stamp(opened),
      stamp(times.at(-1)),
      stamp(closed),
      done === 0 ? '{}' : `{${unit.id}}`,
    ),
    content: line(id, title, masked, JSON.stringify(facts), vector),
    actions: actions.join(''),
    assignments: done === 0 ? '' : line(id, 1, 'main', unit.id, unit.name, stamp(times[1]), stamp(closed)),
    key: line(id, `\\x${wrapped}`),
    private: line(id, 1, secret.sealed),
  }
}

/** The search vector of a text, as the case module keeps it: pairs of characters, and words. */
function pairs(text: string): string {
  const terms = new Set<string>()
  for (const [run] of text
    .normalize('NFKC')
    .toLowerCase()
    .matchAll(/[\p{Script=Han}]+|[\p{L}\p{N}]+/gu)) {
    const characters = [...run]
    if (/\p{Script=Han}/u.test(run)) characters.forEach((one, at) => terms.add(one + (characters[at + 1] ?? '')))
    else terms.add(run)
  }
  return [...terms].map((term) => `'${term}'`).join(' ')
}

function bytes(value: Buffer): string {
  return `\\x${value.toString('hex')}`
}

/** A row in the text format of COPY. */
function line(...values: (string | number | null)[]): string {
  return `${values.map((value) => (value === null ? '\\N' : String(value).replace(/[\\\t\n\r]/g, (c) => escapes[c]!))).join('\t')}\n`
}
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
