export { dyeOf } from './cloth-dye.ts';
export { upgradeHumanMaterials } from './human-materials.ts';
