/** The import table of DESIGN section 2 and the small readers that the tidy test needs. */

/** What each layer may import besides itself. A layer not listed here may be imported by anyone (npm packages). */
const ALLOWED: Record<string, readonly string[]> = {
  assets: [],
  avatars: ['assets'],
  protocol: ['avatars', 'assets'],
  client: ['protocol', 'avatars', 'assets'],
  studio: ['client', 'protocol', 'avatars', 'assets'],
  'server/world': ['protocol', 'avatars', 'assets'],
  'server/leaf': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/tick': ['server/world', 'server/leaf', 'protocol', 'avatars', 'assets'],
  'server/send': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/physics': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/navigate': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/motion': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/behaviour': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/brain': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/music': ['protocol', 'avatars', 'assets'],
  'server/shows': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/bridges': ['server/shows', 'server/world', 'protocol', 'avatars', 'assets'],
  'server/senses': ['server/world', 'protocol', 'avatars', 'assets'],
  'server/record': ['server/tick', 'server/world', 'server/leaf', 'protocol', 'avatars', 'assets'],
  'server/rooms': [
    'server/tick',
    'server/send',
    'server/world',
    'server/leaf',
    'server/record',
    'protocol',
    'avatars',
    'assets',
  ],
};

/** Layers that may import everything but sim-tests and cli: the composition roots. */
const ROOTS = ['server/main'];

/** Layer of a file path (relative to the checkout) or of a package specifier. */
export function layerOf(target: string): string {
  if (/^(cli\/|troupe$)/.test(target)) return 'cli';
  if (/^(@troupe\/)?sim-tests(\/|$)/.test(target)) return 'sim-tests';
  if (/^(@troupe\/)?assets(\/|$)/.test(target)) return 'assets';
  if (/^(@troupe\/)?avatars(\/|$)/.test(target)) return 'avatars';
  if (/^client-sdk\/studio(\/|$)/.test(target)) return 'studio';
  if (/^(@troupe\/)?client-sdk\/protocol(\/|$)/.test(target)) return 'protocol';
  if (/^(@troupe\/)?client-sdk(\/|$)/.test(target)) return 'client';
  const server = /^(?:@troupe\/server|server\/src)\/([a-z]+)/.exec(target);
  if (server) return serverLayer(server[1]);
  if (/^@troupe\/server$/.test(target)) return 'server/main';
  return 'npm';
}

function serverLayer(folder: string): string {
  const name = `server/${folder}`;
  if (name in ALLOWED) return name;
  // gate, store, memory, learn and observe are leaves behind ports; files directly in src are the composition root.
  return ['gate', 'store', 'memory', 'learn', 'observe'].includes(folder) ? 'server/leaf' : 'server/main';
}

/** True when a file of layer `from` may import layer `to`. */
export function mayImport(from: string, to: string): boolean {
  if (to === 'npm' || from === to) return true;
  if (from === 'npm' || from === 'cli' || from === 'sim-tests') return true;
  if (to === 'sim-tests' || to === 'cli') return false;
  if (ROOTS.includes(from)) return true;
  return ALLOWED[from]?.includes(to) ?? false;
}

/** Module specifiers of static and dynamic imports and re-exports. */
export function findImports(source: string): string[] {
  const pattern = /(?:\bfrom\s+|\bimport\s*\(\s*|^import\s+)['"]([^'"]+)['"]/gm;
  return [...source.matchAll(pattern)].map((match) => match[1]);
}

/** Names of functions and methods longer than `max` lines, found by the indentation biome guarantees. */
export function longFunctions(source: string, max: number): string[] {
  const lines = source.split('\n');
  const start =
    /^(\s*)(?:export\s+)?(?:async\s+)?(?:function\*?\s+(\w+)|(?:const\s+)(\w+)\s*=\s*(?:async\s*)?\(.*=>\s*\{$|(?!if|for|while|switch|catch)(\w+)\(.*\{$)/;
  const found: string[] = [];
  lines.forEach((line, i) => {
    const match = start.exec(line);
    if (!match) return;
    const close = lines.findIndex((other, j) => j > i && other.startsWith(`${match[1]}}`));
    if (close > 0 && close - i + 1 > max)
      found.push(`${match[2] ?? match[3] ?? match[4]} (${close - i + 1} lines)`);
  });
  return found;
}
