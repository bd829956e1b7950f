export * from './arm-ik.ts';
export * from './forward-kinematics.ts';
export * from './human-joints.ts';
export * from './joint-limits.ts';
export * from './two-bone-ik.ts';
