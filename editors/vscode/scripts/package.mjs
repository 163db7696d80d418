// Builds the server's wheel, and packs all into slugline.vsix.
import { execFileSync } from 'node:child_process';
import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';

const root = process.env.SLUGLINE_ROOT ?? path.resolve('../..');
const python = process.env.PYTHON ?? (process.platform === 'win32' ? 'python' : 'python3');

await rm('server', { recursive: true, force: true });
execFileSync(
    python,
    ['-m', 'pip', 'wheel', '-q', '--no-deps', '-w', path.resolve('server'), root],
    {
        stdio: 'inherit',
    },
);
await copyFile(path.join(root, 'LICENSE'), 'LICENSE');
await createVSIX({
    packagePath: 'slugline.vsix',
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
});
