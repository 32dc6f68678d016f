import { defineWords } from '#lib/ui'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const useMapWords = defineWords('map', zhCN, en)
