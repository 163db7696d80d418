import path from 'node:path';
import type { Surroundings } from './surroundings.ts';

/** Stands for the first workspace folder in a configured path. */
const FOLDER = '${workspaceFolder}';

/** Where the server's program was found. */
export type Origin = 'configured' | 'environment' | 'path' | 'own';

/** A program that can be started as `program server --stdio`. */
export interface Found {
    readonly program: string;
    readonly origin: Origin;
}

/** What the user and the workspace say about the server. */
export interface Wishes {
    /** `slugline.server.path`, empty where it is not set. */
    readonly configured: string;
    /** The workspace folders, as paths. */
    readonly folders: readonly string[];
    /** Python programs that are selected for the folders, the first folder's first. */
    readonly interpreters: readonly string[];
    /** Without trust nothing that a workspace brings along is run. */
    readonly trusted: boolean;
}

/** A path is configured where there is no program. */
export class WrongPathError extends Error {
    readonly configured: string;

    constructor(configured: string) {
        super(
            `“${configured}”, the setting slugline.server.path, is not a program that can be run. ` +
                'Correct the setting, or leave it empty.',
        );
        this.configured = configured;
    }
}

/**
 * The server's program, from the first place that has one: the configured path, the selected
 * Python environment, one in a workspace folder, and PATH.
 *
 * Undefined where none has. Throws `WrongPathError` where the configured path is not a program.
 * Without trust, one that leads into the workspace counts as not configured.
 */
export async function findServer(
    wishes: Wishes,
    machine: Surroundings,
): Promise<Found | undefined> {
    const isCounted = wishes.trusted || !isWorkspaces(wishes, machine);
    if (wishes.configured && isCounted) {
        const program = expanded(wishes.configured, wishes.folders, machine);
        if (program && (await machine.isProgram(program))) {
            return { program, origin: 'configured' };
        }
        throw new WrongPathError(wishes.configured);
    }
    if (wishes.trusted) {
        for (const folder of environmentFolders(wishes, machine)) {
            const program = path.join(folder, programName('slugline', machine));
            if (await machine.isProgram(program)) {
                return { program, origin: 'environment' };
            }
        }
    }
    const program = await onPath('slugline', machine, wishes.trusted ? [] : wishes.folders);
    return program ? { program, origin: 'path' } : undefined;
}

/** A program on PATH; relative entries and those below the folders of `without` don't count. */
export async function onPath(
    name: string,
    machine: Surroundings,
    without: readonly string[] = [],
): Promise<string | undefined> {
    const listed = machine.environment['PATH'] ?? machine.environment['Path'] ?? '';
    for (const entry of listed.split(machine.platform === 'win32' ? ';' : ':')) {
        if (!path.isAbsolute(entry) || isBelowAny(entry, without)) {
            continue;
        }
        const program = path.join(entry, programName(name, machine));
        if (await machine.isProgram(program)) {
            return program;
        }
    }
    return undefined;
}

/** The folder of programs in a Python environment. */
export function programs(environment: string, machine: Surroundings): string {
    return path.join(environment, machine.platform === 'win32' ? 'Scripts' : 'bin');
}

export function programName(name: string, machine: Surroundings): string {
    return machine.platform === 'win32' ? `${name}.exe` : name;
}

function environmentFolders(wishes: Wishes, machine: Surroundings): string[] {
    const selected = wishes.interpreters.flatMap((python) => {
        const folder = path.dirname(python);
        // Python itself is beside `Scripts` in some environments of Windows.
        return machine.platform === 'win32' ? [folder, path.join(folder, 'Scripts')] : [folder];
    });
    const usual = wishes.folders.flatMap((folder) =>
        ['.venv', 'venv'].map((name) => programs(path.join(folder, name), machine)),
    );
    return [...selected, ...usual];
}

/** Whether the configured path leads into the workspace. */
function isWorkspaces({ configured, folders }: Wishes, machine: Surroundings): boolean {
    const program = expanded(configured, folders, machine);
    return configured.includes(FOLDER) || (!!program && isBelowAny(program, folders));
}

/** A path with `~` and `${workspaceFolder}` filled in; undefined where it is still relative. */
function expanded(
    configured: string,
    folders: readonly string[],
    machine: Surroundings,
): string | undefined {
    const program = configured
        .replace(/^~(?=$|[\\/])/, () => machine.home)
        .replaceAll(FOLDER, () => folders[0] ?? '');
    return path.isAbsolute(program) ? path.normalize(program) : undefined;
}

/** Whether a file is in one of the folders, or is one of them. */
export function isBelowAny(file: string, folders: readonly string[]): boolean {
    return folders.some((folder) => isBelow(file, folder));
}

function isBelow(file: string, folder: string): boolean {
    const way = path.relative(folder, file);
    return way === '' || !(way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way));
}
