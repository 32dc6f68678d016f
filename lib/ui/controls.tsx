import { MoonOutlined, SunOutlined } from '@ant-design/icons'
import { Button, Tooltip } from 'antd'
import { setLanguage, setTheme, usePreferences } from './preferences.ts'
import { connectionLost } from './send.ts'
import { useStreamState } from './event-stream.ts'
import { useStore } from './store.ts'
import { useUiWords } from './own-words.ts'

/** Chinese or English, one click. The button is named in the language it leads to. */
export function LanguageSwitch() {
  const { language } = usePreferences()
  const other =
    language === 'en' ? ({ code: 'zh-CN', name: '中文' } as const) : ({ code: 'en', name: 'English' } as const)
  return (
    <Button type="text" size="small" lang={other.code} onClick={() => setLanguage(other.code)}>
      {other.name}
    </Button>
  )
}

/** Light or dark, one click. */
export function ThemeSwitch() {
  const { theme } = usePreferences()
  const t = useUiWords()
  const other = theme === 'dark' ? 'light' : 'dark'
  const label = t(`theme.${other}`)
  return (
    <Tooltip title={label}>
      <Button
        type="text"
        size="small"
        aria-label={label}
        icon={other === 'dark' ? <MoonOutlined /> : <SunOutlined />}
        onClick={() => setTheme(other)}
      />
    </Tooltip>
  )
}

/** Whether the screen follows the server: a dot whose shape changes with its meaning. */
export function LiveDot() {
  const stream = useStreamState()
  const state = useStore(connectionLost) ? 'reconnecting' : stream
  const t = useUiWords()
  const label = t(`stream.${state}`)
  return (
    <Tooltip title={label}>
      <output className={`yw-live yw-live-${state}`} aria-label={label} />
    </Tooltip>
  )
}

/** Says calmly that the network is away; goes by itself. */
export function ConnectionBanner() {
  const lost = useStore(connectionLost)
  const t = useUiWords()
  return lost ? <output className="yw-banner">{t('connectionLost')}</output> : null
}
