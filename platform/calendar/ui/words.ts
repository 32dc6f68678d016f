import { defineWords } from '#lib/ui'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const useCalendarWords = defineWords('calendar', zhCN, en)
