"""The model card, written from the manifest and the report so that its figures are those measured."""

_LOOP = [('trajectoryRmsCm', 'trajectory RMS cm'), ('trajectoryP95Cm', 'p95'),
         ('headingMeanDeg', 'heading deg'), ('headingP95Deg', 'p95'),
         ('stopMedianCm', 'stop cm'), ('skateRawCmps', 'skate raw cm/s'), ('skateIkCmps', 'after IK'),
         ('jerkRatioBeforeIk', 'jerk before IK'), ('jerkRatioAfterIk', 'after IK'), ('jumpsPerS', 'jumps/s'),
         ('jumpAccelerationMedian', 'jump acceleration'), ('jumpAccelerationP95', 'p95'), ('ownStylePercent', 'own style %')]


def _loop_table(loops):
    head = '| set | ' + ' | '.join(t for _, t in _LOOP) + ' |\n|' + '---|' * (len(_LOOP) + 1) + '\n'
    rows = [f'| {kind}, {mode} | ' + ' | '.join(f'{m[k]:.3g}' for k, _ in _LOOP) + ' |'
            for kind in ('random', 'turn180', 'turn90') for mode, m in loops[kind].items()]
    return head + '\n'.join(rows)


def _reconstruction_table(r):
    lines = ['| what | frames | MPJPE cm | p95 | toes p95 | hands p95 | rotation deg |', '|---|---|---|---|---|---|---|']
    sets = [('rows (20 Hz)', r['rows']), ('60 Hz, cubic', r['frames60Hz'])] + [(f'60 Hz, {k}', v) for k, v in r['byStyle'].items()]
    for name, d in sets:
        figures = [d[k] for k in ('frames', 'mpjpeCm', 'mpjpeP95Cm', 'toesP95Cm', 'handsP95Cm', 'rotationMeanDeg')]
        lines.append(' | '.join([f'| {name}', *map(str, figures)]) + ' |')
    return '\n'.join(lines)


def model_card(m, report):
    """Markdown text."""
    minutes = {}
    for c in m['clips']:
        key = (c['style'], c['mirrored'])
        minutes[key] = minutes.get(key, 0) + c['rows'] / m['rowsHz'] / 60
    twins = {s: f' (+{v:.1f} mirrored)' for (s, mirrored), v in minutes.items() if mirrored}
    styles = ', '.join(f"{s} {minutes.get((s, False), 0):.1f}{twins.get(s, '')}" for s in m['styles'])
    data = '\n'.join(f"| {s['title']} | {s['minutes']} | {s['licence']} | {s['attribution']} |" for s in m['sources'])
    captured = ', '.join(a['name'] for a in m['actions'] if not a['authored'])
    keyed = ', '.join(a['name'] for a in m['actions'] if a['authored'] and a['source'] != 'authored')
    told = ', '.join(a['name'] for a in m['actions'] if a['source'] == 'authored')
    v, loops = report['idleVariety'], report['closedLoop']
    sizes = ', '.join(f"{k} {f['bytes'] / 1e6:.1f} MB" for k, f in m['files'].items())
    return f"""# Motion model

Moves 22 body joints of a person at 20 Hz: search over a feature database, poses from a learned decompressor.
{m['rows']} rows; {sizes}.
Format: `avatars/train/motion/FORMAT.md`. Licence of the weights and codes: Apache-2.0, with the attributions below.

## Rebuild
`python3 avatars/train/motion/build.py --data DIR/motion-capture --out assets/models/motion --minutes {report['training']['minutes']:g}`
(Python 3 with torch, numpy, scipy, onnx; CPU only; {report['training']['steps']} steps here{report['training'].get('note', '')}.)

## Data
Clips are not part of the project; the database holds features and latent codes of them, which only this
decompressor turns into poses.

| source | minutes, not mirrored | licence | attribution |
|---|---|---|---|
{data}

Minutes by style: {styles}.

Actions from captured motion: {captured}.
Actions keyed by hand by others (`authored: true`; coarse keys, smoothed at 5 Hz, some slowed): {keyed}.
Actions told in keyframes by this project (`source: authored`; text files in `avatars/train/motion/keyframes`, moved over standing people of
ReActIdle; not captured, not learned from people): {told}.
Walks sent along other paths (`source: path-edited`): turns, starts, stops, speeds and turns in place of every style are made from its own
strides by `troupe_motion/paths.py` and `edits.py`; what came out rougher than the recordings was left out.

## Derived styles
Nobody tired, sad, proud (a runway) or old is in the data. The runtime makes these four from `neutral` by a documented transform
of posture, tempo and amplitude (the table `avatars/src/motion/derived-styles.ts`, applied by `style-transform.ts`): they are
not learned, the style classifier does not judge them, and a model that learns one of them replaces its transform. What they
look like in numbers: `npx troupe bench motion-styles`.

## Quality
Reconstruction: error of the decoded poses against the recordings. Every shipped row is a training row, so this is the error of the
poses that are played, NOT a figure of generalisation; nothing else is ever decoded.

{_reconstruction_table(report['reconstruction'])}

ONNX against torch: largest difference {report.get('onnxMaxDifference', float('nan')):.1e}.

Closed loop: {loops['bodies']} bodies x {loops['seconds']} s of random commands at 20 Hz ticks (turn180, turn90: from standing,
{loops['bodies'] // 2} bodies), fresh seeds, poses interpolated cubically to 60 Hz as a client does. Jerk and jump acceleration are ratios
to the rows played (jump acceleration: peak within 0.2 s of a jump / 99 % quantile of walking). `neutralStoredPoses`
plays stored instead of decoded poses. The runtime itself, against the recordings by class, style classifier and Fréchet distance:
`npx troupe bench motion-quality --json`, rows in `sim-tests/results/motion-quality.csv`.
Own style: share of moving time spent in rows of the mode's own style; the rest is borrowed.

{_loop_table(loops)}

Idle variety: {v['bodies']} standing bodies, each preferring one person's idles: {v['clipsPlayed']} clips played, mean absolute
correlation of hip and head speed between any two {v['correlationMean']}, any two within a second of the same moment
{v['sameMomentPercent']} % of the time.

## Limits
- Search replays its own data: no figure here is for unseen people. Not measured: judgement of videos by people.
- Recorded walks hardly turn, start or stop: where a style does, mostly path-edited strides are played. Side and back steps, true runs and
  stairs are absent.
- `swagger` comes from one take of five seconds, `rushed` from 50 s; `strut`, `martial` and `danceWalk` are staged: of these takes only what a
  capsule could walk is chosen, and they follow less exactly (their root is the hips smoothed over 0.3 s).
- Wrists follow the forearm, toes follow the foot, fingers are not modelled. Idles are smooth markerless capture: add breathing.
- What was weighed and left out: a learned projector (the quick search is within 2 % of the exact one in skate, jerk and trajectory, at
  5 us a performer a tick), a codebook for actions (the rows of an action decode to 0.2 cm), a neural turn in place (path-edited turns follow
  to 2.5 cm).
"""
