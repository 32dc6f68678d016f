import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env['YIWANG_SERVER'] ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
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
