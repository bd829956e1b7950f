import { spellDistance } from '@troupe/avatars/prompt';
import type { Command } from './commands.ts';

/** What Node says of an option it does not know; only its code is certain. */
const CODE = 'ERR_PARSE_ARGS_UNKNOWN_OPTION';

/** Words for an option that a command has not, with the one that may have been meant; undefined for other errors. */
export function tellUnknownOption(error: Error & { code?: unknown }, command: Command): string | undefined {
  if (error.code !== CODE) return undefined;
  const option = /'(-[^' ]*)/.exec(error.message)?.[1] ?? 'this option';
  const known = [...new Set(`${command.usage}\n${command.help ?? ''}`.match(/--[a-zA-Z][\w-]*/g) ?? [])];
  const far = (name: string): number =>
    name.startsWith(option) ? 0 : spellDistance(option.toLowerCase(), name.toLowerCase());
  const [near] = [...known].sort((a, b) => far(a) - far(b));
  const meant =
    near && far(near) <= Math.max(1, Math.floor(option.length / 4)) ? `; did you mean ${near}?` : ';';
  return `there is no option ${option}${meant} \`troupe ${command.name} --help\` shows all`;
}
