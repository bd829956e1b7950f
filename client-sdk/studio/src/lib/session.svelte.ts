import { type ConnectionState, type RosterEntry, StageClient } from '@troupe/client-sdk';
import {
  createGround,
  type Ground,
  type ShowMessage,
  type StageEventMessage,
} from '@troupe/client-sdk/protocol';
import { dropFile } from '@troupe/client-sdk/senses';
import { StageView } from '@troupe/client-sdk/three';
import { type BodyChoice, loadBodyChoices, ownBodyChoice } from './bodies.ts';
import { type Caption, CaptionQueue } from './caption.ts';
import { GuestSenses } from './guest-senses.svelte.ts';
import { OwnBodyPrediction, STEP_MS } from './own-body.ts';
import { ownBody } from './own-photo-body.ts';
import { FrameKeeper } from './probe.ts';
import { reroot } from './reroot.ts';
import { type CrowdCall, callAfter, ShowPresenter } from './show-presenter.ts';
import { StageSound } from './stage-sound.ts';
import { type FoundStage, findStage, stageAsked } from './stages.ts';
import { WalkInput } from './walk-input.ts';
import { WatchCamera } from './watch-camera.ts';
import { chooseGestures, type Locale } from './words.ts';

/** One entry of the log. */
export interface Told {
  readonly key: number;
  readonly kind: 'say' | 'gesture';
  readonly netId: number;
  readonly name: { readonly en: string; readonly ko: string };
  readonly own: boolean;
  readonly text: string;
  readonly locale: string;
  readonly brain: string;
  readonly atMs: number;
}

const LOG_MAX = 60;
const VIEW_EVERY_MS = 220;
const RETRY_S = 12;
/** The server keeps a broken guest's place this long, s. */
const SEAT_KEPT_S = 20;
/** After the last wish, stillness is sent for this many steps, then the line rests. */
const STILL_STEPS = 12;

const isOn = ({ status }: ShowMessage): boolean => status === 'playing' || status === 'paused';

/** A guest's visit: connection, picture, own body, and what the page shows of them. */
export class StageSession {
  state = $state<ConnectionState>('idle');
  reason = $state('');
  /** Seconds until the page tries again, or until the kept place is given up. */
  countdownS = $state(0);
  entered = $state(false);
  entering = $state(false);
  told = $state<Told[]>([]);
  guests = $state(0);
  performers = $state(0);
  latencyMs = $state(Number.NaN);
  fps = $state(0);
  actions = $state<readonly string[]>([]);
  bodies = $state<BodyChoice[]>([]);
  bodyTrouble = $state(false);
  subjectNetId = $state(0);
  /** The show that is on. */
  show = $state.raw<ShowMessage>();
  /** What is being said by who is looked at, or by who began last. */
  caption = $state<Caption | undefined>();
  /** What the show asks of the audience now. */
  crowdCall = $state.raw<CrowdCall>();
  /** The show has the camera of who watches. */
  directed = $state(false);
  /** The stages of this server, and the one that is shown. */
  place = $state.raw<FoundStage & { readonly ok: true }>();
  /** Keeps the moment that is shown: for pictures that take longer to draw than the moment lasts. */
  held = false;
  readonly sound = new StageSound();
  readonly presenter: ShowPresenter;
  readonly #told = new Map<StageClient, ShowMessage>();
  /** What was wrong with a file held out, or ''. */
  dropTrouble = $state('');
  /** Where the pointer is over the picture, CSS pixels; undefined when it is elsewhere. */
  pointer: { x: number; y: number } | undefined;
  /** What the guest lends of itself; all off until switched on. */
  readonly senses: GuestSenses;
  readonly input = new WalkInput();
  readonly frames = new FrameKeeper();
  view: StageView | undefined;
  #client: StageClient | undefined;
  #own: OwnBodyPrediction | undefined;
  #ground: Ground | undefined;
  #watch: WatchCamera | undefined;
  #locale: Locale;
  #wish = { name: '', bodyId: '', memoryKey: '' };
  #waiting: StageEventMessage[] = [];
  readonly #captions = new CaptionQueue();
  #keys = 0;
  #frame = 0;
  #lastMs = 0;
  #stepMs = 0;
  #stillSteps = 0;
  #viewSentMs = 0;
  #fpsFrames = 0;
  #fpsMs = 0;
  #clockTimer: ReturnType<typeof setInterval> | undefined;
  readonly #baseUrl: string;
  readonly #shown = { x: 0, y: 0, z: 0, yaw: 0 };
  readonly #past = { x: 0, y: 0, z: 0, yaw: 0 };

  constructor(baseUrl: string, locale: Locale) {
    this.#baseUrl = baseUrl.replace(/\/$/, '');
    this.#locale = locale;
    const ray = () => this.pointer && this.view?.rayAt(this.pointer.x, this.pointer.y);
    this.senses = new GuestSenses(this.#baseUrl, ray);
    this.presenter = new ShowPresenter(this.#baseUrl, () => this.sound.context);
  }

  /** Moment of the stage that is shown now, ms; NaN before there is any. */
  shownMs(): number {
    return this.#client?.sampler.clock.renderMs ?? Number.NaN;
  }

  /** Stage time now, ms; NaN before there is any. */
  stageMs(): number {
    return this.#client?.stageMs() ?? Number.NaN;
  }

  get client(): StageClient | undefined {
    return this.#client;
  }

  set locale(locale: Locale) {
    this.#locale = locale;
    this.#renamePeople();
  }

  /** Builds the picture and opens the stage to watch. @throws Error when WebGL or the stage file is missing */
  async start(canvas: HTMLCanvasElement, labels: HTMLElement): Promise<void> {
    this.state = 'connecting';
    const found = await findStage(this.#baseUrl);
    if (!found.ok) {
      this.#fail('error', found.trouble);
      this.#afterRetry = () => this.start(canvas, labels);
      return;
    }
    this.place = found;
    const { file: stage } = found;
    this.#ground = createGround(stage);
    const search = new URLSearchParams(location.search);
    const coarse = matchMedia('(pointer: coarse)').matches;
    this.view = new StageView({
      canvas,
      stage,
      assetsUrl: `${this.#baseUrl}/assets`,
      labels,
      quality: Number(search.get('quality') ?? (coarse ? 2 : 0)),
      qualityFixed: search.has('fixed'),
    });
    this.#watch = new WatchCamera(this.view, matchMedia('(prefers-reduced-motion: reduce)').matches);
    this.#afterRetry = () => this.#open();
    this.#lastMs = performance.now();
    this.#frame = requestAnimationFrame(this.#tick);
    this.#clockTimer ??= setInterval(() => this.#everySecond(), 1_000);
    await this.#open();
  }

  #afterRetry: () => Promise<void> = async () => {};

  /** Steps onto the stage with a body; the page goes on watching until the body is there. */
  async enter(name: string, bodyId: string, memoryKey: string): Promise<void> {
    this.entering = true;
    this.#wish = { name, bodyId, memoryKey };
    await this.#open();
    this.entering = false;
  }

  /** Takes the body off the stage and watches again. */
  async leave(): Promise<void> {
    this.#wish = { name: '', bodyId: '', memoryKey: '' };
    await this.#open();
  }

  /** Tries again at once. */
  retry(): void {
    this.countdownS = 0;
    void this.#afterRetry();
  }

  say(text: string): void {
    const line = text.trim();
    if (line !== '') this.#client?.say(line, /[ㄱ-힝]/.test(line) ? 'ko' : this.#locale);
  }

  /** Holds a file out to who is near. */
  async drop(file: File): Promise<void> {
    if (!this.#client || !this.entered) return;
    this.dropTrouble = await dropFile(this.#client, file).then(
      () => '',
      (error: Error) => error.message,
    );
  }

  gesture(action: string): void {
    this.#client?.gesture(action);
  }

  /** Looks at somebody; with a body, turns the view towards them. */
  focus(netId: number): void {
    const { view } = this;
    const person = view?.people.get(netId);
    if (!view || !person) return;
    if (this.entered) {
      const dx = this.#shown.x - person.hips[0];
      const dz = this.#shown.z - person.hips[2];
      if (netId !== view.ownNetId && Math.hypot(dx, dz) > 0.3) view.rig.yaw = Math.atan2(dx, dz);
    } else {
      view.subject = { netId };
      this.subjectNetId = netId;
      view.rig.distanceM = Math.min(view.rig.distanceM, 4.6);
    }
  }

  /** Somebody has a hand on the camera. */
  touchCamera(): void {
    this.#watch?.chosen();
  }

  /** Opens a connection for the present wish; the old one goes only when the new one lives. */
  async #open(): Promise<void> {
    const { name, bodyId, memoryKey } = this.#wish;
    const own = ownBody();
    const bodySecret = own?.bodyId === bodyId ? own.secret : '';
    const wish = { name, bodyId, bodySecret, memoryKey, remember: memoryKey !== '', stage: stageAsked() };
    const client = new StageClient({ url: this.#baseUrl, locale: this.#locale, ...wish });
    if (new URLSearchParams(location.search).has('probe')) this.frames.watch(client);
    const before = this.#client;
    if (before?.state !== 'live') this.state = 'connecting';
    client.on('state', ({ state, reason }) => {
      if (this.#client === client || state !== 'connecting') this.#stateChanged(client, state, reason);
    });
    client.on('event', (event) => {
      if (this.#client === client) this.#waiting.push(event);
    });
    client.on('works', (works) => this.view?.set.works.set(works, this.#baseUrl));
    client.on('worn', (worn) => this.view?.wear(worn, this.#baseUrl));
    client.on('show', (show) => this.#told.set(client, show));
    this.presenter.follow(client);
    client.on('behaviour', (news) => {
      if (this.#client === client) this.#captions.add(news);
    });
    client.on('own', (own) => {
      if (this.#client === client) this.#own?.settle(own);
    });
    client.on('join', (entry) => {
      if (this.#client === client) this.#join(entry);
    });
    client.on('leave', (entry) => {
      if (this.#client === client) this.#leave(entry);
    });
    try {
      const welcome = await client.connect();
      this.#client = client;
      this.#own = welcome.netId > 0 && this.#ground ? new OwnBodyPrediction(this.#ground) : undefined;
      this.actions = chooseGestures(welcome.actions);
      this.entered = welcome.netId > 0;
      this.#stateChanged(client, 'live', '');
      this.#adopt(client);
      if (before) await before.leave().catch(() => undefined);
    } catch {
      // The state that the client has set says what happened; the page shows it.
      this.entering = false;
    }
  }

  /** Makes the people of the picture those of this client's roster. */
  #adopt(client: StageClient): void {
    const { view } = this;
    if (!view) return;
    view.ownNetId = client.netId;
    this.senses.follow(client);
    this.caption = undefined;
    this.#captions.clear();
    this.sound.follow(client);
    this.show = undefined;
    view.show.message = undefined;
    this.presenter.adopt(client, this.#told.get(client));
    this.#told.clear();
    for (const netId of [...view.people.keys()]) if (!client.roster.has(netId)) view.removePerson(netId);
    for (const entry of client.roster.values()) this.#join(entry);
    if (client.netId > 0) {
      view.subject = { netId: client.netId };
      view.rig.yaw = 0;
      view.rig.pitch = 0.06;
      view.rig.distanceM = 4.4;
    } else {
      this.#chooseSubject();
    }
    this.#count();
    // The roster comes in one piece a moment after the welcome.
    if (this.bodies.length === 0) setTimeout(() => void this.#loadBodies(), 600);
  }

  #join(entry: RosterEntry): void {
    const { view } = this;
    if (!view || entry.bodyId === '') return;
    const info = { bodyId: entry.bodyId, name: entry.name[this.#locale], kind: entry.kind };
    if (view.people.has(entry.netId)) return;
    view.addPerson(entry.netId, info);
    if (!this.entered) this.#chooseSubject();
    this.#count();
  }

  #leave(entry: RosterEntry): void {
    this.view?.removePerson(entry.netId);
    if (this.subjectNetId === entry.netId) this.#chooseSubject(true);
    this.#count();
  }

  /** Watches Tilda, else the first performer. */
  #chooseSubject(again = false): void {
    const { view } = this;
    if (!view || (!again && this.subjectNetId > 0 && view.people.has(this.subjectNetId))) return;
    const wished = new URLSearchParams(location.search).get('watch') ?? 'tilda';
    const people = [...view.people.values()];
    const person = people.find((one) => one.info.bodyId === wished) ?? people[0];
    if (!person) return;
    view.subject = { netId: person.netId };
    this.subjectNetId = person.netId;
  }

  async #loadBodies(): Promise<void> {
    const people = [...(this.#client?.roster.values() ?? [])];
    const roster = people.filter((entry) => entry.kind === 'performer');
    const found = await loadBodyChoices(`${this.#baseUrl}/assets`, roster);
    const own = await ownBodyChoice(this.#baseUrl, ownBody());
    if (found.length > 0) this.bodies = own ? [own, ...found] : found;
  }

  #renamePeople(): void {
    for (const entry of this.#client?.roster.values() ?? []) {
      const person = this.view?.people.get(entry.netId);
      if (person) person.info = { ...person.info, name: entry.name[this.#locale] };
    }
  }

  #count(): void {
    const entries = [...(this.#client?.roster.values() ?? [])];
    this.guests = entries.filter((entry) => entry.kind === 'guest').length;
    this.performers = entries.length - this.guests;
  }

  #stateChanged(client: StageClient, state: ConnectionState, reason: string): void {
    // A spectator that leaves because the guest stepped in says nothing about the visit.
    if (this.#client && client !== this.#client && (state === 'closed' || state === 'live')) return;
    if (state === 'live') {
      this.state = 'live';
      this.reason = '';
      this.countdownS = 0;
    } else if (state === 'reconnecting') {
      this.state = state;
      this.countdownS = SEAT_KEPT_S;
    } else if (state === 'connecting') {
      if (this.state !== 'live') this.state = state;
    } else {
      this.#fail(state, reason);
    }
  }

  #fail(state: ConnectionState, reason: string): void {
    this.state = state;
    this.reason = reason;
    this.entering = false;
    this.countdownS = state === 'versionMismatch' ? 0 : RETRY_S;
    this.#clockTimer ??= setInterval(() => this.#everySecond(), 1_000);
  }

  #everySecond(): void {
    this.latencyMs = this.#client?.clock.roundTripMs ?? Number.NaN;
    this.bodyTrouble = (this.view?.library.failures.size ?? 0) > 0;
    if (this.countdownS > 0) {
      this.countdownS -= 1;
      if (this.countdownS === 0 && ['full', 'error', 'closed'].includes(this.state)) this.retry();
    }
  }

  readonly #tick = (nowMs: number): void => {
    this.#frame = requestAnimationFrame(this.#tick);
    const dtS = Math.max(0, (nowMs - this.#lastMs) / 1000);
    this.#lastMs = nowMs;
    if (this.held) {
      this.view?.render(0);
      return;
    }
    this.#fpsFrames += 1;
    if (nowMs - this.#fpsMs > 1_000) {
      this.fps = Math.round((this.#fpsFrames * 1000) / (nowMs - this.#fpsMs));
      this.#fpsFrames = 0;
      this.#fpsMs = nowMs;
    }
    this.#drawFrame(dtS, nowMs);
  };

  #drawFrame(dtS: number, nowMs: number): void {
    const view = this.view!;
    const client = this.#client;
    if (client) {
      const stageMs = client.stageMs();
      const renderMs = stageMs - client.sampler.clock.delayMs;
      this.#stepOwnBody(dtS, client);
      const sampled = client.sampler.sample(stageMs);
      for (const body of sampled) {
        const own = body.netId === client.netId && this.#own?.known;
        if (own && this.#own?.settledAt(renderMs, this.#past)) reroot(body, this.#past, this.#shown);
        view.pose(body, dtS);
      }
      for (const [index, prop] of client.props) view.setProp(index, prop.position, prop.rotation);
      view.set.works.update(renderMs);
      this.#takeShow(client);
      this.#tellDue(renderMs);
      this.#sendView(client, nowMs);
    }
    this.sound.update(view);
    this.senses.update(nowMs);
    const directed = !this.entered && this.show !== undefined && isOn(this.show) && !this.#watch?.byHand;
    // In a shot the picture belongs to the people: who they are and what they say stands on the screen.
    if (view.labels && directed !== this.directed)
      view.labels.namesShown = view.labels.linesShown = !directed;
    this.directed = directed;
    view.show.directs = directed;
    if (!this.entered && !this.directed) this.#watch?.update(dtS);
    else this.#watch?.pass(dtS);
    view.render(dtS);
  }

  /** What of the show has come to its moment. */
  #takeShow(client: StageClient): void {
    const { show, cues } = this.presenter.update(client, this.view!);
    if (show) this.show = show;
    this.crowdCall = callAfter(this.crowdCall, cues, client.sampler.clock.renderMs);
  }

  /** Predicts the own body in steps of a tick and sends what it was asked. */
  #stepOwnBody(dtS: number, client: StageClient): void {
    const own = this.#own;
    if (!own?.known || client.state !== 'live') return;
    this.#stepMs = Math.min(this.#stepMs + dtS * 1000, STEP_MS * 4);
    while (this.#stepMs >= STEP_MS) {
      this.#stepMs -= STEP_MS;
      const wish = this.input.wish(this.view!.rig.yaw);
      this.#stillSteps = wish.moveX === 0 && wish.moveZ === 0 ? this.#stillSteps + 1 : 0;
      if (this.#stillSteps <= STILL_STEPS) own.step(client.sendInput(wish), wish);
    }
    own.present(dtS, this.#shown);
  }

  /** Shows lines and gestures at the moment of the picture they belong to. */
  #tellDue(renderMs: number): void {
    this.caption = this.#captions.take(this.caption, renderMs, this.#client?.roster);
    const due = this.#waiting.filter((event) => event.atMs <= renderMs);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter((event) => event.atMs > renderMs);
    for (const event of due) this.#tell(event);
  }

  #tell(event: StageEventMessage): void {
    const entry = this.#client?.roster.get(event.netId);
    if (event.kind === 'say') {
      this.view?.say(event.netId, event.text, { locale: event.locale, durationMs: event.durationMs });
      if (!this.entered) this.#watch?.speaker(event.netId);
    }
    this.#keys += 1;
    const told: Told = {
      key: this.#keys,
      kind: event.kind,
      netId: event.netId,
      name: entry?.name ?? { en: '?', ko: '?' },
      own: event.netId === this.#client?.netId,
      text: event.text,
      locale: event.locale,
      brain: event.brain,
      atMs: event.atMs,
    };
    this.told = [...this.told.slice(-LOG_MAX + 1), told];
  }

  #sendView(client: StageClient, nowMs: number): void {
    if (nowMs - this.#viewSentMs < VIEW_EVERY_MS || client.state !== 'live') return;
    this.#viewSentMs = nowMs;
    client.setView(this.view!.lookingFrom());
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    clearInterval(this.#clockTimer);
    this.presenter.stop();
    this.sound.stop();
    this.senses.follow(undefined);
    void this.#client?.leave().catch(() => undefined);
    this.view?.dispose();
  }
}
