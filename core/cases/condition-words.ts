import type { Language, Words } from '#lib/kernel/contract'
import { codeLists } from './code-lists.ts'
import type { Condition } from './condition.ts'
import type { Field, KindDefinition } from './kind.ts'

/**
 * How roles, sorts of platforms, areas, units and filing standards (by their ids), entries of dictionaries
 * (`<list>/<code>`) and what the codes that begin alike stand for (`<list>/<beginning>`) are called; what has no name is
 * said by its code.
 */
export type NameOf = (
  what: 'role' | 'level' | 'area' | 'unit' | 'standard' | 'code' | 'prefix',
  code: string,
) => Words | undefined

const weekdays = [
  ['星期日', 'Sunday'],
  ['星期一', 'Monday'],
  ['星期二', 'Tuesday'],
  ['星期三', 'Wednesday'],
  ['星期四', 'Thursday'],
  ['星期五', 'Friday'],
  ['星期六', 'Saturday'],
] as const

type Leaf = Exclude<Condition, { all: unknown } | { any: unknown } | { not: unknown }>

/** A condition of a kind in words: 已“现场核查”，且“结果”为“通过”. */
export function conditionWords(
  condition: Condition,
  kind: KindDefinition,
  nameOf: NameOf = () => undefined,
  form: readonly Field[] = [],
): Words {
  const speak = (language: Language) => new Speaker(kind, nameOf, form, language).say(condition, false)
  return { 'zh-CN': speak('zh-CN'), en: speak('en') }
}

class Speaker {
  readonly #kind: KindDefinition
  readonly #nameOf: NameOf
  readonly #form: readonly Field[]
  readonly #language: Language

  constructor(kind: KindDefinition, nameOf: NameOf, form: readonly Field[], language: Language) {
    this.#kind = kind
    this.#nameOf = nameOf
    this.#form = form
    this.#language = language
  }

  /** Negations are carried inwards, where they read as one word. */
  say(condition: Condition, not: boolean, inner = false): string {
    if ('not' in condition) return this.say(condition.not, !not, inner)
    if ('all' in condition || 'any' in condition) {
      const parts = 'all' in condition ? condition.all : condition.any
      const every = 'all' in condition ? !not : not
      if (parts.length === 0) return every ? this.#pick('总是', 'always') : this.#pick('从不', 'never')
      const said = parts
        .map((part) => this.say(part, not, parts.length > 1))
        .join(every ? this.#pick('，且', ' and ') : this.#pick('，或', ' or '))
      return inner && parts.length > 1 ? this.#pick(`（${said}）`, `(${said})`) : said
    }
    return this.#leaf(condition, not)
  }

  #pick(zh: string, en: string): string {
    return this.#language === 'en' ? en : zh
  }

  #quote(text: string): string {
    return `“${text}”`
  }

  #name(words: Words | undefined, code: string): string {
    return this.#quote(words?.[this.#language] ?? code)
  }

  #leaf(leaf: Leaf, not: boolean): string {
    const [root, part, key = '', last] = leaf.fact.split('.')
    if (root === 'case' && (part === 'done' || part === 'doneHere'))
      return this.#times(leaf, key, part === 'doneHere', not)
    if (root === 'actor' && (part !== 'role' || !('is' in leaf || 'in' in leaf)))
      return this.#actor(leaf, part ?? '', key, not)
    if (root === 'case' && part === 'clocks' && (last === 'over' || last === 'running')) {
      const yes = isYes(leaf) !== not
      const clock = this.#name(this.#kind.clocks?.find((one) => one.code === key)?.name, key)
      if (last === 'over')
        return yes
          ? this.#pick(`时限${clock}已超`, `the clock ${clock} is over`)
          : this.#pick(`时限${clock}未超`, `the clock ${clock} is not over`)
      return yes
        ? this.#pick(`时限${clock}正在计时`, `the clock ${clock} runs`)
        : this.#pick(`时限${clock}未在计时`, `the clock ${clock} does not run`)
    }
    if (leaf.fact === 'time.working')
      return isYes(leaf) !== not
        ? this.#pick('在工作时间内', 'in working time')
        : this.#pick('不在工作时间内', 'outside working time')
    return this.#predicate(leaf, this.#subject(leaf.fact), not)
  }

  #times(leaf: Leaf, key: string, here: boolean, not: boolean): string {
    const action = this.#name(
      key === 'register' ? this.#kind.register.name : this.#kind.actions.find((one) => one.code === key)?.name,
      key,
    )
    const since = here ? this.#pick('本单位承办以来', 'since the present unit has it, ') : ''
    const say = (zh: string, en: string): string => this.#pick(`${since}${zh}`, `${since}${en}`)
    const done = (yes: boolean) =>
      yes ? say(`已${action}`, `${action} was done`) : say(`尚未${action}`, `${action} was not done`)
    const least = 'atLeast' in leaf ? leaf.atLeast : 'atMost' in leaf ? leaf.atMost + 1 : undefined
    if (least !== undefined) {
      const yes = 'atLeast' in leaf ? !not : not
      if (least === 1) return done(yes)
      return yes
        ? say(`${action}已有 ${least} 次以上`, `${action} was done ${least} times or more`)
        : say(`${action}不到 ${least} 次`, `${action} was done less than ${least} times`)
    }
    if ('present' in leaf) return done(leaf.present !== not)
    return this.#predicate(leaf, say(`${action}的次数`, `the times ${action} was done`), not)
  }

  #actor(leaf: Leaf, part: string, key: string, not: boolean): string {
    const yes = isYes(leaf) !== not
    const action = this.#name(this.#kind.actions.find((one) => one.code === key)?.name, key)
    const said: Readonly<Record<string, readonly [string, string, string, string]>> = {
      handled: [
        '本人经办过此案',
        '本人未经办过此案',
        'this person has worked on the case',
        'this person has not worked on the case',
      ],
      registered: [
        '此案由本人登记',
        '此案不是本人登记',
        'this person registered the case',
        'this person did not register the case',
      ],
      did: [
        `最近的${action}是本人做的`,
        `最近的${action}不是本人做的`,
        `this person did the last ${action}`,
        `this person did not do the last ${action}`,
      ],
    }
    const words = said[part]
    if (words === undefined) return this.#predicate(leaf, this.#subject(leaf.fact), not)
    return yes ? this.#pick(words[0], words[2]) : this.#pick(words[1], words[3])
  }

  #subject(fact: string): string {
    const [root, part = '', key = ''] = fact.split('.')
    const field = this.#fieldOf(fact)
    if (root === 'input' || part === 'facts') return this.#name(field?.name, root === 'input' ? part : key)
    const clock = this.#name(this.#kind.clocks?.find((one) => one.code === key)?.name, key)
    const subjects: Readonly<Record<string, readonly [string, string]>> = {
      'case.state': ['案件状态', 'the state'],
      'case.marks': ['案件标记', 'the marks'],
      'case.level': ['受理平台的级别', 'the level of the platform'],
      'case.transfers': ['平台间流转次数', 'the times passed between platforms'],
      'case.joint': ['协办单位数', 'the number of units joining in'],
      'case.clocks': [`时限${clock}的轮次`, `the round of the clock ${clock}`],
      'actor.role': ['岗位', 'the role'],
      'place.areas': ['所在区域', 'the areas it lies in'],
      'time.hour': ['时刻（时）', 'the hour'],
      'time.weekday': ['星期', 'the weekday'],
      'time.working': ['工作时间', 'working time'],
    }
    const words = subjects[`${root}.${part}`]
    return words === undefined ? this.#quote(fact) : this.#pick(...words)
  }

  #fieldOf(fact: string): Field | undefined {
    const [root, part = '', key = ''] = fact.split('.')
    if (root === 'input') return this.#form.find((one) => one.key === part)
    if (part !== 'facts') return undefined
    return [...this.#kind.fields, ...this.#kind.actions.flatMap((action) => action.input)].find(
      (one) => one.key === key,
    )
  }

  #value(fact: string, value: string | number | boolean): string {
    const day = fact === 'time.weekday' ? weekdays[Number(value)] : undefined
    if (day !== undefined) return this.#pick(day[0], day[1])
    if (typeof value === 'number') return String(value)
    if (typeof value === 'boolean') return value ? this.#pick('是', 'yes') : this.#pick('否', 'no')
    const field = this.#fieldOf(fact)
    const words =
      fact === 'case.state'
        ? this.#kind.states.find((one) => one.code === value)?.name
        : fact === 'actor.role'
          ? this.#nameOf('role', value)
          : fact === 'case.level'
            ? this.#nameOf('level', value)
            : fact === 'place.areas'
              ? this.#nameOf('area', value)
              : field?.type === 'unit' || field?.type === 'standard'
                ? this.#nameOf(field.type, value)
                : field?.type === 'code'
                  ? codeLists(field)
                      .map((list) => this.#nameOf('code', `${list}/${value}`))
                      .find((words) => words !== undefined)
                  : field?.choices?.find((choice) => choice.code === value)?.name
    return this.#name(words, value)
  }

  /** What the codes of a field that begin like this stand for, in brackets. */
  #covers(fact: string, beginning: string): string {
    const field = this.#fieldOf(fact)
    const said = (field?.type === 'code' ? codeLists(field) : []).flatMap(
      (list) => this.#nameOf('prefix', `${list}/${beginning}`)?.[this.#language] ?? [],
    )
    if (said.length === 0) return ''
    return this.#pick(`（${said.join('；')}）`, ` (${said.join('; ')})`)
  }

  #predicate(leaf: Leaf, subject: string, not: boolean): string {
    const say = (zh: string, notZh: string, en: string, notEn: string): string =>
      not ? this.#pick(`${subject}${notZh}`, `${subject} ${notEn}`) : this.#pick(`${subject}${zh}`, `${subject} ${en}`)
    if ('is' in leaf) {
      const value = this.#value(leaf.fact, leaf.is)
      return say(`为${value}`, `不为${value}`, `is ${value}`, `is not ${value}`)
    }
    if ('in' in leaf) {
      const values = leaf.in.map((one) => this.#value(leaf.fact, one)).join(this.#pick('、', ', '))
      return say(`为${values}之一`, `不为${values}之一`, `is one of ${values}`, `is none of ${values}`)
    }
    if ('atLeast' in leaf)
      return say(
        `不少于 ${leaf.atLeast}`,
        `少于 ${leaf.atLeast}`,
        `is ${leaf.atLeast} or more`,
        `is less than ${leaf.atLeast}`,
      )
    if ('atMost' in leaf)
      return say(
        `不超过 ${leaf.atMost}`,
        `超过 ${leaf.atMost}`,
        `is ${leaf.atMost} or less`,
        `is more than ${leaf.atMost}`,
      )
    if ('same' in leaf) {
      const other = this.#subject(leaf.same)
      return say(`与${other}相同`, `与${other}不同`, `is the same as ${other}`, `is not the same as ${other}`)
    }
    if ('has' in leaf) {
      const value = this.#value(leaf.fact, leaf.has)
      return say(`包含${value}`, `不含${value}`, `include ${value}`, `do not include ${value}`)
    }
    if ('begins' in leaf) {
      const start = this.#quote(leaf.begins)
      const covers = this.#covers(leaf.fact, leaf.begins)
      return say(
        `以${start}开头${covers}`,
        `不以${start}开头${covers}`,
        `begins with ${start}${covers}`,
        `does not begin with ${start}${covers}`,
      )
    }
    const filled = leaf.present !== not
    return filled
      ? this.#pick(`${subject}已填写`, `${subject} is given`)
      : this.#pick(`${subject}未填写`, `${subject} is not given`)
  }
}

/** Whether a leaf about yes and no asks for yes. */
function isYes(leaf: Leaf): boolean {
  if ('is' in leaf) return leaf.is === true
  return 'present' in leaf ? leaf.present : true
}
