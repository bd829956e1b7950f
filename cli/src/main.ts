import { COMMANDS, type Command } from './commands.ts';
import { tellUnknownOption } from './unknown-option.ts';

/** Text of `troupe --help`. */
export function helpText(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return [
    'troupe: AI minds with a body and a stage',
    '',
    ...lines,
    '',
    'troupe COMMAND --help shows the options of one.',
  ].join('\n');
}

/** Finds the command whose words the arguments begin with; the longest name wins. */
export function findCommand(args: readonly string[]): { command: Command; rest: string[] } | undefined {
  const matches = COMMANDS.filter((command) => command.name.split(' ').every((word, i) => args[i] === word));
  const command = matches.sort((a, b) => b.name.length - a.name.length)[0];
  return command && { command, rest: args.slice(command.name.split(' ').length) };
}

/** Help of all commands that share a first word, such as `troupe crowd`; undefined when there are none. */
function groupText(word: string): string | undefined {
  const group = COMMANDS.filter((command) => command.name.startsWith(`${word} `));
  if (group.length === 0) return undefined;
  return group.map(({ summary, usage }) => `${usage}\n    ${summary}`).join('\n\n');
}

/** Names that begin like the word given, for "did you mean". */
function suggestions(args: readonly string[]): string {
  const near = COMMANDS.filter((command) => command.name.startsWith(args[0]?.slice(0, 2) ?? '')).map(
    (c) => c.name,
  );
  return near.length > 0 ? ` Did you mean: ${near.join(', ')}?` : '';
}

/** Runs one command line; resolves to the exit code. */
export async function main(args: string[]): Promise<number> {
  if (args.length === 0 || args[0] === '--help' || args[0] === 'help') {
    console.log(helpText());
    return 0;
  }
  const found = findCommand(args);
  const group = found ? undefined : groupText(args[0]);
  if (group && (args.length === 1 || args.includes('--help'))) {
    console.log(group);
    return args.includes('--help') ? 0 : 1;
  }
  if (!found) {
    console.error(
      `troupe: there is no command "${args.join(' ')}".${suggestions(args)} See \`troupe --help\`.`,
    );
    return 1;
  }
  if (found.rest.includes('--help')) {
    const { summary, usage, help } = found.command;
    console.log([summary, `  ${usage}`, ...(help ? [help] : [])].join('\n\n'));
    return 0;
  }
  try {
    const work = await found.command.load();
    const code = await work.run(found.rest);
    return typeof code === 'number' ? code : 0;
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    const wrong = tellUnknownOption(known, found.command);
    if (wrong) {
      console.error(`troupe ${found.command.name}: ${wrong}`);
      return 1;
    }
    console.error(`troupe ${found.command.name}: ${known.message}`);
    if (process.env.TROUPE_DEBUG) console.error(known.stack);
    else console.error('(TROUPE_DEBUG=1 prints where it happened)');
    return 1;
  }
}
