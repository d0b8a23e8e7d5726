"""Recognition of page images: image → words with places and confidences.

Tesseract through tesserocr, with the Vietnamese script model. What was measured, and why
each choice is as it is, stands in docs/ocr.md.
"""

from __future__ import annotations

from pipeline.ocr.engine import Recogniser
from pipeline.ocr.models import OcrUnavailable, missing

__all__ = ["OcrUnavailable", "Recogniser", "missing"]
