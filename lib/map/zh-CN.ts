export const zhCN = {
  label: '地图',
  zoomIn: '放大',
  zoomOut: '缩小',
  whole: '回到全图',
  unsupported: '这台电脑的浏览器不能显示地图（WebGL2 不可用）',
  unsupportedHint: '其余功能不受影响。',
  keys: '方向键移动，+ − 缩放',
  keysPick: '方向键移动，+ − 缩放，回车选取中心点',
  keysDraw: '点击或回车添加拐点，退格撤去，双击完成',
  keysEdit: '拖动拐点；[ ] 选拐点，Shift+方向键移动，Insert 添加，Delete 删除',
} as const
