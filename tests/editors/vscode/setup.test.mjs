// How the extension sets up its server: what keeps it from that, what it asks the network for, and
// how it brings a newer one.
import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before } from 'node:test';
import { addresses, Proxy } from './network.mjs';
import { EXAMPLE, steps, until, Workbench } from './workbench.mjs';

const BROKEN = 'dendrochronology-dates-thornby-wheel-pit-to-1287.article';
const INSTALLING = 180_000;
const PYTHON = process.env.TEST_PYTHON;

let its;
let proxy;

before(async () => {
    proxy = await Proxy.start();
    its = await Workbench.start({
        watch: true,
        async prepare(home) {
            await mkdir(path.join(home, 'bin'));
            const networking = { PIP_PROXY: `http://${proxy.address}`, PIP_RETRIES: '1' };
            await mkdir(path.join(home, 'chosen'));
            return { PATH: path.join(home, 'bin'), no_proxy: '', NO_PROXY: '', ...networking };
        },
    });
    await its.wikiFrom(EXAMPLE);
});

after(async () => {
    await its?.stop();
    proxy?.stop();
});

const step = steps(() => its, INSTALLING + 60_000);

/** Puts a `python3` on PATH, or into another folder of the home: a script of the shell. */
async function python3(script, folder = 'bin') {
    const program = path.join(its.home, folder, 'python3');
    await writeFile(program, `#!/bin/sh\n${script}\n`);
    await chmod(program, 0o755);
}

/** The message that tells why there is no server, once it is there. */
async function told(text) {
    const popup = its.page.locator('.notification-list-item', { hasText: text });
    await popup.waitFor({ timeout: INSTALLING });
    await until('nothing else is told', async () => {
        return (await its.page.locator('.notification-list-item').count()) === 1;
    });
    const buttons = popup.locator('.notification-list-item-buttons-container .monaco-button');
    await buttons.first().waitFor();
    return {
        buttons: (await buttons.allInnerTexts()).map((one) => one.trim()),
        choose: (button) => buttons.filter({ hasText: button }).click(),
    };
}

step('without Python it says so, and what to do', async () => {
    await its.open({ folder: its.wiki }, BROKEN);
    const { buttons } = await told(
        'Slugline’s language server is not running. It needs Python 3.11 or newer, and there is ' +
            'none on this machine. Install Python, or choose one that is not on PATH.',
    );
    assert.deepEqual(buttons, ['Try Again', 'Show Log', 'Choose a Python…']);
    const item = its.page.locator('#slugline\\.slugline\\.slugline');
    assert.match(await item.getAttribute('class'), /error-kind/);
    await its.picture('no-python');
    await item.locator('a').click();
    const rows = its.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'Start the Server' }).waitFor();
    await its.picture('menu-failed');
    assert.equal(await rows.filter({ hasText: 'Check the Wiki' }).count(), 0);
    await its.press('Escape');
});

step('a Python is chosen, and that is used, be it too old', async () => {
    await python3('echo 3.10', 'chosen');
    await (await told('none on this machine')).choose('Choose a Python…');
    const box = its.page.locator('.quick-input-widget:visible input').first();
    await until('the files are listed', async () => (await box.inputValue()) === `${its.wiki}/`);
    const program = path.join(its.home, 'chosen/python3');
    await box.fill(program);
    const rows = its.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'python3' }).first().waitFor();
    await its.picture('choose-python');
    await its.press('Enter');
    await told(`The Python of the setting slugline.server.python (${program}) is Python 3.10.`);
    await its.picture('chosen');
    await its.probe(() => vscode.commands.executeCommand('notifications.clearAll'));
});

step('a Python that can’t make environments is told of', async () => {
    const debian =
        'The virtual environment was not created successfully because ensurepip is not\n' +
        'available.  On Debian/Ubuntu systems, you need to install the python3-venv\n' +
        'package using the following command.\n\n    apt install python3.11-venv\n';
    await writeFile(path.join(its.home, 'debian'), debian);
    const failing = `[ "$3" = venv ] && /bin/cat ${its.home}/debian && exit 1`;
    await python3(`${failing}\nexec ${PYTHON} "$@"`);
    // Without a chosen one, that on PATH is used.
    await its.probe(() =>
        vscode.workspace.getConfiguration('slugline').update('server.python', undefined, 1),
    );
    const { buttons } = await told('On Debian and Ubuntu, install the package python3-venv');
    assert.deepEqual(buttons, ['Try Again', 'Show Log', 'Choose a Python…']);
    await its.picture('no-venv');
});

step('without a network it says so, and how else there can be a server', async () => {
    await python3(`exec ${PYTHON} "$@"`);
    await (await told('python3-venv')).choose('Try Again');
    const { buttons } = await told(
        'The packages that it needs could not be downloaded. Check the connection and the proxy ' +
            'that pip uses, and try again.',
    );
    assert.deepEqual(buttons, ['Try Again', 'Show Log', 'Settings']);
    assert.ok(proxy.hosts.size > 0);
    assert.deepEqual(await readdir(path.join(its.storage, 'servers')), []);
    await its.picture('no-network');
});

step('a set-up ends at once when the server is stopped', async () => {
    await python3(`[ "$3" = venv ] && exec /bin/sleep 300\nexec ${PYTHON} "$@"`);
    await (await told('could not be downloaded')).choose('Try Again');
    const status = async () => (await its.status()) ?? '';
    await until('it installs', async () => /installing/.test(await status()));
    await its.command('Slugline: Stop Server');
    await until('it is stopped', async () => (await status()) === 'Slugline');
    await until('nothing is told', async () => (await its.popups()).length === 0);
    assert.deepEqual(await readdir(path.join(its.storage, 'servers')), []);
    await python3(`exec ${PYTHON} "$@"`);
});

step('with one the server is set up', async () => {
    proxy.isOnline = true;
    await its.command('Slugline: Restart Server');
    await its.page
        .locator('.notification-toast', { hasText: 'setting up the language server' })
        .waitFor();
    await its.picture('installing');
    await its.page.waitForSelector('.monaco-editor .squiggly-error', { timeout: INSTALLING });
    assert.deepEqual(await its.popups(), []);
});

step('nothing but pip asks the network for anything, and that only its index', async () => {
    const allowed = process.env.TEST_HOSTS.split(' ');
    assert.ok(proxy.hosts.size > 0);
    for (const host of proxy.hosts) assert.ok(allowed.includes(host), `${host}, not ${allowed}`);
    const all = await addresses(its.addressees);
    assert.deepEqual(all, [proxy.address]);
    let { programs } = await its.notedBy('/slugline.slugline-');
    const server = String.raw`${its.storage}/servers/[^ /]+`;
    for (const expected of [
        String.raw`${its.home}/(bin|chosen)/python3 -I -c import sys; .+`,
        String.raw`${its.home}/bin/python3 -I -m venv ${server}`,
        String.raw`${server}/bin/python -I -m pip install .+/slugline-\S+\.whl`,
        String.raw`${server}/bin/slugline server --stdio`,
    ]) {
        const line = new RegExp(`^${expected}$`);
        assert.ok(
            programs.some((one) => line.test(one)),
            `${expected} in ${programs.join('\n')}`,
        );
        programs = programs.filter((one) => !line.test(one));
    }
    assert.deepEqual(programs, []);
});

step('a newer extension brings a newer server', async () => {
    await its.install(process.env.TEST_NEWER_VSIX);
    await its.open({ folder: its.wiki }, BROKEN);
    await its.page.waitForSelector('.monaco-editor .squiggly-error', { timeout: INSTALLING });
    await its.page.locator('#slugline\\.slugline\\.slugline a').click();
    await its.page
        .locator('.quick-input-list .monaco-list-row', {
            hasText: `${process.env.TEST_NEWER_VERSION}, set up by the extension`,
        })
        .waitFor();
    await its.picture('newer');
    await its.press('Escape');
    assert.equal((await readdir(path.join(its.storage, 'servers'))).length, 2);
});
