/** Languages every text of the product exists in. The first is the house language. */
export const languages = ['zh-CN', 'en'] as const
export type Language = (typeof languages)[number]

/** One text in every language of the product. Cities and case kinds carry their words in this shape. */
export type Words = Readonly<Record<Language, string>>

/** Chooses the language an `Accept-Language` header asks for first; Chinese when it asks for none of ours. */
export function chooseLanguage(header: string | undefined): Language {
  for (const part of (header ?? '').split(',')) {
    const tag = part.split(';')[0]?.trim().toLowerCase() ?? ''
    if (tag.startsWith('zh')) return 'zh-CN'
    if (tag.startsWith('en')) return 'en'
  }
  return 'zh-CN'
}

/** Values JSON can hold, as they travel in commands and stand in action payloads. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined }
