import { defineWords } from '#lib/ui'
import { routingEn } from './routing-en.ts'
import { routingZhCN } from './routing-zh-CN.ts'

export const useRoutingWords = defineWords('routing', routingZhCN, routingEn)
