export { CAMERA_DEFAULTS, CameraRig } from './camera/camera-rig.ts';
export { type GalleryBody, type GalleryLook, GalleryView } from './motion-gallery/gallery-view.ts';
export { easeReel, wearReel } from './motion-gallery/worn-reel.ts';
export { type PersonInfo, StagePerson } from './people/stage-person.ts';
export { buildPlaza, type Plaza } from './plaza/build-plaza.ts';
export { QUALITIES, type Quality, QualityGovernor } from './quality-governor.ts';
export { StageShow } from './show/stage-show.ts';
export { type Cloth, Wardrobe } from './show/wardrobe.ts';
export { StageView, type StageViewOptions, type ViewPose, type ViewSubject } from './stage-view.ts';
