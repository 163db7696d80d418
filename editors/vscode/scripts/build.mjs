// Bundles the extension into dist/, with the grammar and the licences of what is bundled.
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const root = process.env.SLUGLINE_ROOT ?? path.resolve('../..');

await mkdir('dist', { recursive: true });
await copyFile(
    path.join(root, 'grammar/textmate/slugline.tmLanguage.json'),
    'dist/slugline.tmLanguage.json',
);
const { metafile } = await build({
    entryPoints: ['src/extension.ts'],
    outfile: 'dist/extension.js',
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    minify: true,
    metafile: true,
    logLevel: 'warning',
});

const packages = new Set(
    Object.keys(metafile.inputs).flatMap((file) => {
        const inside = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file);
        return inside ? [inside[0]] : [];
    }),
);
const licences = await Promise.all(
    [...packages].sort().map(async (folder) => {
        const { name, version } = JSON.parse(await readFile(`${folder}package.json`, 'utf8'));
        const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
        if (!file) throw new Error(`${name} has no file with its licence`);
        return `${name} ${version}\n\n${(await readFile(folder + file, 'utf8')).trim()}\n`;
    }),
);
await writeFile('dist/THIRD-PARTY.txt', licences.join(`\n${'-'.repeat(80)}\n\n`));
