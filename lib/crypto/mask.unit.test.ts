import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskName, maskPhone, maskText } from './mask.ts'

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length })
const wide = (text: string): string => text.replace(/[0-9]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0))
/** the digits of a text, however they are written */
const bare = (text: string): string => text.normalize('NFKC').replace(/[^0-9]/g, '')

const mobile = fc.tuple(fc.constantFrom(...'3456789'), digits(9)).map(([second, rest]) => `1${second}${rest}`)
const identity = fc
  .tuple(
    fc.constantFrom('310117', '310227', '342622', '110101'),
    fc.integer({ min: 1920, max: 2026 }),
    fc.integer({ min: 1, max: 12 }),
    fc.integer({ min: 1, max: 28 }),
    digits(3),
    fc.constantFrom(...'0123456789Xx'),
  )
  .map(([area, year, month, day, order, check]) => {
    const two = (n: number): string => String(n).padStart(2, '0')
    return `${area}${year}${two(month)}${two(day)}${order}${check}`
  })
const card = fc
  .tuple(fc.constantFrom('62', '4', '5', '95'), digits(18), fc.integer({ min: 16, max: 19 }))
  .map(([begin, rest, length]) => `${begin}${rest}`.slice(0, length))
const grouped = (text: string, sizes: readonly number[], gap: string): string => {
  const parts: string[] = []
  let at = 0
  for (const size of [...sizes, text.length]) {
    if (at < text.length) parts.push(text.slice(at, at + size))
    at += size
  }
  return parts.join(gap)
}
/** what stands before and after: for a telephone number its country, too */
const around = fc.tuple(
  fc.constantFrom(
    '',
    '我的电话是',
    '联系方式：',
    '（',
    '手机',
    'tel:',
    '微信同号 ',
    '张先生，',
    '+86',
    '+86 ',
    '0086-',
    '2026年5月',
    'A',
  ),
  fc.constantFrom('', '。', '，请尽快联系', '）', '（微信同号）', ' 谢谢', '先生', '\n', 'x', '、'),
)
const aroundOther = around.map(([before, after]) => [before.replace(/\+?(?:00)?86[- ]?/, '号码'), after] as const)
const gap = fc.constantFrom('', ' ', '-', '－', '  ', ' - ', '.', '·', '—', '\u00a0', '\u3000', '_', '/')

describe('nothing that points to a person survives in full', () => {
  test('a mobile number, in any real spelling', () => {
    fc.assert(
      fc.property(
        mobile,
        around,
        gap,
        fc.constantFrom([3, 4], [4, 4], [3, 3], [5, 3]),
        fc.boolean(),
        (number, [before, after], between, sizes, full) => {
          const spelled = grouped(full ? wide(number) : number, sizes, between)
          expect(bare(maskText(`${before}${spelled}${after}`))).not.toContain(number)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('an identity number, in one piece or in its natural groups', () => {
    fc.assert(
      fc.property(
        identity,
        aroundOther,
        gap,
        fc.constantFrom([6, 8], [6, 4, 4], [3, 3, 4, 4], [18]),
        fc.boolean(),
        (number, [before, after], between, sizes, full) => {
          const spelled = grouped(full ? wide(number) : number, sizes, between)
          expect(bare(maskText(`${before}${spelled}${after}`))).not.toContain(bare(number))
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('a card number, in one piece or in fours', () => {
    fc.assert(
      fc.property(card, aroundOther, gap, fc.boolean(), (number, [before, after], between, full) => {
        const spelled = grouped(full ? wide(number) : number, [4, 4, 4, 4], between)
        expect(bare(maskText(`${before}${spelled}${after}`))).not.toContain(number)
      }),
      { numRuns: 3000 },
    )
  })

  test('two numbers beside each other', () => {
    fc.assert(
      fc.property(mobile, mobile, fc.constantFrom('，', '/', ' ', '、', '或', ';', ' - '), (one, other, between) => {
        const masked = bare(maskText(`电话${one}${between}${other}。`))
        expect(masked).not.toContain(one)
        expect(masked).not.toContain(other)
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['座机021-57812345，', '57812345'],
    ['座机（021）57812345', '57812345'],
    ['0512-6781234', '6781234'],
    ['02157812345', '57812345'],
    ['021 5781 2345', '57812345'],
    ['邮箱zhang.san+1@example.com.cn。', 'zhang.san'],
    ['沪A12345违停', '12345'],
    ['沪AD12345（新能源）', 'D12345'],
    ['沪 A·12345', '12345'],
    ['沪c-8K123', '8K123'],
    ['松汇中路88弄12号301室', '301'],
    ['新松江路1号楼2单元301室', '301'],
    ['文诚路500弄3号1202', '1202'],
    ['荣乐小区12幢-1-502室', '502'],
    ['电话：5781 2345', '57812345'],
    ['致电57812345', '57812345'],
    ['8613900001234', '13900001234'],
    ['1390000123413900005678', '13900001234'],
    ['旧身份证310227500512123', '310227500512123'],
  ])('%s', (text, secret) => {
    expect(maskText(text)).not.toContain(secret)
    expect(bare(maskText(text))).not.toContain(bare(secret).length > 4 ? bare(secret) : '\0')
  })
})

describe('what points to nobody stays as it is', () => {
  test.each([
    '2026年5月20日',
    '2026-05-20 13:45:00',
    '20260520',
    '88路公交车',
    '松江19路、松江20路',
    '1路',
    '沪松公路1399号',
    '松汇中路88号',
    '人民北路1380号门口',
    '收费3500.00元',
    '1,234,567元',
    '罚款200元，共15天',
    'G15沈海高速',
    'G1501绕城高速K35+200',
    'S32申嘉湖高速',
    '12345热线',
    '110、119、120',
    '9号线松江新城站3号口',
    '楼高18层，面积1234.56平方米',
    '工单号SJ-2026-000123',
    '经纬度121.2277,31.0322',
    '3.5吨货车',
    '约30户居民',
    '人民北路1380号3楼',
    '人民路88号200米处',
    '2026-05-20 2026-05-27',
    '2026/05/20 - 2026/05/27',
    '15/16/17/18/19/20号楼',
    '1-5、6-10栋',
    '新Windows系统',
    '新A级景区',
  ])('%s', (text) => {
    expect(maskText(text)).toBe(text)
  })

  test('any bus line, road number, year, price and date', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9999 }), (n) => {
        const text = `${n}路公交在人民路${n}号门口，${1900 + (n % 200)}年涨价${n}.50元`
        expect(maskText(text)).toBe(text)
      }),
    )
  })

  test('a text that was masked is not masked further', () => {
    fc.assert(
      fc.property(mobile, identity, around, (number, id, [before, after]) => {
        const once = maskText(`${before}${number}，身份证${id}${after}`)
        expect(maskText(once)).toBe(once)
      }),
    )
  })
})

test('a name keeps its first character, a telephone number its ends', () => {
  expect(['钱小满', '欧阳', '李', '𠮷田', ' ', 'Ann'].map(maskName)).toEqual(['钱**', '欧*', '李*', '𠮷*', '', 'A**'])
  expect(['13900001234', '57812345', '12345', '110', ''].map(maskPhone)).toEqual([
    '139****1234',
    '******45',
    '***45',
    '***',
    '',
  ])
})
