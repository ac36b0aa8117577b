import { defineConfig } from '@hey-api/openapi-ts';

export default defineConfig({
  input: '../../openapi/openapi.json',
  output: { path: process.env['SDK_FOLDER'] ?? 'src/client', module: { extension: '.ts' } },
  plugins: [
    // Callers say where the server is; a base of '/' would break every path.
    { name: '@hey-api/client-fetch', baseUrl: false },
    { name: '@hey-api/typescript', enums: 'javascript' },
    '@hey-api/sdk',
    '@tanstack/react-query',
  ],
});
