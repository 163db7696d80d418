import path from 'node:path';
import { isBelowAny, onPath } from './search.ts';
import { SetupError } from './setupError.ts';
import type { Surroundings } from './surroundings.ts';

export const OLDEST_PYTHON = '3.11';

const NEWEST_MINOR = 15;
const OLDEST_MINOR = 11;
const LIMIT = 15_000;
const VERSION = 'import sys; print("%d.%d" % sys.version_info[:2])';

/**
 * A Python of 3.11 or newer, to make the server's environment with.
 *
 * A configured one is the only one that is tried. Nothing below the folders of `without` is run,
 * be it configured. Throws `SetupError` where there is none.
 */
export async function findPython(
    configured: string,
    selected: readonly string[],
    machine: Surroundings,
    without: readonly string[] = [],
): Promise<string> {
    const program = configured.replace(/^~(?=$|[\\/])/, () => machine.home);
    // Without trust a name alone, which may be found anywhere on PATH, does not count either.
    const isCounted =
        without.length === 0 || (path.isAbsolute(program) && !isBelowAny(program, without));
    if (configured && isCounted) {
        const version = await versionOf(program, machine);
        if (version && isNewEnough(version)) {
            return program;
        }
        const what = version ? `is Python ${version}` : 'could not be run';
        throw new SetupError(
            'python',
            `The Python of the setting slugline.server.python (${configured}) ${what}. ` +
                `Choose one of version ${OLDEST_PYTHON} or newer.`,
        );
    }
    const seen: string[] = [];
    for await (const program of candidates(selected, machine, without)) {
        const version = await versionOf(program, machine);
        if (version && isNewEnough(version)) {
            return program;
        }
        seen.push(version ? `Python ${version}` : program);
    }
    const found = seen.length > 0 ? `Found were only: ${[...new Set(seen)].join(', ')}. ` : '';
    throw new SetupError(
        'python',
        `It needs Python ${OLDEST_PYTHON} or newer, and there is none on this machine. ${found}` +
            'Install Python, or choose one that is not on PATH.',
    );
}

async function* candidates(
    selected: readonly string[],
    machine: Surroundings,
    without: readonly string[],
): AsyncGenerator<string> {
    yield* selected;
    const minors = Array.from(
        { length: NEWEST_MINOR - OLDEST_MINOR + 1 },
        (_, number) => `python3.${NEWEST_MINOR - number}`,
    );
    for (const name of [
        'python3',
        'python',
        ...minors,
        ...(machine.platform === 'win32' ? ['py'] : []),
    ]) {
        const program = await onPath(name, machine, without);
        if (program && (await isReal(program, machine))) {
            yield program;
        }
    }
    // An editor that is started from the desktop of macOS has a short PATH.
    for (const folder of machine.platform === 'darwin'
        ? ['/opt/homebrew/bin', '/usr/local/bin']
        : []) {
        const program = path.join(folder, 'python3');
        if (await machine.isProgram(program)) {
            yield program;
        }
    }
}

/** macOS has a `python3` that only asks the user to install Apple's developer tools. */
async function isReal(program: string, machine: Surroundings): Promise<boolean> {
    return (
        machine.platform !== 'darwin' ||
        program !== '/usr/bin/python3' ||
        (await machine.isProgram('/Library/Developer/CommandLineTools/usr/bin/python3'))
    );
}

async function versionOf(program: string, machine: Surroundings): Promise<string | undefined> {
    const ran = await machine.run(program, ['-I', '-c', VERSION], { limit: LIMIT });
    const version = ran.out.trim();
    return ran.code === 0 && /^\d+\.\d+$/.test(version) ? version : undefined;
}

function isNewEnough(version: string): boolean {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    return major > 3 || (major === 3 && minor >= OLDEST_MINOR);
}
