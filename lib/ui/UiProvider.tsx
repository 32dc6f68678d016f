import { LoadingOutlined } from '@ant-design/icons'
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query'
import { App, ConfigProvider, type ConfigProviderProps } from 'antd'
import en from 'antd/es/locale/en_US.js'
import zhCN from 'antd/es/locale/zh_CN.js'
import { useEffect, type ReactNode } from 'react'
import { nonce } from './nonce.ts'
import { usePreferences } from './preferences.ts'
import { themeOf } from './theme.ts'

/** antd is no ES package to TypeScript, which therefore sees the module where the bundler gives its default export. */
const locales = { en, 'zh-CN': zhCN } as unknown as Record<'en' | 'zh-CN', NonNullable<ConfigProviderProps['locale']>>

// After the page’s own program: no page waits for rare characters.
void import('./rare.css')

const buttons: NonNullable<ConfigProviderProps['button']> = {
  // Otherwise a blank is put between the two characters of 派遣, and no test or screen reader finds the button.
  autoInsertSpace: false,
  // antd's own sign is part of the button's name and leaves only when its transition has ended: where the browser drops
  // that (a busy machine, a tab behind another), the button is called “loading 查找” for good.
  loadingIcon: <LoadingOutlined spin aria-hidden="true" />,
}

/** Everything a page of ours stands in: theme, language of the controls, cache of answers, messages. */
export function UiProvider({ queries, children }: { readonly queries: QueryClient; readonly children: ReactNode }) {
  const { language, theme } = usePreferences()
  useEffect(() => {
    // Problems are told in the language they were asked in.
    void queries.refetchQueries({ type: 'active', predicate: (query) => query.state.status === 'error' })
  }, [queries, language])
  return (
    <QueryClientProvider client={queries}>
      <ConfigProvider
        theme={themeOf(theme)}
        locale={locales[language]}
        button={buttons}
        {...(nonce === undefined ? {} : { csp: { nonce } })}
      >
        <App className="yw-app" message={{ top: 56, maxCount: 3 }}>
          {children}
        </App>
      </ConfigProvider>
    </QueryClientProvider>
  )
}
