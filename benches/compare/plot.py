"""Draws panels of points, log over log, each beside a line of slope 1: `plot.py FILE < POINTS`."""

import json
import sys

import matplotlib

matplotlib.use("svg")
# The same figures give the same file.
matplotlib.rcParams.update({"svg.hashsalt": "osready", "svg.fonttype": "none", "font.size": 9})
import matplotlib.pyplot as plt

panels = json.load(sys.stdin)
figure, axes = plt.subplots(1, len(panels), figsize=(10, 3.2), layout="constrained")
for panel, (name, points) in zip(axes, panels.items()):
    xs, ys = zip(*points)
    panel.loglog(xs, [ys[-1] * x / xs[-1] for x in xs], color="0.7", label="linear")
    panel.loglog(xs, ys, "o-", markersize=4, color="tab:blue", label="osready")
    panel.minorticks_off()
    # Whole numbers, at every other point and at powers of ten.
    panel.set_xticks(xs[-1::-2], [f"{round(x):,}" for x in xs[-1::-2]])
    panel.yaxis.set_major_formatter("{x:g}")
    panel.set_xlabel(name)
    panel.legend(frameon=False)
axes[0].set_ylabel("processor time, times the least")
figure.savefig(sys.argv[1], metadata={"Date": None, "Creator": None})
