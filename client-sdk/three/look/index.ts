export { upgradeHumanMaterials } from './human-materials.ts';
