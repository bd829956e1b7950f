"""Settings of search, playback, capsule and foot lock: written into motion.json, used by the evaluation, so both agree.

CONTRIBUTOR NOTES (figures of the proof, 32 people x 40 s of random commands)
- search 1.5 / 3 / 5 / 10 / 20 Hz: trajectory 6.7 / 5.1 / 4.8 / 4.7 / 4.7 cm, jerk 1.39 / 1.39 / 1.44 / 1.52 / 1.53: 4 Hz.
- no pull 16.8 cm; no warp 5.7; without hands in the query jerk rises by 0.1; futures x2: 3.7 cm but jerk 1.62.
- foot lock at 20 Hz ticks (16 people, stored poses): landing glide 20 -> 5 ms and release 60 -> 120 ms takes skate after IK
  2.95 -> 2.24 cm/s, jerk 1.37 -> 1.32; contacts that hold over the whole row interval (database.py) give 2.04 and 1.31.
- blend half-life 0.10 / 0.12 / 0.15 s: jerk after IK 1.36 / 1.31 / 1.28, heading p95 6.1 / 6.8 / 7.9 deg: 0.14.
- least pull 0.04 -> 0.08 m/s: stop after a standing turn 6.3 -> 2.7 cm, nothing else moves.
- rows about to run out and short idles must cost extra, or clip ends cause 8 jumps a second.
"""
from .skeleton import JOINTS

SEARCH = {
    'hz': 4, 'stay': 0.5, 'stayIdle': 1.5, 'settledIdleS': 2.0, 'minIntervalS': 0.1, 'endGuardS': 0.12, 'sameClipGuardS': 0.2,
    'standPenalty': 1.0, 'idlePenalty': 3.0, 'runOutS': 0.5, 'runOutPenalty': 0.5, 'idleRunOutS': 3.0, 'idleRunOutPenalty': 2.0,
    'movingSpeedMps': 0.08, 'movingAheadM': 0.15, 'movingTurnRad': 0.25, 'otherIdlePersonPenalty': 1.0,
}
PLAYBACK = {
    'blendHalfLifeS': 0.15, 'velocityStepS': 1 / 60, 'maxOffsetRadps': 12.0,
    'warp': [0.85, 1.18], 'warpMinSpeedMps': 0.3, 'warpHalfLifeS': 0.11,
    'pullHalfLifeS': 0.2, 'pullRatio': 0.5, 'pullMinMps': 0.08, 'turnRatio': 0.3, 'turnMinRadps': 0.15,
    'turnMinIdleRadps': 0.05, 'turnPerMetre': 0.25, 'clampM': 0.20, 'clampHalfLifeS': 0.071,
}
CAPSULE = {'accelerationMps2': 1.3, 'decelerationMps2': 1.0, 'turnRadps': 2.3, 'turnGain': 4.0, 'turnAccelerationRadps2': 9.6,
           'arriveM': 0.02}
FOOT_LOCK = {
    'unlockM': 0.18, 'stillUnlockM': 0.8, 'unlockHalfLifeS': 0.2, 'toeHeightM': 0.018, 'landHalfLifeS': 0.005,
    'floorHalfLifeS': 0.04, 'stepAtM': 0.05, 'stepS': 0.38, 'stepHeightM': 0.045, 'stepRestS': 0.25,
    'stillSpeedMps': 0.05, 'stillTurnRadps': 0.1,
}


def _mask(**weights):
    def weight(joint):
        side = next((s for s in ('left', 'right') if joint.startswith(s)), '')
        return weights.get(joint, weights.get(joint[len(side):], 0.0))
    return [weight(j) for j in JOINTS]


_ARM = {'Shoulder': 1.0, 'UpperArm': 1.0, 'LowerArm': 1.0, 'Hand': 1.0}
MASKS = {
    'fullBody': [1.0] * len(JOINTS),
    'upperBody': _mask(spine=0.25, chest=0.6, upperChest=1.0, neck=1.0, head=1.0, **_ARM),
    'arms': _mask(upperChest=0.5, **_ARM),
    'leftArm': _mask(**{'left' + k: v for k, v in _ARM.items()}),
    'rightArm': _mask(**{'right' + k: v for k, v in _ARM.items()}),
    'head': _mask(neck=1.0, head=1.0),
}
