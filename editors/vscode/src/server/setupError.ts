/** What kept the server's environment from being made. */
export type Obstacle = 'python' | 'venv' | 'network' | 'space' | 'cancelled' | 'other';

/** The server's environment could not be made; the message says why, and what to do. */
export class SetupError extends Error {
    readonly obstacle: Obstacle;

    constructor(obstacle: Obstacle, message: string) {
        super(message);
        this.obstacle = obstacle;
    }

    /** Whether another Python may do. */
    get isPythons(): boolean {
        return ['python', 'venv', 'other'].includes(this.obstacle);
    }
}

export function cancelled(): SetupError {
    return new SetupError('cancelled', 'The set-up was cancelled.');
}

const NETWORK =
    /Failed to establish a new connection|Temporary failure in name resolution|getaddrinfo|ConnectTimeout|ReadTimeout|ProxyError|Network is unreachable|Connection refused|Connection reset|CERTIFICATE_VERIFY_FAILED|NewConnectionError|NameResolutionError|dns error/i;
const SPACE =
    /No space left on device|\[Errno 28\]|not enough space on the disk|Disk quota exceeded/i;
const VENV = /ensurepip is not available|No module named '?(venv|ensurepip)|python3?[\d.]*-venv/i;

/** What a failed `venv` or `pip` means, from all that it printed. */
export function explained(step: 'venv' | 'pip', printed: string): SetupError {
    if (SPACE.test(printed)) {
        return new SetupError('space', 'The disk is full. Make some room, and try again.');
    }
    if (step === 'venv' && VENV.test(printed)) {
        return new SetupError(
            'venv',
            'This Python can’t make environments: its modules venv and ensurepip are missing. ' +
                'On Debian and Ubuntu, install the package python3-venv; or choose another Python.',
        );
    }
    if (step === 'pip' && NETWORK.test(printed)) {
        return new SetupError(
            'network',
            'The packages that it needs could not be downloaded. Check the connection and the ' +
                'proxy that pip uses, and try again. Offline, install the package “slugline” into ' +
                'the workspace’s Python environment, or set slugline.server.path.',
        );
    }
    const last = printed.trim().split(/\r?\n/).at(-1) ?? '';
    const what = step === 'venv' ? 'Making its Python environment' : 'Installing it with pip';
    return new SetupError('other', `${what} failed${last ? `: ${last}` : ''}. The log says more.`);
}
