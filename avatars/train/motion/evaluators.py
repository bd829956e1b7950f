#!/usr/bin/env python3
"""Train the judges of motion on the recordings and write assets/models/motion-eval (EVALUATION.md); about three minutes.

    python3 avatars/train/motion/evaluators.py --data DIR/motion-capture --out assets/models/motion-eval
"""
import argparse
import json
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import build  # noqa: E402


def numbers(value, digits=5):
    """Arrays and floats with `digits` significant digits, ready for JSON."""
    import numpy as np
    if isinstance(value, dict):
        return {k: numbers(v, digits) for k, v in value.items()}
    if isinstance(value, (list, np.ndarray)):
        return [numbers(v, digits) for v in value]
    return float(f'{value:.{digits}g}') if isinstance(value, (float, np.floating)) else value


def export(net, out, path):
    """Write one network as ONNX; returns the largest difference to torch over random windows."""
    import numpy as np
    import torch
    from troupe_motion import onnx_conv, windows
    x = torch.randn(5, windows.CHANNELS, windows.LENGTH)
    torch.onnx.export(net, x, path, input_names=['window'], output_names=[out], dynamic_axes={'window': {0: 'n'}, out: {0: 'n'}},
                      opset_version=13)
    with torch.no_grad():
        wanted = net(x).numpy()
    return float(np.abs(onnx_conv.evaluate(path, x.numpy()) - wanted).max())


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument('--data', required=True, help='the unpacked motion-capture folder')
    p.add_argument('--out', required=True, help='folder of the judges')
    p.add_argument('--seed', type=int, default=0)
    a = p.parse_args()
    if not os.path.isdir(a.data):
        sys.exit(f'--data {a.data}: no such folder; unpack motion-capture first and give its path')
    import torch
    from troupe_motion import card_eval, evaluators, reference, windows
    torch.set_num_threads(1)
    progress = build.progress_from(time.time())
    with open(os.path.join(a.data, 'old_clip_to_cmu_id.json')) as f:
        trials = json.load(f)
    truth = evaluators.load_truth(a.data, trials, progress)
    known, unseen = [t for t in truth if not t.held_out], [t for t in truth if t.held_out]
    x, y, _ = evaluators.windows_of(known, 4, (0.87, 1.0, 1.15), (0, 1, 2))
    progress(f'{len(known)} stretches to learn from, {len(unseen)} held out, {len(x)} windows')
    classifier = evaluators.train_classifier(x, y, a.seed)
    tx, ty, _ = evaluators.windows_of(unseen, reference.HOP)
    held = reference.accuracy(ty, evaluators.run(classifier, tx).argmax(1))
    progress(f"classifier: {held['balanced']:.3f} on held-out windows")
    encoder, decoder = evaluators.train_encoder(x, y, a.seed)
    error = reference_error(encoder, decoder, tx)
    progress(f'autoencoder: {error:.3f} of the variance left on held-out windows')
    os.makedirs(a.out, exist_ok=True)
    gap = {n: export(net, out, os.path.join(a.out, n)) for n, net, out in (('style-classifier.onnx', classifier, 'logits'),
                                                                           ('motion-encoder.onnx', encoder, 'features'))}
    fx, fy, whose = evaluators.windows_of(truth, reference.HOP)
    space = reference.figures(evaluators.run(encoder, fx).astype(float), fy, whose, a.seed)
    for name, body in reference.body_figures(truth).items():
        space['classes'][name].update(body)
    on_all = reference.accuracy(fy, evaluators.run(classifier, fx).argmax(1))
    out = {'format': 'troupe-motion-eval', 'version': 1, 'hz': windows.HZ, 'poses': windows.POSES, 'length': windows.LENGTH,
           'channels': windows.CHANNELS, 'hop': reference.HOP, 'classes': evaluators.CLASSES,
           'groundTruthAccuracy': held, 'accuracyOnAllRecordings': {k: on_all[k] for k in ('balanced', 'byClass')},
           'autoencoder': {'varianceLeftHeldOut': error}, 'onnxMaxDifference': gap, 'groundTruth': space,
           'golden': reference.golden(truth, classifier, encoder, evaluators.run)}
    path = os.path.join(a.out, 'reference.json')
    with open(path, 'w') as f:
        json.dump(numbers(out), f, separators=(',', ':'))
        f.write('\n')
    with open(os.path.join(a.out, 'MODEL_CARD.md'), 'w') as f:
        f.write(card_eval.card(numbers(out, 3)))
    progress(f"Fréchet floor {space['moving']['frechetFloor']:.2f}; written to {a.out}")


def reference_error(encoder, decoder, x):
    """Share of the normalised variance that the autoencoder loses."""
    import torch
    with torch.no_grad():
        w = torch.tensor(x)
        n = (w - encoder.mean) / encoder.scale
        return float((decoder(encoder(w)) - n).pow(2).mean() / n.pow(2).mean())


if __name__ == '__main__':
    main()
