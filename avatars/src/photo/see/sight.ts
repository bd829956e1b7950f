/**
 * What the networks see, without what runs them: pure code over pictures and numbers, for Node and browsers alike.
 */
export { type Detection, detectPeople } from './detect-people.ts';
export { FACE_POINTS, faceRoi, readFaceAround } from './read-face.ts';
export { type HandReading, readHand } from './read-hand.ts';
export type { Picture } from './read-photo.ts';
export { type Landmark, type PoseReading, readPose, roiFromPoints } from './read-pose.ts';
export { createNetwork, type Network, quietly } from './run-network.ts';
