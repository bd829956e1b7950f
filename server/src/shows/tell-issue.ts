import type { z } from 'zod';
import { didYouMean } from './did-you-mean.ts';
import type { Problems } from './problem.ts';
import type { ReadYaml, YamlPath } from './read-yaml.ts';

type Issue = z.core.$ZodIssue;
type Raw = Record<string, unknown>;

/** A text that is held against a schema: where things stand in it, what it is, and where its language is described. */
export interface CheckedText {
  readonly yaml: ReadYaml;
  readonly problems: Problems;
  readonly thing: string;
  readonly guide: string;
}

/** Tells one finding of the schema where it is; of the forms a value may have, the one it came nearest to. */
export function tellIssue(issue: Issue, base: YamlPath, text: CheckedText): void {
  const { yaml, problems, thing, guide } = text;
  const path = [...base, ...(issue.path as (string | number)[])];
  const field = path.findLast((step) => typeof step === 'string') ?? thing;
  if (issue.code === 'unrecognized_keys') {
    for (const key of issue.keys)
      problems.add(
        'E011',
        yaml.keySpotOf(path, key),
        `"${field}" has no "${key}"`,
        `see ${guide} for its fields`,
      );
  } else if (issue.code === 'invalid_union') {
    const forms = issue.errors.map((errors) => ({
      errors,
      deep: Math.max(...errors.map((e) => e.path.length)),
    }));
    const near = forms.sort((a, b) => b.deep - a.deep)[0];
    const inside = near?.errors.find((e) => e.path.length > 0 || e.code !== 'invalid_type');
    if (inside) tellIssue(inside, path, text);
    else
      problems.add(
        'E010',
        yaml.spotOf(path),
        `"${field}" is of another kind than it should be`,
        `see ${guide}`,
      );
  } else if (issue.code === 'invalid_type') {
    const missing = valueAt(yaml.data, path) === undefined;
    const message = missing ? `"${field}" is missing` : `"${field}" should be ${issue.expected}`;
    problems.add('E010', yaml.spotOf(missing ? path.slice(0, -1) : path), message, `see ${guide}`);
  } else if (issue.code === 'custom') problems.add('E010', yaml.spotOf(path), issue.message);
  else if (issue.code === 'invalid_value')
    problems.add(
      'E012',
      yaml.spotOf(path),
      `"${field}" is none of those allowed`,
      allowed(yaml, path, issue.values),
    );
  else problems.add('E012', yaml.spotOf(path), `"${field}": ${lower(issue.message)}`);
}

function allowed(yaml: ReadYaml, path: YamlPath, values: readonly unknown[]): string {
  const value = valueAt(yaml.data, path);
  return didYouMean(typeof value === 'string' ? value : '', values.map(String));
}

function valueAt(data: unknown, path: YamlPath): unknown {
  let value = data;
  for (const step of path) value = (value as Raw | undefined | null)?.[step];
  return value;
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
