// Bundles the extension into dist/, and copies the grammar there.
import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = process.env.SLUGLINE_ROOT ?? path.resolve('../..');

await mkdir('dist', { recursive: true });
await copyFile(
    path.join(root, 'grammar/textmate/slugline.tmLanguage.json'),
    'dist/slugline.tmLanguage.json',
);
await build({
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    minify: true,
    logLevel: 'warning',
});
