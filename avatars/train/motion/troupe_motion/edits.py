"""Which walks are sent along which other paths, so that every style has its own turns, starts, stops, speeds and turns in place.

The paths are those that the stage will ask for: the capsule's own law walks them (capsule.py). Everything made here is labelled
`path-edited` in the manifest; an edit that came out worse than its recording (jerk, sliding) is left out.
"""
import zlib

import numpy as np

from . import capsule, paths, quat
from .contacts import lock_toes, skate_cm_s
from .features import smooth
from .metrics import jerk
from .retarget import HZ, Take, low_pass
from .skeleton import fk
from .sources import MODES, Clip
from .typical import Typical

STAND_S = 0.25
SETTLE_S = 0.4
JERK_PEAK_MAX, SKATE_MAX_CMPS = 3.0, 3.5  # of the recording's peak, cm/s
# Mean jerk of an edit against the recordings of its style: above the first it is smoothed, above the second refused. Without, strut
# and martial shook at 2.0 and 1.5 times their recordings: slow stretches sent along fast paths.
JERK_SMOOTH, JERK_MEAN_MAX = 0.9, 1.1
JERK_SECOND_MAX = 1.7  # of the mean over any second: one shaky second is what the search then plays again and again
EDIT_LOW_PASS_HZ = 6.0
TEMPO_STEP = (0.72, 0.28)  # tempo of steps on the spot, and how it grows with speed


class Script:
    """A path: states (T, 5) of the capsule at 60 Hz; whether the body stands at its start and end."""

    def __init__(self, name, states, stands, settles):
        self.name, self.states, self.stands, self.settles = name, states, stands, settles


def _goal(angle_deg, far=20.0):
    a = np.radians(angle_deg)
    return far * np.array([np.sin(a), np.cos(a)])


def _stand(seconds):
    return np.zeros((int(seconds * HZ), 5))


def go(angle_deg, speed, seconds):
    """From standing: turn to `angle_deg` and walk off."""
    states = capsule.path(np.zeros(5), _goal(angle_deg), speed, int((seconds - STAND_S) * HZ))[:-61]
    return Script(f'go{angle_deg:+.0f}', np.concatenate([_stand(STAND_S), states]), True, False)


def redirect(angle_deg, speed, seconds):
    """From walking: a new goal at `angle_deg`."""
    before = capsule.path(np.array([0, 0, 0, speed, 0.0]), _goal(0), speed, int(0.35 * HZ))[:-61]
    after = capsule.path(before[-1], before[-1, :2] + _goal(angle_deg), speed, int((seconds - 0.35) * HZ))[:-61]
    return Script(f'redirect{angle_deg:+.0f}', np.concatenate([before, after]), False, False)


def stop(speed, arrive, seconds):
    """From walking: stop at once, or arrive at a goal."""
    state = np.array([0, 0, 0, speed, 0.0])
    if arrive:
        far = speed * 0.4 + speed ** 2 / 2
        states = capsule.path(state, _goal(0, far), speed, int(seconds * HZ))[:-61]
    else:
        before = capsule.path(state, _goal(0), speed, int(0.4 * HZ))[:-61]
        states = np.concatenate([before, capsule.path(before[-1], None, 0, int((seconds - 0.4) * HZ))[:-61]])
    quiet = np.flatnonzero(states[:, 3] > 0.03)[-1] + 1
    return Script('arrive' if arrive else 'stop', states[:quiet + int(SETTLE_S * HZ)], False, True)


def turn(angle_deg):
    """Turn on the spot."""
    states = capsule.path(np.zeros(5), None, 0, int(4 * HZ), np.radians(angle_deg))[:-61]
    quiet = np.flatnonzero(np.abs(states[:, 4]) > 0.08)[-1] + 1
    states = np.concatenate([_stand(STAND_S), states[:quiet + int((SETTLE_S + 0.15) * HZ)]])
    return Script(f'turn{angle_deg:+.0f}', states, True, True)


def arc(rate_deg, speed, seconds):
    """A walk along a bend."""
    t = np.arange(int(seconds * HZ)) / HZ
    w = np.radians(rate_deg) * np.clip(t / 0.5, 0, 1)
    yaw = np.cumsum(w) / HZ
    v = np.full(len(t), speed)
    return Script(f'arc{rate_deg:+.0f}', np.stack([0 * t, 0 * t, yaw, v, w], 1), False, False)


def scripts(pace, speed_mps):
    """Every path a style is given, for a source whose pace is `pace` m/s, within the speeds (least, most) that the style is asked for;
    all turns to the left (the database mirrors them)."""
    least, most = speed_mps
    p = float(np.clip(pace, least, most))
    fast, slow = min(1.2 * p, most), max(0.62 * p, least)
    return [go(0, p, 2.5), go(0, slow, 2.4), go(45, p, 2.6), go(90, p, 2.9), go(90, slow, 2.8), go(135, p, 3.0), go(180, p, 3.3),
            go(180, slow, 3.2), go(-65, p, 2.8), redirect(30, p, 2.2), redirect(60, p, 2.4), redirect(90, p, 2.7), redirect(90, fast, 2.7),
            redirect(120, slow, 2.7), redirect(150, p, 2.9), redirect(180, p, 3.2), redirect(180, slow, 3.0), redirect(-75, slow, 2.5),
            stop(p, False, 2.4), stop(slow, False, 2.2), stop(p, True, 3.0), stop(fast, True, 3.2),
            turn(45), turn(90), turn(90), turn(135), turn(180), turn(180),
            arc(0, fast, 2.2), arc(0, slow, 2.4), arc(20, p, 2.4), arc(45, p, 2.4), arc(70, slow, 2.4)]


def _tempo(script, pace):
    """Tempo, stride and amplitude over time."""
    v, w = script.states[:, 3], np.abs(script.states[:, 4])
    part = v / pace
    moves = smooth(np.maximum(np.clip((v - 0.02) / 0.06, 0, 1), np.clip((w - 0.05) / 0.25, 0, 1)), 5)
    base = np.clip(TEMPO_STEP[0] + TEMPO_STEP[1] * part, 0.6, 1.15) * (1 + 0.12 * np.clip(w / 2, 0, 1))
    stride = smooth(part / base, 4)
    amplitude = smooth(0.3 + 0.7 * np.clip(np.maximum(part / 0.7, 0.3 * w / 2.3), 0, 1), 8)
    return np.clip(moves, 0, 1) * base, np.clip(stride, 0, 1.3), np.clip(amplitude, 0, 1)


def _place(source, script, tempo, choice):
    """Frames of the recording over time, or None when it is too short."""
    tau = np.cumsum(tempo)
    need, room = tau[-1], len(source) - 4
    low = source.toe[..., 1].max(1)  # both feet low: where a body may stand
    rest = np.flatnonzero(source.both & (np.arange(len(source)) > 3))
    rest = rest if len(rest) else np.flatnonzero(low < np.quantile(low, 0.1))
    if not script.stands and not script.settles:
        return None if need > room else 2 + tau + choice * (room - need)
    if script.stands:
        first = rest[rest + need < room]
        if not len(first):
            return None
        start = first[int(choice * (len(first) - 1))]
        if script.settles:
            tau = _land(tau, start, rest)
        return start + tau
    last = rest[rest - need > 2]
    if not len(last):
        return None
    return last[int(choice * (len(last) - 1))] - need + tau


def _land(tau, start, rest):
    """Stretch the tempo a little so that the steps end with both feet down."""
    end = start + tau[-1]
    near = rest[(rest > start + 8) & (np.abs(rest - end) < 0.45 * max(tau[-1], 1))]
    if not len(near):
        return tau
    return tau * (near[np.abs(near - end).argmin()] - start) / tau[-1]


def _smoothed(take):
    hip, q = low_pass(take.hip, take.q, EDIT_LOW_PASS_HZ)
    q = lock_toes(q, hip, *fk(hip, q), take.contacts)
    return Take(hip, q, take.contacts, take.skate_before, take.skate_after)


def make(source, script, choice, style_jerk):
    """One edited Take, or None when the recording is too short for the path or the result is worse than the recordings.
    style_jerk: mean jerk of the recordings of the style, m/s3."""
    tempo, stride, amplitude = _tempo(script, source.pace)
    tau = _place(source, script, tempo, choice)
    if tau is None or len(tau) < 40:
        return None
    take = paths.edit(source, tau, stride, amplitude, np.unwrap(script.states[:, 2]))
    now, was = (jerk(fk(t.hip, t.q)[0]) for t in (take, source.take))
    if now.mean() > JERK_SMOOTH * style_jerk:
        take = _smoothed(take)
        now = jerk(fk(take.hip, take.q)[0])
    slides = skate_cm_s(fk(take.hip, take.q)[0], take.contacts, HZ)
    calm = now.mean() < JERK_MEAN_MAX * style_jerk and smooth(now, HZ // 3).max() < JERK_SECOND_MAX * style_jerk
    fine = calm and now.max() < JERK_PEAK_MAX * was.max() and not slides > SKATE_MAX_CMPS
    return take if fine else None


def looped(take, first, last, rounds):
    """One stride cycle of a take, frames first..last, closed and walked `rounds` times along its own path; toes locked anew."""
    part = paths.Source(take.piece(first, last + 1))
    n = last - first
    share = (np.arange(n) / n)[:, None]
    hip = part.hip[:n] - share * (part.hip[n] - part.hip[0])
    gap = quat.log(quat.mul(part.q[0], quat.inv(part.q[n])))
    q = quat.mul(quat.exp(gap[None] * share[..., None]), part.q[:n])
    speed = part.velocity[:n] - share * (part.velocity[n] - part.velocity[0])
    hip, q, speed = (np.concatenate([a] * rounds) for a in (hip, q, speed))
    contacts = np.concatenate([part.take.contacts[:n]] * rounds)
    root = np.cumsum(speed, 0) / HZ
    hip = hip + np.stack([root[:, 0], 0 * root[:, 0], root[:, 1]], -1)
    hip, q = low_pass(hip, quat.unit(q))
    q = lock_toes(q, hip, *fk(hip, q), contacts)
    return Take(hip, q, contacts, take.skate_before, skate_cm_s(fk(hip, q)[0], contacts, HZ))


def _cycles(take, least_pace, count):
    """(first, last) frames of the strides of a take that close best while it walks ahead at `least_pace` or more."""
    s = paths.Source(take)
    q = quat.to_six(s.q).reshape(len(s), -1)
    state = np.concatenate([q, np.gradient(q, axis=0) * 6, s.hip * 4, s.velocity], 1)
    found = []
    for a in range(6, len(s) - 54, 3):
        for b in range(a + 48, min(a + 160, len(s) - 6), 2):
            pace = s.velocity[a:b, 1].mean()
            if pace >= least_pace and abs(s.velocity[a:b, 0].mean()) < 0.3 * pace and abs(s.yaw[b] - s.yaw[a]) < 0.5:
                found.append((np.linalg.norm(state[a] - state[b]) - 1.5 * pace, a, b))
    chosen = []
    for _, a, b in sorted(found):
        if len(chosen) < count and all(abs(a - c) > 30 for c, _ in chosen):
            chosen.append((a, b))
    return chosen


def loops(takes, least_pace, a_take=2, seconds=5.0):
    """[(clip, Source)] of closed strides, for styles whose walks are short."""
    out = []
    for clip, take in takes:
        for a, b in _cycles(take, least_pace, a_take):
            loop = looped(take, a, b, int(np.ceil(seconds * HZ / (b - a))) + 1)
            now, was = (jerk(fk(t.hip, t.q)[0]).mean() for t in (loop, take))
            if now < 1.8 * was:
                out.append((clip, paths.Source(loop)))
    return out


def segments(takes, least_pace, seconds=4.6, shortest=2.2):
    """Steady stretches of walking ahead, [(clip, Source)], the straightest of every take before second ones."""
    found = []
    for clip, take in takes:
        size, n = int(seconds * HZ), len(take)
        best = []
        for a in range(0, max(1, n - size + 1), 45):
            b = min(a + size, n)
            if b - a < shortest * HZ:
                continue
            part = paths.Source(take.piece(a, b))
            speed = np.hypot(*part.velocity.T)
            straight = abs(part.velocity[:, 0].mean()) < 0.35 * part.pace and part.velocity[:, 1].mean() > 0
            if part.pace < least_pace or not straight or min(map(len, part.plants)) < 3:
                continue
            best.append((part.turning + 0.5 * speed.std() / part.pace, a, b, part))
        chosen = []
        for item in sorted(best, key=lambda x: x[0]):
            if all(item[1] >= c[2] - 60 or item[2] <= c[1] + 60 for c in chosen):
                chosen.append(item)
        found += [(k, item[0], clip, item[3]) for k, item in enumerate(chosen)]
    return [(clip, part) for _, _, clip, part in sorted(found, key=lambda x: (x[0], x[1]))]


PLAN = {  # how many stretches are edited, how often every path, and from which pace; `loops`: strides are closed and repeated
    'neutral': {'sources': 10, 'variants': 1, 'leastPace': 0.6}, 'brisk': {'sources': 8, 'variants': 1, 'leastPace': 1.1},
    'elated': {'sources': 6, 'variants': 1, 'leastPace': 0.7}, 'angry': {'sources': 6, 'variants': 1, 'leastPace': 0.7},
    'rushed': {'sources': 6, 'variants': 1, 'leastPace': 1.0}, 'strut': {'sources': 6, 'variants': 2, 'leastPace': 0.5, 'loops': True},
    'martial': {'sources': 9, 'variants': 2, 'leastPace': 0.35}, 'swagger': {'sources': 3, 'variants': 1, 'leastPace': 0.8, 'loops': True},
    'danceWalk': {'sources': 9, 'variants': 2, 'leastPace': 0.25, 'loops': True},
}


def path_edits(takes, progress, plan=None):
    """[(clip, take)] of edited walks. `plan`: as PLAN; takes: [(clip, take)]."""
    out, typical = [], Typical(takes)
    for style, p in (plan or PLAN).items():
        own = [t for t in takes if t[0].style == style]
        found = (loops if p.get('loops') else segments)(own, p['leastPace'])
        # the order stays: straight ones first, every take before second stretches
        shows = [typical.margin(style, source.take) for _, source in found]
        sources = [s for s, m in zip(found, shows) if m > 0 and s[1].pace > 0.6 * p['leastPace']][:p['sources']] or found[:p['sources']]
        if not sources:
            progress(f'no steady walk of {style} to edit')
            continue
        style_jerk = np.concatenate([jerk(fk(t.hip, t.q)[0]) for _, t in own]).mean()
        speeds = MODES[style]['speedMps']
        refused = made = 0
        for variant in range(p['variants']):
            for k, name in enumerate(s.name for s in scripts(1.0, speeds)):
                for attempt in range(len(sources)):
                    clip, source = sources[(k * 7 + variant * 3 + attempt) % len(sources)]
                    script = scripts(source.pace, speeds)[k]
                    choice = zlib.crc32(f'{style}{variant}{k}{attempt}'.encode()) / 2 ** 32
                    take = make(source, script, choice, style_jerk)
                    if take is not None:
                        part = Clip(clip.path, style, 'path-edited', clip.person)
                        part.name = f'edit_{name}_{k}{"abcd"[variant]}_{clip.name}'
                        if script.settles:
                            part.unselectable_s = SETTLE_S - 0.1
                        out.append((part, take))
                        made += 1
                        break
                    refused += 1
        progress(f'{style}: {made} edited walks of {len(sources)} stretches ({refused} tries refused), '
                 f'{sum(len(t) for c, t in out if c.style == style) / HZ:.0f} s')
    return out
