// Where a workspace is not to be trusted, or not on a disk, and where there is no server to be had.
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { SYSTEM, steps, until, Workbench } from './workbench.mjs';

const SERVER = process.env.TEST_SERVER;

let its;
let marker;

/** A program that says that it was run, and serves. */
async function trap(program) {
    await mkdir(path.dirname(program), { recursive: true });
    await writeFile(program, `#!/bin/sh\necho "$0" >> ${marker}\nexec ${SERVER} "$@"\n`);
    await chmod(program, 0o755);
}

const ran = () => readFile(marker, 'utf8').catch(() => '');

before(async () => {
    its = await Workbench.start({
        trust: true,
        async prepare(home) {
            await mkdir(path.join(home, 'bin'));
            await symlink(SERVER, path.join(home, 'bin/slugline'));
            return { PATH: `${path.join(home, 'bin')}:${SYSTEM}` };
        },
    });
    marker = path.join(its.home, 'ran');
    await mkdir(path.join(its.wiki, '.vscode'), { recursive: true });
    await writeFile(path.join(its.wiki, 'slugline.toml'), '');
    await writeFile(
        path.join(its.wiki, 'mill.article'),
        'Mill\nIt grinds.\nSummary\nSee [[nowhere]].\n',
    );
    await trap(path.join(its.wiki, '.venv/bin/slugline'));
    await trap(path.join(its.wiki, 'evil/slugline'));
    await writeFile(
        path.join(its.wiki, '.vscode/settings.json'),
        JSON.stringify({ 'slugline.server.path': '${workspaceFolder}/evil/slugline' }),
    );
});

after(() => its?.stop());

const step = steps(() => its, 120_000);

step('an untrusted workspace is checked, and nothing that it brings along is run', async () => {
    await its.open({ folder: its.wiki }, 'mill.article');
    const no = its.page.locator('.monaco-dialog-box .monaco-button', {
        hasText: /No, I don.t trust/,
    });
    await until(
        'the question, or none',
        async () => (await no.count()) > 0 || /finding/.test(await its.status()),
    );
    if ((await no.count()) > 0) await no.click();
    assert.equal(await its.probe(() => vscode.workspace.isTrusted), false);
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
    await its.page.waitForSelector('.monaco-editor .squiggly-error');
    await its.picture('untrusted');
    assert.equal(await ran(), '');
});

step('once it is trusted, its own server is used', async () => {
    await its.command('Workspaces: Manage Workspace Trust');
    await its.page
        .locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ })
        .first()
        .click();
    await until('it is trusted', () => its.probe(() => vscode.workspace.isTrusted), 40_000);
    await until('its server is run', async () => (await ran()).includes('evil/slugline'));
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
});

step('a configured path without a program is told of, with what can be done', async () => {
    await its.probe(() =>
        vscode.workspace.getConfiguration('slugline').update('server.path', '/nowhere/slugline', 2),
    );
    const popup = its.page.locator('.notification-list-item', {
        hasText: '“/nowhere/slugline”, the setting slugline.server.path, is not a program',
    });
    await popup.waitFor();
    await its.page.waitForTimeout(500);
    await its.picture('wrong-path');
    await popup.locator('.monaco-button', { hasText: 'Settings' }).waitFor();
    await its.probe(() =>
        vscode.workspace.getConfiguration('slugline').update('server.path', undefined, 2),
    );
    await until('the next place is looked at', async () =>
        (await ran()).includes('.venv/bin/slugline'),
    );
    await until('findings', async () => /finding/.test((await its.status()) ?? ''));
});

step('settings of the user count for more than slugline.toml, and defaults do not', async () => {
    const levels = () =>
        its.probe(
            (file) => {
                const found = vscode.languages.getDiagnostics(vscode.Uri.file(file));
                return Object.fromEntries(
                    found.map((one) => [one.code?.value ?? one.code, one.severity]),
                );
            },
            path.join(its.wiki, 'mill.article'),
        );
    await writeFile(path.join(its.wiki, 'slugline.toml'), '[rules]\nbroken-link = "warning"\n');
    await until('the file counts', async () => (await levels())['broken-link'] === 1);
    await its.probe(() =>
        vscode.workspace.getConfiguration('slugline').update('rules', { 'broken-link': 'info' }, 1),
    );
    await until('the setting counts', async () => (await levels())['broken-link'] === 2);
});

step('a virtual workspace has its colours, no server, and no complaint', async () => {
    await its.keepNotes();
    its.notes.length = 0;
    await its.open({ folder: 'memory:/wiki' });
    const language = await until('the document', () =>
        its.probe(async () => {
            const document = await vscode.workspace.openTextDocument(
                vscode.Uri.parse('memory:/wiki/mill.article'),
            );
            await vscode.window.showTextDocument(document);
            return document.languageId;
        }),
    );
    assert.equal(language, 'slugline');
    await its.page.locator('.monaco-editor .view-line', { hasText: 'nowhere' }).waitFor();
    await until('it is active', () =>
        its.probe(() => vscode.extensions.getExtension('slugline.slugline').isActive),
    );
    const { programs } = await its.notedBy('/slugline.slugline-');
    assert.deepEqual(programs, []);
    assert.equal(await its.status(), undefined);
    assert.deepEqual(await its.popups(), []);
    await its.picture('virtual');
});
