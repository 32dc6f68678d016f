import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { App, ConfigProvider, type ConfigProviderProps } from 'antd'
import en from 'antd/es/locale/en_US.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import type { ReactNode } from 'react'
import { nonce } from './nonce.ts'
import { usePreferences } from './preferences.ts'
import { themeOf } from './theme.ts'

/** antd is no ES package to TypeScript, which therefore sees the module where the bundler gives its default export. */
const locales = { en, 'zh-CN': zhCN } as unknown as Record<'en' | 'zh-CN', NonNullable<ConfigProviderProps['locale']>>

// After the page’s own program: no page waits for rare characters.
void import('./rare.css')

/** Everything a page of ours stands in: theme, language of the controls, cache of answers, messages. */
export function UiProvider({ queries, children }: { readonly queries: QueryClient; readonly children: ReactNode }) {
  const { language, theme } = usePreferences()
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        theme={themeOf(theme)}
        locale={locales[language]}
        // Otherwise a blank is put between the two characters of 派遣, and no test or screen reader finds the button.
        button={{ autoInsertSpace: false }}
        {...(nonce === undefined ? {} : { csp: { nonce } })}
      >
        <App className="yw-app" message={{ top: 56, maxCount: 3 }}>
          {children}
        </App>
      </ConfigProvider>
    </QueryClientProvider>
  )
}
