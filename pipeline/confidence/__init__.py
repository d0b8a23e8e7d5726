"""How likely each row is right, and which rows a person should look at.

Stands on the road behind `link`: rows in, the same rows with `confidence`, `needs_review`
and reasons in `issues` out. `signals` says what speaks against a row, `calibration` what
each rule and signal is worth by two data files, `assess` puts both into the rows, `fit`
makes the data files from rows that are known to be right or wrong.
"""

from __future__ import annotations

from pipeline.confidence.assess import assess
from pipeline.confidence.calibration import Calibration, load

__all__ = ["Calibration", "assess", "load"]
