import { defineWords } from '#lib/ui'
import { publishingEn } from './publishing-en.ts'
import { publishingZhCN } from './publishing-zh-CN.ts'

export const usePublishingWords = defineWords('kindPublishing', publishingZhCN, publishingEn)
