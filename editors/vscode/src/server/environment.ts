import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { locked } from './lock.ts';
import { findPython } from './python.ts';
import { programName, programs } from './search.ts';
import { cancelled, explained } from './setupError.ts';
import type { Surroundings } from './surroundings.ts';

const VENV_LIMIT = 180_000;
const PIP_LIMIT = 600_000;
const KEPT_DAYS = 30;
const DAY = 86_400_000;
const COMPLETE = 'complete';
const ELSEWHERE = new Set([
    ...['PYTHONHOME', 'PYTHONPATH'],
    ...['PIP_USER', 'PIP_TARGET', 'PIP_PREFIX', 'PIP_ROOT', 'PIP_PYTHON'],
]);

/** The server's own environment: where it is, and what it is made from. */
export interface Setup {
    /** The folder of all such environments. */
    readonly storage: string;
    /** The wheel that the extension carries. */
    readonly wheel: string;
    /** `slugline.server.python`, empty where it is not set. */
    readonly configured: string;
    /** Python programs that are selected for the workspace. */
    readonly selected: readonly string[];
    /** The folders of a workspace without trust: no Python below them is run. */
    readonly without: readonly string[];
}

/** How the making of an environment is shown and stopped. */
export interface Watcher {
    readonly signal: AbortSignal;
    report(step: string): void;
    log(text: string): void;
}

/**
 * The server's program in an environment of its own, if it has been made for this wheel and runs.
 *
 * Every wheel has an environment of its own: when the extension brings another one a new
 * environment is made, while other windows go on with the old one.
 */
export async function ownServer(setup: Setup, machine: Surroundings): Promise<string | undefined> {
    const folder = await folderOf(setup);
    const complete = path.join(folder, COMPLETE);
    if (!(await exists(complete))) {
        return undefined;
    }
    const program = programIn(folder, machine);
    // A Python that was upgraded or removed leaves an environment that can't run: it is made anew.
    const ran = await machine.run(program, ['--version'], { limit: 30_000 });
    if (ran.code !== 0 && !ran.isStopped) {
        return undefined;
    }
    const now = new Date();
    await utimes(complete, now, now).catch(() => undefined);
    return program;
}

/**
 * Makes the environment, and gives the server's program in it.
 *
 * Throws `SetupError`, and leaves nothing then. A second window waits for the first one.
 */
export async function makeEnvironment(
    setup: Setup,
    machine: Surroundings,
    watcher: Watcher,
): Promise<string> {
    const folder = await folderOf(setup);
    await mkdir(setup.storage, { recursive: true });
    const release = await locked(`${folder}.lock`, watcher.signal);
    try {
        const made = await ownServer(setup, machine);
        if (made) {
            return made;
        }
        await rm(folder, { recursive: true, force: true });
        await make(folder, setup, machine, watcher);
        await writeFile(path.join(folder, COMPLETE), '');
        await removeOld(setup.storage, path.basename(folder)).catch((error: unknown) =>
            watcher.log(`Removing old environments: ${String(error)}`),
        );
        return programIn(folder, machine);
    } catch (error) {
        await rm(folder, { recursive: true, force: true }).catch(() => undefined);
        throw watcher.signal.aborted ? cancelled() : error;
    } finally {
        await release();
    }
}

async function make(
    folder: string,
    setup: Setup,
    machine: Surroundings,
    watcher: Watcher,
): Promise<void> {
    watcher.report('looking for Python…');
    const python = await findPython(setup.configured, setup.selected, machine, setup.without);
    watcher.log(`Setting up the server with ${python} in ${folder}`);
    watcher.report('making a Python environment…');
    await step('venv', python, ['-I', '-m', 'venv', folder], VENV_LIMIT, machine, watcher);
    watcher.report('installing the server and what it needs…');
    const parameters = ['-I', '-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
    // A configuration of pip that puts packages elsewhere does not count here.
    parameters.push('--no-user', '--target=');
    const its = path.join(programs(folder, machine), programName('python', machine));
    await step('pip', its, [...parameters, setup.wheel], PIP_LIMIT, machine, watcher);
}

async function step(
    name: 'venv' | 'pip',
    program: string,
    parameters: readonly string[],
    limit: number,
    machine: Surroundings,
    watcher: Watcher,
): Promise<void> {
    const environment = withoutPython(machine.environment);
    const ran = await machine.run(program, parameters, {
        limit,
        signal: watcher.signal,
        environment,
    });
    watcher.log([ran.out, ran.err].join('\n').trim());
    if (watcher.signal.aborted) {
        throw cancelled();
    }
    if (ran.code !== 0) {
        throw explained(name, `${ran.out}\n${ran.err}`);
    }
}

/** The environment's variables without those that would lead Python or pip elsewhere. */
export function withoutPython(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
    return Object.fromEntries(
        Object.entries(environment).filter(([name]) => !ELSEWHERE.has(name.toUpperCase())),
    );
}

async function folderOf(setup: Setup): Promise<string> {
    const digest = createHash('sha256')
        .update(await readFile(setup.wheel))
        .digest('hex');
    const version = /^slugline-([^-]+)-/.exec(path.basename(setup.wheel))?.[1] ?? 'server';
    return path.join(setup.storage, `${version}-${digest.slice(0, 12)}`);
}

function programIn(folder: string, machine: Surroundings): string {
    return path.join(programs(folder, machine), programName('slugline', machine));
}

/** Removes the environments that no window has used for a month. */
async function removeOld(storage: string, current: string): Promise<void> {
    for (const name of await readdir(storage)) {
        const used = await stat(path.join(storage, name, COMPLETE)).catch(() => undefined);
        if (name !== current && used && Date.now() - used.mtimeMs > KEPT_DAYS * DAY) {
            await rm(path.join(storage, name), { recursive: true, force: true });
        }
    }
}

async function exists(file: string): Promise<boolean> {
    return stat(file).then(
        () => true,
        () => false,
    );
}
