import { fileURLToPath } from 'node:url'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { moreLicenses } from './tools/more-licenses'

const LICENSES = 'licenses.md'

// Where `npm run dev` finds the server; any address of a running `penstock server`.
const server = process.env.PENSTOCK_SERVER ?? 'http://127.0.0.1:8888'
const proxied = { target: server, changeOrigin: true, headers: { origin: server } }

export default defineConfig({
  base: './', // relative: the server names the prefix in <base href>, so one build works under any
  plugins: [react(), tailwindcss(), moreLicenses(LICENSES)],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: { port: 5173, strictPort: true, proxy: { '/api': proxied, '/apis': proxied, '/healthz': proxied } },
  build: {
    target: ['chrome120', 'firefox120', 'safari17.4'],
    manifest: 'manifest.json',
    license: { fileName: LICENSES }, // what is bundled asks to be named wherever it goes
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600, // `npm run size` holds what the first page loads; the rest comes when it is needed
    assetsInlineLimit: 0, // the content policy allows data: for images only
  },
  test: {
    environment: 'happy-dom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    testTimeout: 60_000, // of a machine that is busy with other things
    hookTimeout: 60_000,
  },
})
