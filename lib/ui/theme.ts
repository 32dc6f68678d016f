import { theme as antd, type ThemeConfig } from 'antd'
import type { ThemeName } from './preferences.ts'

export const fontFamily =
  "'Yiwang Sans', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', system-ui, sans-serif"

/** The same ramp as base.css; antd derives further shades from these, so it needs them as values. */
const ramps = {
  light: {
    paper: '#f4f3ee',
    surface: '#fdfdfb',
    sunken: '#eceae3',
    raised: '#ffffff',
    hover: '#eef3f1',
    picked: '#dfecea',
    active: '#e6eeec',
    line: '#dedbd2',
    lineStrong: '#c2beb2',
    ink: '#1b2422',
    ink2: '#4a5753',
    ink3: '#5e6a65',
    primary: '#0f666b',
    primaryHover: '#0b5459',
    onPrimary: '#ffffff',
    danger: '#b0331d',
    onDanger: '#ffffff',
    warn: '#835300',
    ok: '#2f6b45',
  },
  dark: {
    paper: '#111716',
    surface: '#19211f',
    sunken: '#0d1211',
    raised: '#222c29',
    hover: '#202b28',
    picked: '#1d3836',
    active: '#31413d',
    line: '#2b3633',
    lineStrong: '#45524e',
    ink: '#e3e9e6',
    ink2: '#adb9b4',
    ink3: '#99a6a1',
    primary: '#5bbdb7',
    primaryHover: '#7bd0ca',
    onPrimary: '#06201f',
    danger: '#f0836c',
    onDanger: '#2a0d07',
    warn: '#dcab55',
    ok: '#7cc294',
  },
} as const

/** Ant Design dressed as Yiwang: docs/design-language.md says why each value is what it is. */
export function themeOf(name: ThemeName): ThemeConfig {
  const ramp = ramps[name]
  return {
    algorithm: name === 'dark' ? antd.darkAlgorithm : antd.defaultAlgorithm,
    token: {
      // Not only shorter: a list measured while it still grows would be laid far outside the window.
      motion: !matchMedia('(prefers-reduced-motion: reduce)').matches,
      fontFamily,
      fontSize: 14,
      borderRadius: 4,
      borderRadiusLG: 6,
      controlHeight: 32,
      motionDurationFast: '0.08s',
      motionDurationMid: '0.12s',
      motionDurationSlow: '0.16s',
      colorPrimary: ramp.primary,
      colorPrimaryHover: ramp.primaryHover,
      colorInfo: ramp.primary,
      colorSuccess: ramp.ok,
      colorWarning: ramp.warn,
      colorError: ramp.danger,
      colorLink: ramp.primary,
      colorLinkHover: ramp.primaryHover,
      colorLinkActive: ramp.primaryHover,
      colorText: ramp.ink,
      colorTextSecondary: ramp.ink2,
      colorTextTertiary: ramp.ink3,
      colorTextDescription: ramp.ink3,
      colorTextPlaceholder: ramp.ink3,
      colorTextDisabled: ramp.ink3,
      colorBgLayout: ramp.paper,
      colorBgContainer: ramp.surface,
      colorBgElevated: ramp.raised,
      colorBgContainerDisabled: ramp.sunken,
      colorBgSpotlight: name === 'dark' ? '#33403c' : '#22302d',
      colorBorder: ramp.lineStrong,
      colorBorderSecondary: ramp.line,
      colorSplit: ramp.line,
      controlItemBgHover: ramp.hover,
      controlItemBgActive: ramp.picked,
      controlItemBgActiveHover: ramp.picked,
    },
    components: {
      Button: {
        primaryColor: ramp.onPrimary,
        dangerColor: ramp.onDanger,
        fontWeight: 400,
        primaryShadow: 'none',
        defaultShadow: 'none',
        dangerShadow: 'none',
      },
      // A light red in the dark: what stands on it is dark.
      Badge: { colorTextLightSolid: ramp.onDanger },
      Radio: { buttonSolidCheckedColor: ramp.onPrimary },
      Pagination: { itemActiveBg: ramp.picked },
      Select: { optionSelectedBg: ramp.picked, optionActiveBg: ramp.active },
    },
  }
}
