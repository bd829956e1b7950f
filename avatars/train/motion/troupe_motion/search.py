"""Exact search over the feature rows: the oracle of every faster scheme."""
import numpy as np


class Search:
    """Costs of all selectable rows for a mode. `penalty(moving)` and `going_on` follow FORMAT.md."""

    def __init__(self, art, mode):
        s, m = art.manifest['search'], art.manifest['modes'][mode]
        styles = art.manifest['styles']
        self.art, self.settings = art, s
        self.style_cost = np.where(np.isin(art.style, [styles.index(n) for n in m['styles']]), 0.0, m['otherPenalty'])
        left = (art.last - np.arange(art.rows)) / art.hz
        tail = np.where(left < s['runOutS'], s['runOutPenalty'], 0.0)
        tail = tail + np.where(art.idle & (left < s['idleRunOutS']), s['idleRunOutPenalty'], 0.0)
        self.rows = np.flatnonzero(art.selectable)
        r = self.rows
        self.x = art.x[r] * art.weight
        self.norm = (self.x ** 2).sum(1)
        self.penalty = {m: (self.style_cost + tail + self.state_cost(m, art.idle))[r].astype(np.float32) for m in (False, True)}
        self.idle_rows = np.flatnonzero(art.idle[r])
        self.row_person = np.where(art.idle, art.person, -1)[r]

    def state_cost(self, moving, idle):
        s = self.settings
        return np.where(idle, s['idlePenalty'], 0.0) if moving else np.where(idle, 0.0, s['standPenalty'])

    def best(self, x, moving, person=None):
        """Normalised queries (n, 33), moving (n,) -> best rows and their costs. `person`: preferred idle person per query."""
        q = x * self.art.weight
        d = self.norm[None] - 2 * q @ self.x.T + (q ** 2).sum(1, keepdims=True)
        d += np.where(moving[:, None], self.penalty[True][None], self.penalty[False][None])
        extra = self.settings['otherIdlePersonPenalty']
        if person is not None and extra:
            d += extra * ((self.row_person[None] >= 0) & (self.row_person[None] != person[:, None]))
        i = d.argmin(1)
        return self.rows[i], d[np.arange(len(q)), i]

    def going_on(self, x, moving, row, person=None):
        """Cost of simply playing on from `row`."""
        a = self.art
        nxt = np.minimum(row + 1, a.last[row])
        cost = (((x - a.x[nxt]) * a.weight) ** 2).sum(1) + self.style_cost[row]
        extra = self.settings['otherIdlePersonPenalty']
        if person is not None and extra:
            cost = cost + extra * (a.idle[row] & (a.person[row] != person))
        return cost + np.where(moving, self.state_cost(True, a.idle[row]), self.state_cost(False, a.idle[row]))
