"""Joint names of the rigs we read: canonical joint -> candidate source names (its own first), first match wins."""

_SIDED = {
    'UpperLeg': ['{Side}UpLeg', '{s}femur', '{S}_Thigh', '{Side}Hip', 'thigh.{S}', '{s}Thigh', '{s}_hip'],
    'LowerLeg': ['{Side}Leg', '{s}tibia', '{S}_Calf', '{Side}Knee', 'shin.{S}', '{s}Shin', '{s}_knee'],
    'Foot': ['{Side}Foot', '{s}foot', '{S}_Foot', '{Side}Ankle', 'foot.{S}', '{s}Foot', '{s}_ankle'],
    'Toes': ['{Side}ToeBase', '{s}toes', '{S}_ToeBase', '{Side}Toe', 'End:foot.{S}', 'End:{s}Foot', 'End:{s}_ankle'],
    'Shoulder': ['{Side}Shoulder', '{s}clavicle', '{S}_Clavicle', '{Side}Collar', 'shoulder.{S}', '{s}Collar', '{s}shoulderjoint'],
    'UpperArm': ['{Side}Arm', '{s}humerus', '{S}_Upperarm', '{Side}Shoulder', 'upper_arm.{S}', '{s}Shldr'],
    'LowerArm': ['{Side}ForeArm', '{s}radius', '{S}_Forearm', '{Side}Elbow', 'forearm.{S}', '{s}ForeArm'],
    'Hand': ['{Side}Hand', '{s}wrist', '{S}_Hand', '{Side}Wrist', 'End:forearm.{S}', '{s}Hand', '{s}hand'],
}
_TRUNK = {
    'hips': ['Hips', 'root', 'Hip', 'pelvis', 'hip'],
    'spine': ['LowerBack', 'lowerback', 'Waist', 'Chest', 'spine', 'abdomen'],
    'chest': ['Spine', 'upperback', 'Spine01', 'Chest2', 'spine', 'chest'],
    'upperChest': ['Spine1', 'thorax', 'Spine02', 'Chest4', 'spine.001', 'chest'],
    'neck': ['Neck1', 'upperneck', 'NeckTwist02', 'Neck', 'neck'],
    'head': ['Head', 'head', 'face'],
}


def _candidates():
    table = dict(_TRUNK)
    for side, letter in (('left', 'L'), ('right', 'R')):
        for part, names in _SIDED.items():
            table[side + part] = [n.format(Side=side.capitalize(), s=letter.lower(), S=letter) for n in names]
    return {joint: [joint, *names] for joint, names in table.items()}


CANDIDATES = _candidates()


def match(names):
    """Index of the source joint for every canonical joint. Raises ValueError naming the first joint that is missing."""
    style100 = 'LeftElbow' in names  # there LeftShoulder is the upper arm and LeftCollar the clavicle
    out = {}
    for joint, options in CANDIDATES.items():
        found = [n for n in options if n in names]
        if style100 and joint.endswith('UpperArm'):
            found = [n for n in found if 'Shoulder' in n]
        if style100 and joint.endswith('Shoulder'):
            found = [n for n in found if 'Collar' in n]
        if not found:
            raise ValueError(f'rig has no {joint}: looked for {", ".join(options)}; joints are {", ".join(names)}')
        out[joint] = names.index(found[0])
    return out
