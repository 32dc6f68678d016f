import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = process.env['YIWANG_SERVER'] ?? 'http://127.0.0.1:8080'

const named = `role: "img",
    "aria-label": icon.name`

/**
 * A sign beside words says nothing of its own. The library gives each its English file name, which would begin the name
 * of every button it stands in ("download 导出"). One that may be pressed, or has a title, still has a name.
 */
const silentSigns: Plugin = {
  name: 'silent-signs',
  transform(code, id) {
    if (!id.endsWith('/@ant-design/icons/es/components/AntdIcon.js')) return undefined
    if (!code.includes(named)) throw new Error('@ant-design/icons names its signs in another way than before')
    const silent = `...(restProps.title ? { role: "img" } : onClick || restProps["aria-label"] ? { role: "img", "aria-label": icon.name } : { "aria-hidden": true })`
    return { code: code.replace(named, silent), map: null }
  },
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), silentSigns],
  build: {
    outDir: '../../dist/desk',
    emptyOutDir: true,
    // The government networks' browsers are Chromium-based; this keeps modern syntax as it is.
    target: 'chrome109',
    assetsInlineLimit: 0,
  },
  server: { proxy: { '/api': { target: server, changeOrigin: false } } },
  preview: { proxy: { '/api': { target: server, changeOrigin: false } } },
})
