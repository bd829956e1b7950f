"""Actions written down as keyframes: reads `*.keys` files (KEYFRAMES.md describes them) into scripts.

A script says what an animator would say: where a hand is, where the palm looks, how far the trunk leans. It knows nothing of
joints; `authored.py` makes motion of it.
"""
import os
import re

SYNC = ('ready', 'strokeStart', 'stroke', 'strokeEnd', 'relax')
MASKS = ('fullBody', 'upperBody', 'arms', 'arm', 'head')
HANDS = ('right', 'left', 'both', 'none')
LICENCES = ('Apache-2.0', 'CC0-1.0', 'CC BY 4.0')
# words of the channels that turn or move a part: word -> (axis, sign)
BEND = {'forward': (0, 1), 'back': (0, -1), 'left': (1, 1), 'right': (1, -1), 'leanLeft': (2, -1), 'leanRight': (2, 1)}
NOD = {'down': (0, 1), 'up': (0, -1), 'left': (1, 1), 'right': (1, -1), 'tiltLeft': (2, -1), 'tiltRight': (2, 1)}
MOVE = {'left': (0, 1), 'right': (0, -1), 'up': (1, 1), 'down': (1, -1), 'front': (2, 1), 'back': (2, -1)}
RAISE = {'up': (0, 1), 'down': (0, -1), 'front': (1, 1), 'back': (1, -1)}
PARTS = {'trunk': BEND, 'pelvis': BEND, 'head': NOD, 'hips': MOVE, 'shoulders': RAISE, 'leftShoulder': RAISE, 'rightShoulder': RAISE}
# directions a hand knows: `out` is away from the other side of the body
WAYS = {'out': (0, 1), 'in': (0, -1), 'up': (1, 1), 'down': (1, -1), 'front': (2, 1), 'back': (2, -1)}
POINTS = ('wrist', 'palm', 'knuckles', 'tips')
MIDDLE_LANDMARKS = ('chin', 'mouth', 'nose', 'forehead', 'crown', 'throat', 'heart', 'breast', 'belly', 'floor')
SIDE_LANDMARKS = ('eye', 'ear', 'cheek', 'temple', 'shoulder', 'elbow', 'wrist', 'palm', 'waist', 'hip', 'thigh', 'knee')
LANDMARKS = MIDDLE_LANDMARKS + SIDE_LANDMARKS + tuple('other' + s.capitalize() for s in SIDE_LANDMARKS)
LENGTH_S = (0.5, 20.0)


class KeysError(ValueError):
    """A mistake in a file of keyframes: message names file, line, what is wrong and what to do."""

    def __init__(self, path, line, message):
        super().__init__(f'{os.path.basename(path)}:{line}: {message}')
        self.path, self.line = path, line


class HandPlace:
    """Where a hand is. point: which part of it; landmark or None; offset: m from the landmark, or arm lengths from the shoulder;
    palm, fingers: directions or None; elbow: degrees outwards and up from where an elbow hangs."""

    def __init__(self, point, landmark, offset, palm, fingers, elbow):
        self.point, self.landmark, self.offset = point, landmark, offset
        self.palm, self.fingers, self.elbow = palm, fingers, elbow


class Key:
    """What is told for one instant. parts: channel -> [numbers], HandPlace, 'rest' or 'hold'."""

    def __init__(self, time, line):
        self.time, self.line, self.parts, self.rest, self.hold = time, line, {}, False, False


class Script:
    """One action of a file."""

    def __init__(self, name, path, line):
        self.name, self.path, self.line = name, path, line
        self.about, self.mask, self.hand, self.licence, self.loop = '', None, None, 'Apache-2.0', 0.0
        self.keys, self.sync = [], {}

    @property
    def length_s(self):
        return self.keys[-1].time


class _Reader:
    def __init__(self, path):
        self.path, self.line, self.scripts, self.poses = path, 0, [], {}

    def fail(self, message, line=None):
        raise KeysError(self.path, line or self.line, message)

    def number(self, text, what):
        try:
            value = float(text)
        except ValueError:
            value = float('nan')
        if not abs(value) < 1000:
            self.fail(f'"{text}" is not a number; {what}')
        return value

    def choice(self, text, among, what):
        if text not in among:
            self.fail(f'unknown {what} "{text}"; write one of: {", ".join(among)}')
        return text

    def vector(self, words, table, size, what):
        """`front 3 down 2` -> numbers."""
        out = [0.0] * size
        if len(words) % 2:
            self.fail(f'{what} needs pairs of a word and a number, for example "{next(iter(table))} 5"')
        for word, number in zip(words[::2], words[1::2]):
            axis, sign = table[self.choice(word, table, f'word for {what}')]
            out[axis] += sign * self.number(number, f'{what} wants one after "{word}"')
        return out

    def direction(self, words, what):
        out = [0.0] * 3
        for word in words:
            axis, sign = WAYS[self.choice(word, WAYS, f'direction of the {what}')]
            out[axis] += sign
        if not any(out):
            self.fail(f'the {what} needs a direction, for example "{what} in up"')
        return out

    def hand(self, words):
        """`palm at chin front 2, palm in, fingers up, elbow 20`."""
        clauses = [c.split() for c in ' '.join(words).split(',')]
        first, rest = clauses[0], clauses[1:]
        point = first.pop(0) if first and first[0] in POINTS else 'wrist'
        if not first or first[0] not in ('at', 'reach'):
            self.fail('a hand needs a place: "at LANDMARK ..." or "reach front 0.6 ...", or "rest", or "hold"')
        landmark = None
        if first.pop(0) == 'at':
            landmark = self.choice(first.pop(0) if first else '', LANDMARKS, 'landmark')
        offset = self.vector(first, WAYS, 3, 'the place of the hand')
        palm = fingers = None
        elbow = 0.0
        for clause in rest:
            head = clause[0] if clause else ''
            if head == 'palm':
                palm = self.direction(clause[1:], 'palm')
            elif head == 'fingers':
                fingers = self.direction(clause[1:], 'fingers')
            elif head == 'elbow' and len(clause) == 2:
                elbow = self.number(clause[1], 'the elbow wants degrees outwards')
            else:
                self.fail(f'unknown clause "{" ".join(clause)}" of a hand; write palm, fingers or elbow')
        return HandPlace(point, landmark, [v / 100 for v in offset] if landmark else offset, palm, fingers, elbow)

    def part(self, parts, words):
        name = words[0]
        if name in ('left', 'right', 'hands'):
            told = words[1] if words[1:] in (['rest'], ['hold']) else self.hand(words[1:])
            for side in ('left', 'right') if name == 'hands' else (name,):
                parts[side] = told
            return
        table = PARTS[self.choice(name, (*PARTS, 'left', 'right', 'hands'), 'part of the body')]
        if words[1:] in (['rest'], ['hold']):
            told = words[1]
        else:
            told = self.vector(words[1:], table, 2 if table is RAISE else 3, f'the {name}')
        for part in ('leftShoulder', 'rightShoulder') if name == 'shoulders' else (name,):
            parts[part] = told

    def key(self, script, words):
        if not words:
            self.fail('a key needs a time in seconds: "at 0.5"')
        key = Key(self.number(words[0], 'a key needs a time in seconds'), self.line)
        if script.keys and key.time <= script.keys[-1].time:
            self.fail(f'key at {key.time:g} s is not after the one before it ({script.keys[-1].time:g} s); put keys in order of time')
        if not script.keys and key.time != 0:
            self.fail('the first key is at 0')
        for word in words[1:]:
            if word in SYNC:
                if word in script.sync:
                    self.fail(f'{word} stands at two keys; leave one')
                script.sync[word] = key.time
            elif word == 'rest':
                key.rest = True
            elif word == 'hold':
                key.hold = True
            elif word in self.poses:
                key.parts.update(self.poses[word])
            else:
                self.fail(f'unknown word "{word}" at a key; write rest, hold, a sync point ({", ".join(SYNC)}) or a pose defined above')
        script.keys.append(key)
        return key

    def setting(self, script, word, words):
        text = ' '.join(words)
        if word == 'about':
            script.about = text
        elif word == 'mask':
            script.mask = self.choice(text, MASKS, 'mask')
        elif word == 'hand':
            script.hand = self.choice(text, HANDS, 'hand')
        elif word == 'licence':
            script.licence = self.choice(text, LICENCES, 'licence')
        elif word == 'loop':
            script.loop = self.number(text, 'loop wants the least seconds to repeat')
        else:
            return False
        return True

    def finish(self, script):
        if script is None:
            return
        for what in ('about', 'mask', 'hand'):
            if not getattr(script, what):
                self.fail(f'action {script.name} has no "{what}" line; add one', script.line)
        if script.mask == 'arm' and script.hand not in ('left', 'right'):
            self.fail(f'action {script.name}: mask arm goes with hand right or left', script.line)
        if len(script.keys) < 3:
            self.fail(f'action {script.name} has {len(script.keys)} keys; three are the least: out of rest, the stroke, back', script.line)
        if not LENGTH_S[0] <= script.length_s <= LENGTH_S[1]:
            self.fail(f'action {script.name} lasts {script.length_s:g} s; {LENGTH_S[0]:g} to {LENGTH_S[1]:g} s are possible', script.line)
        missing = [s for s in SYNC if s not in script.sync]
        if missing:
            self.fail(f'action {script.name} has no {", ".join(missing)}; write each after the time of one key', script.line)
        times = [script.sync[s] for s in SYNC]
        if times != sorted(times):
            self.fail(f'action {script.name}: sync points must come in the order {", ".join(SYNC)}', script.line)
        self.scripts.append(script)

    def read(self, text):
        script, parts = None, None
        for number, raw in enumerate(text.splitlines(), 1):
            self.line = number
            words = re.sub(r'(^|\s)#.*', '', raw).split()
            if not words:
                continue
            word, rest = words[0], words[1:]
            if word in ('action', 'pose'):
                if len(rest) != 1 or not re.fullmatch(r'[a-z][A-Za-z0-9]*', rest[0]):
                    self.fail(f'{word} needs one name like waveHigh: a small letter first, letters and digits only')
                self.finish(script)
                script = Script(rest[0], self.path, number) if word == 'action' else None
                parts = self.poses.setdefault(rest[0], {}) if word == 'pose' else None
            elif script is None and parts is None:
                self.fail('a file begins with "action NAME" or "pose NAME"')
            elif word == 'at' and script is not None:
                parts = self.key(script, rest).parts
            elif script is not None and not script.keys and self.setting(script, word, rest):
                continue
            elif parts is None:
                self.fail(f'unknown setting "{word}"; write about, mask, hand, licence, loop, or a key: "at 0 rest"')
            else:
                self.part(parts, words)
        self.finish(script)
        return self.scripts


def read_keys(path):
    """Scripts of a file. Raises KeysError."""
    with open(path, encoding='utf-8') as f:
        return _Reader(path).read(f.read())


def read_folder(folder):
    """Scripts of every `*.keys` file of a folder, by file and place. Raises KeysError, also on a name that stands twice."""
    out, seen = [], {}
    for name in sorted(n for n in os.listdir(folder) if n.endswith('.keys')):
        for script in read_keys(os.path.join(folder, name)):
            if script.name in seen:
                raise KeysError(script.path, script.line, f'action {script.name} stands in {seen[script.name]} already; rename one')
            seen[script.name] = name
            out.append(script)
    return out
