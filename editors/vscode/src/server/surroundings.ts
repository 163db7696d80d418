import { execFile } from 'node:child_process';
import { access, constants, stat } from 'node:fs/promises';
import { homedir } from 'node:os';

/** How a program that was run ended: its exit code, and what it printed. */
export interface Ran {
    readonly code: number;
    readonly out: string;
    readonly err: string;
    /** Whether it was ended from outside, as at its limit of time. */
    readonly isStopped?: boolean;
}

/** What the search and the set-up of the server know of the machine; tests give their own. */
export interface Surroundings {
    readonly platform: NodeJS.Platform;
    readonly environment: NodeJS.ProcessEnv;
    readonly home: string;
    /** Whether a file is there that may be run. */
    isProgram(path: string): Promise<boolean>;
    /** Runs a program; a code of -1 says that it could not be started, or was stopped. */
    run(program: string, parameters: readonly string[], options: RunOptions): Promise<Ran>;
}

export interface RunOptions {
    /** Milliseconds after which it is ended. */
    readonly limit: number;
    readonly signal?: AbortSignal | undefined;
    readonly environment?: NodeJS.ProcessEnv;
}

/** This machine. */
export const here: Surroundings = {
    platform: process.platform,
    environment: process.env,
    home: homedir(),
    async isProgram(path) {
        try {
            await access(path, constants.X_OK);
            return (await stat(path)).isFile();
        } catch {
            return false;
        }
    },
    run(program, parameters, { limit, signal, environment }) {
        return new Promise((resolve) => {
            const options = {
                cwd: homedir(),
                env: environment ?? process.env,
                timeout: limit,
                windowsHide: true,
                maxBuffer: 16 << 20,
                ...(signal ? { signal } : {}),
            };
            execFile(program, parameters, options, (error, out, err) => {
                const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
                const said = err || (code === -1 ? String(error?.message) : '');
                resolve({ code, out, err: said, isStopped: Boolean(error?.signal) });
            });
        });
    },
};
