// Where the server comes from, without an editor and without Python.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { makeEnvironment, ownServer } from '../../../editors/vscode/src/server/environment.ts';
import { locked } from '../../../editors/vscode/src/server/lock.ts';
import { findPython } from '../../../editors/vscode/src/server/python.ts';
import { Restarts } from '../../../editors/vscode/src/server/restarts.ts';
import { findServer, WrongPathError } from '../../../editors/vscode/src/server/search.ts';
import { explained } from '../../../editors/vscode/src/server/setupError.ts';
import type { Ran, Surroundings } from '../../../editors/vscode/src/server/surroundings.ts';

const FINE: Ran = { code: 0, out: '', err: '' };
const MISSING: Ran = { code: -1, out: '', err: 'not found' };

/** A machine with some programs; `run` tells what they do. */
function machine(
    programs: readonly string[],
    run: (program: string, parameters: readonly string[]) => Ran | Promise<Ran> = () => MISSING,
    more: Partial<Surroundings> = {},
): Surroundings {
    return {
        platform: 'linux',
        environment: { PATH: '/usr/bin:bin:/wiki/bin' },
        home: '/home/me',
        isProgram: (program) => Promise.resolve(programs.includes(program)),
        run: (program, parameters) => Promise.resolve(run(program, parameters)),
        ...more,
    };
}

const WISHES = { configured: '', folders: ['/wiki'], interpreters: [], trusted: true };

describe('the search', () => {
    const selected = '/envs/one/bin/slugline';
    const usual = '/wiki/.venv/bin/slugline';
    const everywhere = [
        '/opt/slugline',
        selected,
        usual,
        '/wiki/venv/bin/slugline',
        '/usr/bin/slugline',
    ];
    const interpreters = ['/envs/one/bin/python'];

    test('a configured path is first', async () => {
        const found = await findServer(
            { ...WISHES, configured: '/opt/slugline', interpreters },
            machine(everywhere),
        );
        assert.deepEqual(found, { program: '/opt/slugline', origin: 'configured' });
    });

    test('~ and the workspace folder may stand in it', async () => {
        const here = machine(['/home/me/s', '/wiki/s']);
        assert.equal(
            (await findServer({ ...WISHES, configured: '~/s' }, here))?.program,
            '/home/me/s',
        );
        assert.equal(
            (await findServer({ ...WISHES, configured: '${workspaceFolder}/s' }, here))?.program,
            '/wiki/s',
        );
    });

    test('a configured path without a program is an error, and nothing else is taken', async () => {
        for (const configured of ['/nowhere', 'slugline', 'bin/slugline']) {
            await assert.rejects(
                findServer({ ...WISHES, configured }, machine(everywhere)),
                WrongPathError,
            );
        }
    });

    test('then the selected environment, those of the workspace, and PATH', async () => {
        const wishes = { ...WISHES, interpreters };
        const left = everywhere.slice(1);
        for (const [program, origin] of [
            [selected, 'environment'],
            [usual, 'environment'],
            ['/wiki/venv/bin/slugline', 'environment'],
            ['/usr/bin/slugline', 'path'],
        ]) {
            assert.deepEqual(await findServer(wishes, machine(left)), { program, origin });
            left.shift();
        }
        assert.equal(await findServer(wishes, machine(left)), undefined);
    });

    test('without trust a configured path that leads into the workspace does not count', async () => {
        const here = machine(['/wiki/s', '/usr/bin/slugline', '/opt/slugline']);
        for (const [configured, program] of [
            ['${workspaceFolder}/s', '/usr/bin/slugline'],
            ['${workspaceFolder}/../opt/slugline', '/usr/bin/slugline'],
            ['/opt/../wiki/s', '/usr/bin/slugline'],
            ['/opt/slugline', '/opt/slugline'],
        ] as const) {
            const wishes = { ...WISHES, configured, trusted: false };
            assert.equal((await findServer(wishes, here))?.program, program);
        }
    });

    test('without trust nothing of the workspace is taken, be it on PATH', async () => {
        const wishes = { ...WISHES, interpreters, trusted: false };
        const here = machine([selected, usual, '/wiki/bin/slugline', 'bin/slugline']);
        assert.equal(await findServer(wishes, here), undefined);
        assert.equal((await findServer(wishes, machine(everywhere)))?.origin, 'path');
        assert.equal(
            (await findServer({ ...wishes, trusted: true, interpreters: [] }, here))?.program,
            usual,
        );
    });
});

describe('Python', () => {
    const versions = (found: Record<string, string>) =>
        machine(Object.keys(found), (program) =>
            found[program] ? { ...FINE, out: `${found[program]}\n` } : MISSING,
        );

    test('without trust none of the workspace is run, be it on PATH or configured', async () => {
        const here = versions({ '/wiki/bin/python3': '3.12' });
        assert.equal(await findPython('', [], here), '/wiki/bin/python3');
        for (const configured of ['', '/wiki/bin/python3', 'python3']) {
            await assert.rejects(findPython(configured, [], here, ['/wiki']), {
                obstacle: 'python',
            });
        }
    });

    test('the selected one, else one on PATH, that is new enough', async () => {
        const here = versions({
            '/usr/bin/python3': '3.9',
            '/usr/bin/python3.12': '3.12',
            '/e/python': '3.11',
        });
        assert.equal(await findPython('', ['/e/python'], here), '/e/python');
        assert.equal(await findPython('', [], here), '/usr/bin/python3.12');
    });

    test('without any, the error names what there is, and what is needed', async () => {
        await assert.rejects(findPython('', [], versions({ '/usr/bin/python3': '3.9' })), {
            obstacle: 'python',
            message: /needs Python 3\.11 or newer.*Python 3\.9.*Install Python/s,
        });
    });

    test('a configured one is the only one', async () => {
        const here = versions({ '/old': '3.8', '/usr/bin/python3': '3.12' });
        await assert.rejects(findPython('/old', [], here), /\/old\) is Python 3\.8/);
        await assert.rejects(findPython('/gone', [], here), /could not be run/);
    });

    test('the stub of macOS, which only asks to install something, is never run', async () => {
        const ran: string[] = [];
        const here = machine(
            ['/usr/bin/python3', '/opt/homebrew/bin/python3'],
            (program) => (ran.push(program), { ...FINE, out: '3.13' }),
            { platform: 'darwin' },
        );
        assert.equal(await findPython('', [], here), '/opt/homebrew/bin/python3');
        assert.deepEqual(ran, ['/opt/homebrew/bin/python3']);
    });
});

describe('what went wrong', () => {
    for (const [step, printed, obstacle, advice] of [
        [
            'venv',
            'The virtual environment was not created successfully because ensurepip is not available.',
            'venv',
            /python3-venv/,
        ],
        ['venv', '/usr/bin/python3: No module named venv', 'venv', /choose another Python/],
        [
            'pip',
            'NewConnectionError: [Errno -3] Temporary failure in name resolution',
            'network',
            /connection.*proxy/,
        ],
        ['pip', 'OSError: [Errno 28] No space left on device', 'space', /room/],
        ['pip', 'ERROR: one\nERROR: two\n', 'other', /ERROR: two/],
    ] as const) {
        test(`${step}: ${obstacle}`, () => {
            const error = explained(step, printed);
            assert.equal(error.obstacle, obstacle);
            assert.match(error.message, advice);
        });
    }
});

describe('its own environment', () => {
    let storage: string;
    let wheel: string;
    let steps: string[];

    /** Makes what `venv` and `pip` would; fails where a step's name is in `failing`. */
    function maker(failing: Record<string, string> = {}): Surroundings {
        return machine(['/usr/bin/python3'], async (program, parameters) => {
            if (parameters.includes('-c')) return { ...FINE, out: '3.12' };
            if (parameters.includes('--version')) return program.includes(storage) ? FINE : MISSING;
            const step = parameters[2] === 'venv' ? 'venv' : 'pip';
            steps.push(step);
            if (failing[step]) return { code: 1, out: '', err: failing[step] };
            if (step === 'venv')
                await mkdir(path.join(parameters.at(-1)!, 'bin'), { recursive: true });
            return FINE;
        });
    }

    const setup = () => ({ storage, wheel, configured: '', selected: [], without: [] });
    const watcher = (signal = new AbortController().signal) => ({
        signal,
        report: () => {},
        log: () => {},
    });

    beforeEach(async () => {
        const folder = await mkdtemp(path.join(tmpdir(), 'sl-'));
        storage = path.join(folder, 'servers');
        wheel = path.join(folder, 'slugline-1.2.3-py3-none-any.whl');
        await writeFile(wheel, 'one');
        steps = [];
    });

    afterEach(() => rm(path.dirname(storage), { recursive: true }));

    test('it is made once', async () => {
        assert.equal(await ownServer(setup(), maker()), undefined);
        const program = await makeEnvironment(setup(), maker(), watcher());
        assert.match(program, /servers\/1\.2\.3-[0-9a-f]{12}\/bin\/slugline$/);
        assert.equal(await ownServer(setup(), maker()), program);
        assert.deepEqual(steps, ['venv', 'pip']);
    });

    test('a configuration of pip that puts packages elsewhere does not count', async () => {
        const environment = { PATH: '/usr/bin', PIP_USER: '1', PIP_TARGET: '/t', PIP_PROXY: 'p' };
        const here = { ...maker(), environment };
        const told: unknown[] = [];
        await makeEnvironment(
            setup(),
            {
                ...here,
                run: (program, parameters, options) => {
                    if (parameters.includes('pip')) {
                        told.push(options.environment, parameters.slice(-3, -1));
                    }
                    return here.run(program, parameters, options);
                },
            },
            watcher(),
        );
        const kept = { PATH: '/usr/bin', PIP_PROXY: 'p' };
        assert.deepEqual(told, [kept, ['--no-user', '--target=']]);
    });

    test('two windows make one', async () => {
        const both = [1, 2].map(() => makeEnvironment(setup(), maker(), watcher()));
        const [one, other] = await Promise.all(both);
        assert.equal(one, other);
        assert.deepEqual(steps, ['venv', 'pip']);
    });

    test('another wheel has another one, and an old one goes once it is out of use', async () => {
        const first = await makeEnvironment(setup(), maker(), watcher());
        await writeFile(wheel, 'two');
        assert.equal(await ownServer(setup(), maker()), undefined);
        await makeEnvironment(setup(), maker(), watcher());
        assert.equal((await readdir(storage)).length, 2);
        const long = new Date(Date.now() - 40 * 86_400_000);
        await utimes(path.join(path.dirname(first), '../complete'), long, long);
        await writeFile(wheel, 'three');
        await makeEnvironment(setup(), maker(), watcher());
        assert.equal((await readdir(storage)).length, 2);
    });

    test('where a step fails, nothing is left, and the next time all is made', async () => {
        const failing = maker({ pip: 'getaddrinfo failed' });
        await assert.rejects(makeEnvironment(setup(), failing, watcher()), { obstacle: 'network' });
        assert.deepEqual(await readdir(storage), []);
        await makeEnvironment(setup(), maker(), watcher());
    });

    test('it can be cancelled', async () => {
        const stop = new AbortController();
        const here = maker();
        const stopping = {
            ...here,
            run: (...all: Parameters<typeof here.run>) => (stop.abort(), here.run(...all)),
        };
        await assert.rejects(makeEnvironment(setup(), stopping, watcher(stop.signal)), {
            obstacle: 'cancelled',
        });
        assert.deepEqual(await readdir(storage), []);
    });

    test('one whose Python is gone is made anew', async () => {
        await makeEnvironment(setup(), maker(), watcher());
        assert.equal(await ownServer(setup(), machine([])), undefined);
        let isBroken = true;
        const here = maker();
        await makeEnvironment(
            setup(),
            {
                ...here,
                run: (program, parameters, options) => {
                    const ends = parameters.includes('--version') && isBroken;
                    isBroken = !ends && isBroken;
                    return ends ? Promise.resolve(MISSING) : here.run(program, parameters, options);
                },
            },
            watcher(),
        );
        assert.deepEqual(steps, ['venv', 'pip', 'venv', 'pip']);
    });

    test('one that is only slow is kept', async () => {
        const program = await makeEnvironment(setup(), maker(), watcher());
        const slow = machine([], () => ({ ...MISSING, isStopped: true }));
        assert.equal(await ownServer(setup(), slow), program);
    });

    test('a lock of a window that is gone is taken by one of those that wait', async () => {
        const lock = path.join(path.dirname(storage), 'lock');
        const pace = { beat: 30, patience: 300 };
        const { signal } = new AbortController();
        await writeFile(lock, 'gone');
        const long = new Date(Date.now() - 60_000);
        await utimes(lock, long, long);
        let holding = 0;
        const hold = async () => {
            const release = await locked(lock, signal, pace);
            assert.equal((holding += 1), 1);
            await new Promise((resolve) => setTimeout(resolve, 100));
            holding -= 1;
            await release();
        };
        await Promise.all([hold(), hold(), hold()]);
        assert.deepEqual(await readdir(path.dirname(lock)), [path.basename(wheel)]);
    });

    test('who has lost the lock does not remove that of another window', async () => {
        const lock = path.join(path.dirname(storage), 'lock');
        const release = await locked(lock, new AbortController().signal);
        await writeFile(lock, 'other');
        await release();
        assert.ok((await readdir(path.dirname(lock))).includes('lock'));
    });
});

test('a server is started anew four times in three minutes', () => {
    const restarts = new Restarts();
    assert.deepEqual(
        [0, 1, 2, 3, 4].map((second) => restarts.mayRestart(second * 1000)),
        [true, true, true, true, false],
    );
    assert.ok(restarts.mayRestart(600_000));
});
