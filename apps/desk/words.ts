import { defineWords } from '#lib/ui'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const useDeskWords = defineWords('desk', zhCN, en)
