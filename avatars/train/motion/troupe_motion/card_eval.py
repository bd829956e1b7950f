"""The card of the judges, written from their reference so that its figures are those measured."""


def card(r):
    """Markdown text from reference.json as a dictionary."""
    held, truth = r['groundTruthAccuracy'], r['groundTruth']
    rows = '\n'.join(
        f"| {n} | {truth['classes'][n]['seconds']} | {held['byClass'][n]} | {w} | {held['split'][n]} | "
        f"{truth['classes'][n]['skateRawCmps']} | {truth['classes'][n]['jerkMps3']} | {truth['classes'][n]['frechetFloor']} |"
        for n, w in zip(r['classes'], held['windows']))
    return f"""# Judges of motion

A style classifier and the encoder of an autoencoder over windows of two seconds of 22 joints at 20 Hz, seen from the hips. They judge
what the motion model plays; they were trained on recordings only. Format: `avatars/train/motion/EVALUATION.md`.

## Rebuild
`python3 avatars/train/motion/evaluators.py --data DIR/motion-capture --out assets/models/motion-eval` (two minutes, one thread)

## Data
The recordings of the motion model (`assets/models/motion/MODEL_CARD.md` names sources, licences and attributions: CMU, 100STYLE, ReActIdle) and
ACCAD (Motion data: ACCAD, The Ohio State University, Open Motion Project, CC BY 3.0). Licence of the weights: Apache-2.0.

## Measured
Held-out recordings, mean over classes: {held['balanced']} judged right. The autoencoder loses {r['autoencoder']['varianceLeftHeldOut']} of their variance. Fréchet distance
between two halves of the recordings, all styles of equal weight: {truth['moving']['frechetFloor']}. ONNX against torch: {max(r['onnxMaxDifference'].values())}.

| class | seconds | accuracy held out | windows | held out by | raw skate cm/s | jerk m/s³ | Fréchet floor |
|---|---|---|---|---|---|---|---|
{rows}

## Limits
- Elated, rushed, angry and swagger are one performer and (nearly) one take each: their held-out windows are later parts of the same take. Strut, danceWalk
  and martial are one performer each, other takes. Swagger has two held-out windows: no evidence.
- Brisk is a pace, not a manner: an unseen person's brisk walk is judged neutral one time in five.
- Overlapping windows are not independent; the Fréchet floors of small classes are high because their halves differ.
"""
