export const zhCN = {
  pick: '输入名称或编号查找单位',
  none: '没有匹配的单位',
  failed: '单位名单没有读到，点击重试',
  sort: { centre: '城运中心', town: '街镇', bureau: '委办局', enterprise: '企业' },
} as const
