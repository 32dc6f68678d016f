import { defineWords } from '#lib/ui'
import { en } from './en.ts'
import { zhCN } from './zh-CN.ts'

export const useConfigurationWords = defineWords('configuration', zhCN, en)
