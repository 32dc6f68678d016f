export const zhCN = {
  title: '登录',
  username: '用户名',
  password: '密码',
  logIn: '登录',
  logOut: '退出登录',
  needUsername: '请输入用户名',
  needPassword: '请输入密码',
  motto: '一网统管城市运行',
  promise: '每一件事，有人接、有人办、有人查、有回音。',
  over: '登录已失效，请重新登录，之后回到刚才的页面。',
  demo: {
    title: '演示环境',
    about: '数据为演示之用，请勿录入真实信息。点选一个岗位即可进入：',
    as: '以 {{name}}（{{role}}）进入',
    marker: '演示环境',
    markerHint: '这是演示系统，数据可随时清除，请勿录入真实的个人信息',
  },
} as const
