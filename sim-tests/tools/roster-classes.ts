/**
 * The roster as classes for other SDKs of Colyseus: Unity (C#) and C++. Written by Colyseus' own generator from the very file that
 * the server's room uses, so a field that is added there is added everywhere.
 *
 * `node sim-tests/tools/roster-classes.ts` writes client-sdk/generated; the test beside it makes them anew and compares.
 *
 * The generator reads TypeScript with the compiler's JavaScript API, which TypeScript 7 no longer has. The studio's checker needs an
 * older compiler that still has one, so the generator is given that one.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SCHEMA = join(ROOT, 'server/src/rooms/stage-state.ts');
const STUDIO = join(ROOT, 'client-sdk/studio/package.json');
const GENERATED = join(ROOT, 'client-sdk/generated');

/** Folder of each language and the generator's name for it. */
const LANGUAGES = ['csharp', 'cpp'] as const;

/** Runs before the generator: whoever asks for `typescript` is given the compiler. */
const GIVE_COMPILER = (url: string): string =>
  `import { registerHooks } from 'node:module';
registerHooks({
  resolve: (name, context, next) =>
    name === 'typescript' ? { url: ${JSON.stringify(url)}, format: 'commonjs', shortCircuit: true } : next(name, context),
});`;

/**
 * Makes the classes.
 *
 * @returns contents by path below client-sdk/generated
 * @throws Error with the generator's words when it fails
 */
export function makeRosterClasses(): Map<string, string> {
  const compiler = pathToFileURL(createRequire(STUDIO).resolve('typescript')).href;
  const generator = join(createRequire(SCHEMA).resolve('@colyseus/schema'), '../../bin/schema-codegen');
  const folder = mkdtempSync(join(tmpdir(), 'troupe-roster-'));
  const made = new Map<string, string>();
  try {
    const hook = join(folder, 'give-compiler.mjs');
    writeFileSync(hook, GIVE_COMPILER(compiler));
    for (const language of LANGUAGES) {
      const output = join(folder, language);
      mkdirSync(output);
      const args = [SCHEMA, `--${language}`, '--namespace', 'Troupe', '--output', output];
      execFileSync(process.execPath, ['--import', pathToFileURL(hook).href, generator, ...args], {
        stdio: 'pipe',
      });
      // The generator leaves blanks at line ends.
      for (const name of readdirSync(output).sort())
        made.set(`${language}/${name}`, readFileSync(join(output, name), 'utf8').replace(/[ \t]+$/gm, ''));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return made;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const language of LANGUAGES) {
    rmSync(join(GENERATED, language), { recursive: true, force: true });
    mkdirSync(join(GENERATED, language), { recursive: true });
  }
  for (const [path, content] of makeRosterClasses()) {
    writeFileSync(join(GENERATED, path), content);
    console.log(`client-sdk/generated/${path}`);
  }
}
