import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { licences } from './licences.ts';

/** Where a node answers; `npm run dev` passes calls on to it. */
const node = process.env['PAWL_URL'] ?? 'http://127.0.0.1:8083';

/** Signatures are for the host that the browser sees. */
const to = { target: node, changeOrigin: false };

/** REST, and the APIs of AWS. */
const proxy = { '/api': to, '/schedules': to, '/v1': to, '^/$': to };

export default defineConfig({
  base: '/console/',
  plugins: [react(), licences()],
  server: { host: '127.0.0.1', proxy },
  preview: { host: '127.0.0.1', proxy },
  build: { target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 900 },
});
