import i18next from 'i18next'
import { useCallback } from 'react'
import { initReactI18next, useTranslation } from 'react-i18next'
import type { Words } from '#lib/kernel/contract'
import { figuresIn } from './figure.ts'
import { preferences, usePreferences } from './preferences.ts'

type Tree = { readonly [key: string]: string | Tree }
/** The same keys with other sentences: what `en` must be when `zhCN` is given. */
export type SameKeys<T> = { readonly [K in keyof T]: T[K] extends string ? string : SameKeys<T[K]> }
type Bare<K extends string> = K extends `${infer Base}_one` | `${infer Base}_other` ? Base : K
type KeyOf<T> = { [K in keyof T & string]: T[K] extends string ? Bare<K> : `${K}.${KeyOf<T[K]>}` }[keyof T & string]

/** Gives the sentence of a key, with `{{names}}` filled in, numbers as figures. `count` also chooses `_one` and `_other`. */
export type Say<T> = (key: KeyOf<T>, values?: Readonly<Record<string, string | number>>) => string

void i18next.use(initReactI18next).init({
  lng: preferences.get().language,
  fallbackLng: 'zh-CN',
  resources: {},
  interpolation: { escapeValue: false },
  showSupportNotice: false,
  initAsync: false,
} as Parameters<typeof i18next.init>[0])
preferences.watch(() => void i18next.changeLanguage(preferences.get().language))

/** Registers a module's texts under its name and gives the hook by which its components speak. */
export function defineWords<const T extends Tree>(namespace: string, zhCN: T, en: SameKeys<T>): () => Say<T> {
  i18next.addResourceBundle('zh-CN', namespace, zhCN)
  i18next.addResourceBundle('en', namespace, en)
  return function useWords() {
    const { t } = useTranslation(namespace)
    return useCallback(
      (key, values) =>
        (t as unknown as (key: string, values?: object) => string)(
          key,
          // The plural follows the number itself, what is read is its figure.
          values === undefined ? undefined : { ...values, replace: figuresIn(values) },
        ),
      [t],
    )
  }
}

/** Puts names into one line with the present language's comma, or with its semicolon where the names have commas. */
export function useJoin(): (names: readonly string[], sign?: ',' | ';') => string {
  const { language } = usePreferences()
  return useCallback(
    (names, sign = ',') => names.join(language === 'en' ? `${sign} ` : sign === ',' ? '、' : '；'),
    [language],
  )
}

/** Chooses the present language of texts that came as data (kinds, roles, the city). */
export function useSay(): (words: Words) => string {
  const { language } = usePreferences()
  // The font has this apostrophe as wide as a Chinese character, which tears an English word in two.
  return useCallback((words) => (language === 'en' ? words.en.replaceAll('’', "'") : words[language]), [language])
}
