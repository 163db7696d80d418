// Whom programs speak to over the network, as the system sees it, and a proxy that notes hosts.
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';

/** What goes before a command line, to write all that it and its children speak to into a file. */
export function watched(file) {
    return [
        ...[process.env.TEST_STRACE, '-f', '--seccomp-bpf', '-qq', '-s', '0', '-o', file],
        ...['-e', 'signal=none', '-e', 'trace=connect,sendto,sendmsg,sendmmsg'],
    ];
}

/** The addresses in such a file, such as `127.0.0.1:80`, each once. */
export async function addresses(file) {
    const at = /sin6?_port=htons\((\d+)\).*?inet_(?:addr\(|pton\(AF_INET6, )"([^"]+)"/g;
    const found = (await readFile(file, 'utf8')).matchAll(at);
    return [...new Set([...found].map(([, port, address]) => `${address}:${port}`))];
}

/** A proxy for HTTP and HTTPS that notes whom it is asked for, and can be without a network. */
export class Proxy {
    hosts = new Set();
    isOnline = false;

    static async start() {
        const its = new Proxy();
        its.server = http.createServer((request, answer) => its.fetch(request, answer));
        its.server.on('connect', (request, socket, head) => its.tunnel(request.url, socket, head));
        await new Promise((resolve) => its.server.listen(0, '127.0.0.1', resolve));
        its.address = `127.0.0.1:${its.server.address().port}`;
        return its;
    }

    stop() {
        this.server.closeAllConnections();
        this.server.close();
    }

    tunnel(place, socket, head) {
        const { hostname, port } = new URL(`http://${place}`);
        this.hosts.add(hostname);
        if (!this.isOnline) {
            socket.destroy();
            return;
        }
        const other = net.connect(Number(port), hostname, () => {
            socket.write('HTTP/1.1 200 OK\r\n\r\n');
            other.write(head);
            other.pipe(socket).pipe(other);
        });
        for (const one of [socket, other]) {
            one.on('error', () => [socket, other].forEach((each) => each.destroy()));
        }
    }

    fetch(request, answer) {
        this.hosts.add(new URL(request.url).hostname);
        if (!this.isOnline) {
            answer.destroy();
            return;
        }
        const { method, headers } = request;
        const other = http.request(request.url, { method, headers }, (its) => {
            answer.writeHead(its.statusCode, its.headers);
            its.pipe(answer);
        });
        other.on('error', () => answer.destroy());
        request.pipe(other);
    }
}
