import { Client, type Room } from '@colyseus/sdk';

/** Tells of a room before it connects: what comes in the same packet as the seat would find nobody listening. */
export class EarlyClient extends Client {
  readonly #made: (room: Room) => void;

  constructor(endpoint: string, made: (room: Room) => void) {
    super(endpoint);
    this.#made = made;
  }

  protected override createRoom<T>(...args: Parameters<Client['createRoom']>): Room<unknown, T> {
    const room = super.createRoom(...args);
    this.#made(room as Room);
    return room as Room<unknown, T>;
  }
}
