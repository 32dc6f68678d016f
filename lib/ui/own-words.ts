import { en } from './en.ts'
import { defineWords } from './words.ts'
import { zhCN } from './zh-CN.ts'

export const useUiWords = defineWords('ui', zhCN, en)
