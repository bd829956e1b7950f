import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ASSET_GROUPS, type AssetGroup } from './asset-groups.ts';

/** One file as it should be. */
export interface AssetFile {
  /** Path below assets/, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What assets/manifest.json holds: every asset with its sum, its licence and the command that makes it. */
export interface AssetManifest {
  readonly format: 'troupe-assets';
  readonly version: 1;
  readonly groups: readonly (AssetGroup & { readonly files: readonly AssetFile[] })[];
}

/** What is wrong between a manifest and the files. */
export interface ManifestProblem {
  readonly path: string;
  readonly problem: 'missing' | 'changed' | 'unlisted' | 'groupless';
}

/**
 * Makes the manifest of files.
 *
 * @param folder the assets folder
 * @param paths files below it, with forward slashes
 * @throws Error naming a file that belongs to no group
 */
export function buildManifest(folder: string, paths: readonly string[]): AssetManifest {
  const groupless = paths.filter((path) => !groupOf(path));
  if (groupless.length > 0)
    throw new Error(
      `assets/${groupless[0]} belongs to no group; add one to assets/src/asset-groups.ts with its licence`,
    );
  return {
    format: 'troupe-assets',
    version: 1,
    groups: ASSET_GROUPS.map((group) => ({
      ...group,
      files: paths
        .filter((path) => groupOf(path) === group)
        .sort()
        .map((path) => describe(folder, path)),
    })),
  };
}

/** Compares a manifest with the files that are there; an empty list when all is well. */
export function checkManifest(
  folder: string,
  manifest: AssetManifest,
  paths: readonly string[],
): ManifestProblem[] {
  const listed = new Map(manifest.groups.flatMap((group) => group.files).map((file) => [file.path, file]));
  const problems: ManifestProblem[] = [];
  for (const file of listed.values()) {
    if (!paths.includes(file.path)) problems.push({ path: file.path, problem: 'missing' });
    else if (describe(folder, file.path).sha256 !== file.sha256)
      problems.push({ path: file.path, problem: 'changed' });
  }
  for (const path of paths) {
    if (!groupOf(path)) problems.push({ path, problem: 'groupless' });
    else if (!listed.has(path)) problems.push({ path, problem: 'unlisted' });
  }
  return problems;
}

function groupOf(path: string): AssetGroup | undefined {
  return ASSET_GROUPS.find((group) => path.startsWith(`${group.path}/`));
}

function describe(folder: string, path: string): AssetFile {
  const file = join(folder, path);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  return { path, bytes: statSync(file).size, sha256 };
}
