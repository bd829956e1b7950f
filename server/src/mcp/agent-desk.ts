// CONTRIBUTOR NOTES
// An agent outside is a brain like another: what guests ask goes out as thought asks, what it says and does comes back as the
// same steps that a model's answers are, so the policy, the limits, the deadline and the offline brain behind it are the ones
// that hold for a model (server/src/brain). Only what it does unasked goes its own way, and through the same policy.
import { TokenBucket } from '../gate/token-bucket.ts';
import { ownSentences } from '../remote-brain/index.ts';
import type { StageHost } from '../rooms/index.ts';
import type { MailboxMessage } from '../tick/index.ts';
import {
  HUMAN_KIND,
  type StageEvent,
  slotOf,
  THOUGHT_LIMITS,
  type ThoughtAsk,
  TICK_MS,
} from '../world/index.ts';

export const AGENT_LIMITS = {
  /** What an agent does, a second and at once. */
  actsPerSecond: 4,
  actsBurst: 12,
  /** An agent that does not listen for so long is no brain any more, ms; the longest that one listens at once, ms. */
  idleMs: 30_000,
  listenMsMax: 25_000,
  /** Lines and questions kept for who listens later. */
  linesKept: 200,
  asksKept: 32,
  /** Longest text of one act, characters. */
  textMax: 1_000,
} as const;

/** A line that was said aloud on stage. */
export interface HeardLine {
  readonly n: number;
  readonly atMs: number;
  readonly by: string;
  readonly byNetId: number;
  readonly guest: boolean;
  readonly to: string;
  readonly text: string;
}

/** What an agent hears. */
export interface Heard {
  readonly lines: readonly HeardLine[];
  /** What guests say to performers that the agent thinks for; answered by `say` with its id. */
  readonly asks: readonly ThoughtAsk[];
  /** Where to listen on. */
  readonly next: number;
}

/** What an agent wants done: `ask` answers a guest, without it the performer acts by itself. */
export interface AgentWish {
  readonly performer: string;
  readonly ask?: number | undefined;
  /** Name of the guest it is meant for. */
  readonly to?: string | undefined;
}

type Tool = 'gesture' | 'walk' | 'look' | 'paint';

/** The place where agents hear a stage and act on it. One of them at a time may be the brain. */
export class AgentDesk {
  readonly #host: StageHost;
  readonly #nowMs: () => number;
  readonly #bucket: TokenBucket;
  readonly #lines: HeardLine[] = [];
  readonly #waking = new Set<() => void>();
  #count = 0;
  #asks: ThoughtAsk[] = [];
  #holder:
    | { readonly agent: string; readonly name: string; readonly performers: readonly number[] }
    | undefined;
  #heardMs = 0;
  #before: { readonly askBrain: StageHost['askBrain']; readonly name: string } | undefined;

  constructor(host: StageHost, nowMs: () => number) {
    this.#host = host;
    this.#nowMs = nowMs;
    const { actsPerSecond: perSecond, actsBurst: burst } = AGENT_LIMITS;
    this.#bucket = new TokenBucket({ perSecond, burst }, nowMs());
    host.listeners.add({
      onRoster() {},
      onProgress() {},
      onShow() {},
      onWorks() {},
      onLost() {},
      onEvents: (events) => this.#take(events),
    });
  }

  /** Name of the brain that an agent is now; '' while none is. */
  get brain(): string {
    return this.#holder?.name ?? '';
  }

  /**
   * Makes an agent the brain of performers: what guests say to them is asked of it.
   * @throws Error when another agent is, or nobody is called so
   */
  takeBrain(agent: string, name: string, performers: readonly string[]): void {
    this.#release();
    if (this.#holder && this.#holder.agent !== agent)
      throw new Error(`${this.#holder.name} is the brain already; it has to give it back first`);
    const netIds = performers.map((one) => this.performer(one));
    this.#before ??= { askBrain: this.#host.askBrain, name: this.#host.world.social.thoughts.brain };
    const clean = name.replace(/[^\p{L}\p{N}._ -]/gu, '').slice(0, 40) || 'agent';
    this.#holder = { agent, name: `mcp:${clean}`, performers: netIds };
    this.#heardMs = this.#nowMs();
    this.#host.askBrain = (asks, post) => this.#askAgent(asks, post);
    this.#host.mailbox.post({ type: 'brain', name: this.#holder.name });
  }

  /** Gives the minds back to the brain they had. Questions that wait are answered by the offline brain. */
  giveBrain(agent: string): boolean {
    if (!this.#holder || this.#holder.agent !== agent || !this.#before) return false;
    for (const ask of this.#asks) this.#thought(ask.id, { kind: 'failed' });
    this.#asks = [];
    this.#host.askBrain = this.#before.askBrain;
    this.#host.mailbox.post({ type: 'brain', name: this.#before.name });
    this.#holder = undefined;
    this.#before = undefined;
    return true;
  }

  /** What was said since `after`, and what guests ask; waits for it up to `waitMs`. */
  async listen(agent: string, after: number, waitMs: number): Promise<Heard> {
    const mine = this.#holder?.agent === agent;
    if (mine) this.#heardMs = this.#nowMs();
    const there = (): Heard => ({
      lines: this.#lines.filter(({ n }) => n > after),
      asks: mine ? this.#asks.splice(0) : [],
      next: this.#count,
    });
    const now = there();
    if (now.lines.length + now.asks.length > 0 || waitMs <= 0) return now;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, Math.min(waitMs, AGENT_LIMITS.listenMsMax));
      const waking = this.#waking;
      function done(): void {
        clearTimeout(timer);
        waking.delete(done);
        resolve();
      }
      waking.add(done);
    });
    if (mine) this.#heardMs = this.#nowMs();
    return there();
  }

  /**
   * Has a performer say something; how many sentences of it.
   * @throws Error telling what is wrong with the wish
   */
  say(wish: AgentWish, text: string): number {
    const { netId, toNetId } = this.#read(wish);
    const { names } = this.#host.world.social;
    const self = names[slotOf(this.#host.world, netId)].en;
    const others = this.people().flatMap((one) => (one.netId === netId ? [] : [one.name]));
    const sentences = ownSentences(
      text.slice(0, AGENT_LIMITS.textMax),
      self,
      others,
      THOUGHT_LIMITS.sentencesMax,
    );
    if (sentences.length === 0)
      throw new Error('nothing of that can be said aloud: say plain sentences, as yourself');
    for (const sentence of sentences) {
      const locale = /[ㄱ-힝]/.test(sentence) ? 'ko' : 'en';
      const step = { kind: 'sentence', text: sentence, locale } as const;
      if (wish.ask === undefined) this.#act(netId, toNetId, step);
      else this.#thought(wish.ask, step);
    }
    if (wish.ask !== undefined) this.#thought(wish.ask, { kind: 'done' });
    return sentences.length;
  }

  /** Has a performer do something; whether it may is decided in the tick. */
  tool(wish: AgentWish, name: Tool, argument: string): void {
    const { netId, toNetId } = this.#read(wish);
    const step = { kind: 'tool', name, argument: argument.slice(0, 200) } as const;
    if (wish.ask === undefined) this.#act(netId, toNetId, step);
    else this.#thought(wish.ask, step);
  }

  /** Erases a guest who is here, as "forget me" does; other guests and performers are not touched. */
  forget(guest: string): void {
    this.#spend();
    const found = this.#find(guest, HUMAN_KIND.guest);
    this.#host.post({ type: 'forget', netId: found });
  }

  /** Wire id of a performer by its name. @throws Error naming who is there */
  performer(name: string): number {
    return this.#find(name, HUMAN_KIND.performer);
  }

  people(): {
    readonly netId: number;
    readonly name: string;
    readonly guest: boolean;
    readonly x: number;
    readonly z: number;
  }[] {
    const { humans, social } = this.#host.world;
    const found: ReturnType<AgentDesk['people']> = [];
    for (let slot = 0; slot < humans.count; slot++) {
      if (humans.kind[slot] === HUMAN_KIND.free) continue;
      found.push({
        netId: humans.netId[slot],
        name: social.names[slot].en,
        guest: humans.kind[slot] === HUMAN_KIND.guest,
        x: Math.round(humans.position[slot * 3] * 10) / 10,
        z: Math.round(humans.position[slot * 3 + 2] * 10) / 10,
      });
    }
    return found;
  }

  #read({ performer, to }: AgentWish): { netId: number; toNetId: number } {
    this.#spend();
    const netId = this.performer(performer);
    return { netId, toNetId: to === undefined ? 0 : this.#find(to, HUMAN_KIND.guest) };
  }

  #spend(): void {
    if (!this.#bucket.take(this.#nowMs()))
      throw new Error(`too much at once: at most ${AGENT_LIMITS.actsPerSecond} acts a second`);
  }

  /** By the name in either language, or by the wire id. */
  #find(name: string, kind: number): number {
    const { humans, social } = this.#host.world;
    const wanted = name.trim().toLowerCase();
    const there: string[] = [];
    for (let slot = 0; slot < humans.count; slot++) {
      if (humans.kind[slot] !== kind) continue;
      const { en, ko } = social.names[slot];
      if ([en.toLowerCase(), ko.toLowerCase(), `${humans.netId[slot]}`].includes(wanted))
        return humans.netId[slot];
      there.push(en);
    }
    const what = kind === HUMAN_KIND.guest ? 'guest' : 'performer';
    throw new Error(
      `there is no ${what} "${name.slice(0, 40)}" on stage; ${there.length > 0 ? `there are ${there.slice(0, 24).join(', ')}` : 'there is none'}`,
    );
  }

  #act(netId: number, toNetId: number, step: Extract<MailboxMessage, { type: 'act' }>['step']): void {
    this.#host.mailbox.post({ type: 'act', netId, toNetId, brain: this.brain || 'mcp:agent', step });
  }

  #thought(id: number, step: Extract<MailboxMessage, { type: 'thought' }>['step']): void {
    this.#host.mailbox.post({ type: 'thought', id, brain: this.brain || 'mcp:agent', step });
  }

  /** Questions for performers that the agent thinks for wait for it; the others go where they went before. */
  #askAgent(asks: readonly ThoughtAsk[], post: (message: MailboxMessage) => void): void {
    this.#release();
    const performers: readonly number[] = this.#holder?.performers ?? [];
    const mine = asks.filter(
      ({ performerNetId, purpose }) => performers.includes(performerNetId) && purpose === undefined,
    );
    const rest = asks.filter((ask) => !mine.includes(ask));
    this.#asks.push(...mine);
    for (const late of this.#asks.splice(0, Math.max(0, this.#asks.length - AGENT_LIMITS.asksKept)))
      this.#thought(late.id, { kind: 'failed' });
    const before = this.#before?.askBrain;
    if (rest.length > 0 && before) before(rest, post);
    else for (const { id } of rest) this.#thought(id, { kind: 'failed' });
    this.#wake();
  }

  /** An agent that has gone silent is no brain: guests are not left waiting for it. */
  #release(): void {
    const { agent } = this.#holder ?? {};
    if (agent !== undefined && this.#nowMs() - this.#heardMs > AGENT_LIMITS.idleMs) this.giveBrain(agent);
  }

  #take(events: readonly StageEvent[]): void {
    const { world } = this.#host;
    for (const { kind, netId, toNetId, text, tick } of events) {
      if (kind !== 'say') continue;
      const slot = slotOf(world, netId);
      const to = slotOf(world, toNetId);
      this.#count += 1;
      this.#lines.push({
        n: this.#count,
        atMs: tick * TICK_MS,
        by: slot < 0 ? '' : world.social.names[slot].en,
        byNetId: netId,
        guest: slot >= 0 && world.humans.kind[slot] === HUMAN_KIND.guest,
        to: to < 0 ? '' : world.social.names[to].en,
        text,
      });
    }
    this.#lines.splice(0, Math.max(0, this.#lines.length - AGENT_LIMITS.linesKept));
    if (events.some(({ kind }) => kind === 'say')) this.#wake();
  }

  #wake(): void {
    for (const waking of [...this.#waking]) waking();
  }
}
