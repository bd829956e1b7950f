export { ASSET_GROUPS, type AssetGroup } from './asset-groups.ts';
export {
  type AssetFile,
  type AssetManifest,
  buildManifest,
  checkManifest,
  type ManifestProblem,
} from './manifest.ts';
