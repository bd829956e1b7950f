import { connect, createServer, type Server, type Socket } from 'node:net';

/** A road to a server that is longer than it looks. */
export interface DelayProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on a free port and hands every byte on, each way `delayMs` later. */
export async function delayProxy(targetPort: number, delayMs: number): Promise<DelayProxy> {
  const open = new Set<Socket>();
  const later = (from: Socket, to: Socket): void => {
    open.add(from);
    from.on('data', (bytes) => setTimeout(() => to.writable && to.write(bytes), delayMs));
    from.on('close', () => {
      open.delete(from);
      setTimeout(() => to.destroy(), delayMs);
    });
    from.on('error', () => to.destroy());
  };
  const server: Server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    near.setNoDelay(true);
    far.setNoDelay(true);
    later(near, far);
    later(far, near);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      for (const socket of open) socket.destroy();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
