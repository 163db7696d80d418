const LIMIT = 4;
const SPAN = 180_000;

/** How often the server has been started anew after it ended by itself. */
export class Restarts {
    readonly limit = LIMIT;
    private times: number[] = [];

    /** Counts one more end at a time in milliseconds; whether it may be started again. */
    mayRestart(now: number): boolean {
        this.times = [...this.times.filter((time) => now - time < SPAN), now];
        return this.times.length <= LIMIT;
    }

    forget(): void {
        this.times = [];
    }
}
