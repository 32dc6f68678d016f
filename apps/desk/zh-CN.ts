export const zhCN = {
  skip: '跳到正文',
  nav: {
    label: '主导航',
    cases: '案件',
    register: '录单',
    import: '导入工单',
    areas: '区域与网格',
    addresses: '地址库',
    dictionary: '数据字典',
    collapse: '收起导航',
    expand: '展开导航',
  },
  account: '账号',
  notFound: { title: '没有这个页面', hint: '地址可能有误，或页面已移走。', back: '回到案件列表' },
  broken: {
    title: '页面出错了',
    hint: '这是程序的问题，不是您的操作有误。重新载入通常可以恢复；已填写的草稿仍在。',
    reload: '重新载入',
  },
  stale: { title: '系统已更新', hint: '页面的新版本已发布，重新载入后继续。' },
  search: '查找案件',
} as const
