const title = ['编号', '主题', '问题描述', '业务类型', '来电渠道', '区域', '来电时间', '姓名', '电话']

const good: readonly (readonly string[])[] = [
  ['路灯不亮', '人民北路近文诚路三盏路灯连续两晚不亮，老人晚上看不清台阶。', '求助', '电话', '岳阳街道'],
  ['店铺占道经营', '菜场门口摊位占了整条人行道，婴儿车无法通行。', '投诉', '电话', '车墩镇'],
  ['公交站台积水', '下雨后沪松公路站台积水超过十厘米，乘客只能站在车道上候车。', '投诉', '随申办', '洞泾镇'],
  ['行道树遮挡信号灯', '荣乐东路路口树枝遮挡信号灯，左转车辆看不清。', '求助', '电话', '中山街道'],
  ['建议增设停车区', '地铁站二号口共享单车乱停，建议划线并安排专人整理。', '建议', '网站', '九亭镇'],
]

/** Orders as a city's platform hands them out: forty good rows, and some with what goes wrong in real sheets. CSV. */
export function faultySheet(day: string): Buffer {
  const row = (number: string, [subject = '', text = '', ...rest]: readonly string[], ...person: string[]) => [
    number,
    subject,
    text,
    ...rest,
    `${day} 08:30`,
    ...person,
  ]
  const rows = Array.from({ length: 40 }, (_, at) =>
    row(`SH1120${String(at + 101)}`, good[at % good.length]!, '李静', `139${String(87_654_000 + at)}`),
  )
  rows.splice(4, 0, row('SH1120101', good[0]!, '', ''))
  rows.splice(9, 0, row('SH1120302', ['', '标题没有填。', '投诉', '电话', '中山街道'], '', ''))
  rows.splice(15, 0, row('SH1120303', ['噪声扰民', '夜间施工。', '唱歌', '电话', '泗泾镇'], '', ''))
  const date = row('SH1120304', ['河道有异味', '通波塘近茸平路水面发黑。', '投诉', '电话', '永丰街道'], '', '')
  rows.splice(22, 0, date.with(6, '2026年2月30日'))
  rows.splice(27, 0, row('', ['窨井盖松动', '文汇路窨井盖松动。', '求助', '电话', '方松街道'], '', ''))
  rows.splice(31, 0, row('SH1120306', ['群租隐患', '楼道堆满电动车。', '举报', '电话', '泗泾镇'], '王小明', '1.38E+10'))
  return Buffer.from([title, ...rows].map((cells) => cells.join(',')).join('\n'))
}
