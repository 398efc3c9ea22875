import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where a node answers; `npm run dev` passes calls on to it. */
const node = process.env['PAWL_URL'] ?? 'http://127.0.0.1:8083';

export default defineConfig({
  base: '/console/',
  plugins: [react()],
  server: { host: '127.0.0.1', proxy: { '/api': node } },
  preview: { host: '127.0.0.1', proxy: { '/api': node } },
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
});
