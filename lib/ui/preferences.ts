import { chooseLanguage, languages, type Language } from '#lib/kernel/contract'
import { createStore, useStore } from './store.ts'

export type ThemeName = 'light' | 'dark'
export interface Preferences {
  readonly language: Language
  readonly theme: ThemeName
}

const keys = { language: 'yiwang.language', theme: 'yiwang.theme' } as const

/** Reads a remembered value; a browser that forbids storage simply remembers nothing. */
export function remembered(key: string, where: 'local' | 'session' = 'local'): string | null {
  try {
    return (where === 'local' ? localStorage : sessionStorage).getItem(key)
  } catch {
    return null
  }
}

/** Remembers a value, or forgets it with null. */
export function remember(key: string, value: string | null, where: 'local' | 'session' = 'local'): void {
  try {
    const storage = where === 'local' ? localStorage : sessionStorage
    if (value === null) storage.removeItem(key)
    else storage.setItem(key, value)
  } catch {
    // Storage full or forbidden: the page works on without memory.
  }
}

function initial(): Preferences {
  const language = remembered(keys.language)
  const theme = remembered(keys.theme)
  return {
    language: languages.find((one) => one === language) ?? chooseLanguage(navigator.language),
    theme:
      theme === 'dark' || theme === 'light'
        ? theme
        : matchMedia('(prefers-color-scheme: dark)').matches
          ? 'dark'
          : 'light',
  }
}

const store = createStore<Preferences>(initial())

function show({ language, theme }: Preferences): void {
  document.documentElement.lang = language
  document.documentElement.dataset['theme'] = theme
}
show(store.get())

export const preferences = { get: store.get, watch: store.watch }

/** Language and theme of this browser. */
export function usePreferences(): Preferences {
  return useStore(store)
}

export function setLanguage(language: Language): void {
  remember(keys.language, language)
  store.set({ ...store.get(), language })
  show(store.get())
}

export function setTheme(theme: ThemeName): void {
  remember(keys.theme, theme)
  store.set({ ...store.get(), theme })
  show(store.get())
}
