import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { cancelled } from './setupError.ts';

/** Milliseconds of a lock. */
export interface Pace {
    /** How often the window that has it says so. */
    readonly beat: number;
    /** After how long without that it is given up. */
    readonly patience: number;
}

const USUAL: Pace = { beat: 2_000, patience: 15_000 };
/** How many polls there are while a window should say once that it is alive. */
const POLLS = 6;

/**
 * Waits until no other window has the lock, a file, and takes it; gives what releases it.
 *
 * Throws `SetupError` where it is cancelled meanwhile.
 */
export async function locked(
    lock: string,
    signal: AbortSignal,
    pace = USUAL,
): Promise<() => Promise<void>> {
    const its = randomUUID();
    let seen: number | undefined;
    let polls = 0;
    while (!(await taken(lock, its))) {
        if (signal.aborted) {
            throw cancelled();
        }
        const touched = await touchedAt(lock);
        polls = touched === seen ? polls + 1 : 0;
        seen = touched;
        // After a sleep of the machine all locks look old: the other window has a time to say so.
        if (isStale(touched, pace) && polls > 2 * POLLS) {
            await putAside(lock, `${lock}.${its}`, pace);
        } else {
            await pause(pace.beat / POLLS);
        }
    }
    const isOurs = async () => (await readFile(lock, 'utf8').catch(() => '')) === its;
    const beat = setInterval(() => {
        const now = new Date();
        void isOurs()
            .then((ours) => (ours ? utimes(lock, now, now) : undefined))
            .catch(() => undefined);
    }, pace.beat);
    return async () => {
        clearInterval(beat);
        if (await isOurs()) {
            await rm(lock, { force: true });
        }
    };
}

/** Makes the lock with the holder's name in it; false where there is one. */
async function taken(lock: string, holder: string): Promise<boolean> {
    try {
        await writeFile(lock, holder, { flag: 'wx' });
        return true;
    } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
            throw error;
        }
        return false;
    }
}

/** Takes away a lock whose holder is gone: of several windows one can rename it. */
async function putAside(lock: string, aside: string, pace: Pace): Promise<void> {
    try {
        await rename(lock, aside);
    } catch {
        return; // Another window was first.
    }
    if (!isStale(await touchedAt(aside), pace)) {
        // It is the new one of a window that was first.
        await link(aside, lock).catch(() => undefined);
    }
    await rm(aside, { recursive: true, force: true });
}

async function touchedAt(file: string): Promise<number | undefined> {
    return (await stat(file).catch(() => undefined))?.mtimeMs;
}

function isStale(touched: number | undefined, pace: Pace): boolean {
    return touched !== undefined && Date.now() - touched > pace.patience;
}
