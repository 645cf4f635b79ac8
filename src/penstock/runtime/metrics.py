"""Metrics as artifacts: scalars, training curves, ROC curves and confusion matrices, kept in metadata under KFP's keys.

Values may be numpy scalars and arrays; they are kept as plain Python values. JSON has no infinity and no NaN:
an infinite threshold, which ``sklearn.metrics.roc_curve`` returns first, is kept as the greatest finite threshold of
its curve plus one (the smallest minus one below), as scikit-learn itself wrote before release 1.3; a NaN is refused.
"""

import math
from typing import Any, Dict, List, Optional, Sequence

from penstock.runtime.artifacts import Artifact
from penstock.runtime.live_metrics import LiveMetrics

SERIES_KEY = "metricSeries"
"""Metadata key of training curves: ``{"loss": {"steps": [0, 1], "values": [0.7, 0.5]}}``."""
ROC_KEY = "confidenceMetrics"
MATRIX_KEY = "confusionMatrix"
SLICES_KEY = "evaluationSlices"


class Metrics(Artifact):
    """Scalar metrics, and curves of metrics over the steps of a training."""

    schema_title = "system.Metrics"
    _live: Optional[LiveMetrics] = None
    """Where numbers are told as they come; of outputs of a running task only."""

    def _tell_to(self, live: LiveMetrics) -> None:
        """Tell numbers as they come, too."""
        self._live = live

    def log_metric(self, metric: str, value: float) -> None:
        """Keep one scalar."""
        value = _finite(value, f"metric {metric!r}")
        self.metadata[metric] = value
        if self._live is not None:
            self._live.tell(metric, value)

    def log_series(self, metric: str, step: float, value: float) -> None:
        """Add one point to the curve of a metric, such as the loss after an epoch.

        An extension of Penstock: KFP carries the metadata, but its own class has no such method.
        """
        curves: Dict[str, Dict[str, List[Any]]] = self.metadata.setdefault(SERIES_KEY, {})
        curve = curves.setdefault(metric, {"steps": [], "values": []})
        value, step = _finite(value, f"series {metric!r}"), _finite(step, f"step of series {metric!r}")
        curve["steps"].append(step)
        curve["values"].append(value)
        if self._live is not None:
            self._live.tell(metric, value, step)


class ClassificationMetrics(Artifact):
    """A ROC curve and a confusion matrix."""

    schema_title = "system.ClassificationMetrics"

    def __init__(
        self, name: Optional[str] = None, uri: Optional[str] = None, metadata: Optional[Dict[str, Any]] = None
    ) -> None:
        super().__init__(name=name, uri=uri, metadata=metadata)
        self._thresholds = _Thresholds()

    def log_roc_data_point(self, fpr: float, tpr: float, threshold: float) -> None:
        """Add one point to the ROC curve."""
        reading = {
            "confidenceThreshold": 0.0,
            "recall": _finite(tpr, "the true positive rate"),
            "falsePositiveRate": _finite(fpr, "the false positive rate"),
        }
        self._thresholds.place(reading, _number(threshold, "the threshold"))
        self.metadata.setdefault(ROC_KEY, []).append(reading)

    def log_roc_curve(self, fpr: Sequence[float], tpr: Sequence[float], threshold: Sequence[float]) -> None:
        """Add a whole ROC curve. Raises `ValueError` when the three have different lengths."""
        if not len(fpr) == len(tpr) == len(threshold):
            raise ValueError(
                "Length of fpr, tpr and threshold must be the same. "
                f"Got lengths {len(fpr)}, {len(tpr)} and {len(threshold)} respectively"
            )
        for point in zip(fpr, tpr, threshold):
            self.log_roc_data_point(*point)

    def set_confusion_matrix_categories(self, categories: Sequence[str]) -> None:
        """Begin a confusion matrix of zeros."""
        names = [str(_plain(category)) for category in categories]
        self.metadata[MATRIX_KEY] = {
            "annotationSpecs": [{"displayName": name} for name in names],
            "rows": [{"row": [0] * len(names)} for _ in names],
        }

    def log_confusion_matrix_row(self, row_category: str, row: Sequence[float]) -> None:
        """Fill one row of the confusion matrix. Raises `ValueError` for an unknown category or a wrong length."""
        categories = self._categories()
        if len(row) != len(categories):
            raise ValueError(f"Invalid row. Expected size: {len(categories)} got: {len(row)}")
        cells = [_finite(cell, f"row {row_category!r} of the confusion matrix") for cell in row]
        self.metadata[MATRIX_KEY]["rows"][_index(row_category, categories)] = {"row": cells}

    def log_confusion_matrix_cell(self, row_category: str, col_category: str, value: float) -> None:
        """Fill one cell of the confusion matrix. Raises `ValueError` for an unknown category."""
        categories = self._categories()
        row, column = _index(row_category, categories), _index(col_category, categories)
        cell = _finite(value, f"cell {row_category!r}, {col_category!r} of the confusion matrix")
        self.metadata[MATRIX_KEY]["rows"][row]["row"][column] = cell

    def log_confusion_matrix(self, categories: Sequence[str], matrix: Sequence[Sequence[float]]) -> None:
        """Keep a whole confusion matrix. Raises `ValueError` when it is not square over the categories."""
        if len(matrix) != len(categories) or any(len(row) != len(categories) for row in matrix):
            raise ValueError(f"Invalid matrix: {matrix} passed for categories: {categories}")
        self.set_confusion_matrix_categories(categories)
        for category, row in zip(categories, matrix):
            self.log_confusion_matrix_row(category, row)

    def _categories(self) -> List[str]:
        matrix = self.metadata.get(MATRIX_KEY)
        if matrix is None:
            raise ValueError(
                "The confusion matrix has no categories yet: call set_confusion_matrix_categories([...]) before "
                "logging rows or cells, or log_confusion_matrix(categories, matrix) for all at once"
            )
        return [spec["displayName"] for spec in matrix["annotationSpecs"]]


class SlicedClassificationMetrics(Artifact):
    """A ROC curve and a confusion matrix for each slice of the data."""

    schema_title = "system.SlicedClassificationMetrics"

    def __init__(
        self, name: Optional[str] = None, uri: Optional[str] = None, metadata: Optional[Dict[str, Any]] = None
    ) -> None:
        super().__init__(name=name, uri=uri, metadata=metadata)
        self._slices: Dict[str, ClassificationMetrics] = {}

    def log_roc_reading(self, slice: str, threshold: float, tpr: float, fpr: float) -> None:  # noqa: A002  # KFP's name
        """Add one point to the ROC curve of a slice."""
        self._of(slice).log_roc_data_point(fpr=fpr, tpr=tpr, threshold=threshold)

    def load_roc_readings(self, slice: str, readings: Sequence[Sequence[float]]) -> None:  # noqa: A002  # KFP's name
        """Add points to the ROC curve of a slice; each is threshold, true positive rate, false positive rate."""
        metrics = self._of(slice)
        for threshold, tpr, fpr in readings:
            metrics.log_roc_data_point(fpr=fpr, tpr=tpr, threshold=threshold)

    def set_confusion_matrix_categories(self, slice: str, categories: Sequence[str]) -> None:  # noqa: A002
        """Begin the confusion matrix of a slice."""
        self._of(slice).set_confusion_matrix_categories(categories)

    def log_confusion_matrix_row(self, slice: str, row_category: str, row: Sequence[float]) -> None:  # noqa: A002
        """Fill one row of the confusion matrix of a slice."""
        self._of(slice).log_confusion_matrix_row(row_category, row)

    def log_confusion_matrix_cell(
        self,
        slice: str,  # noqa: A002  # KFP's name
        row_category: str,
        col_category: str,
        value: float,
    ) -> None:
        """Fill one cell of the confusion matrix of a slice."""
        self._of(slice).log_confusion_matrix_cell(row_category, col_category, value)

    def load_confusion_matrix(
        self,
        slice: str,  # noqa: A002  # KFP's name
        categories: Sequence[str],
        matrix: Sequence[Sequence[float]],
    ) -> None:
        """Keep the whole confusion matrix of a slice."""
        self._of(slice).log_confusion_matrix(categories, matrix)

    def _of(self, name: str) -> ClassificationMetrics:
        """Return the metrics of a slice; their metadata lies in ours, so that a change there is a change here."""
        if name not in self._slices:
            entries: List[Dict[str, Any]] = self.metadata.setdefault(SLICES_KEY, [])
            entry = next((it for it in entries if it["slice"] == name), None)
            if entry is None:
                entry = {"slice": name, "sliceClassificationMetrics": {}}
                entries.append(entry)
            metrics = ClassificationMetrics()
            metrics.metadata = entry["sliceClassificationMetrics"]
            self._slices[name] = metrics
        return self._slices[name]


class _Thresholds:
    """Keeps infinite thresholds of a curve one beyond its finite ones, whichever order they come in."""

    def __init__(self) -> None:
        self._above: List[Dict[str, float]] = []
        self._below: List[Dict[str, float]] = []
        self._highest: Optional[float] = None
        self._lowest: Optional[float] = None

    def place(self, reading: Dict[str, float], threshold: float) -> None:
        """Write the threshold of a reading; move the infinite ones when the finite ones spread."""
        if math.isfinite(threshold):
            reading["confidenceThreshold"] = threshold
            self._spread(threshold)
            return
        (self._above if threshold > 0 else self._below).append(reading)
        self._write()

    def _spread(self, threshold: float) -> None:
        if self._highest is None or self._lowest is None:
            self._highest = self._lowest = threshold
        elif threshold > self._highest:
            self._highest = threshold
        elif threshold < self._lowest:
            self._lowest = threshold
        else:
            return
        self._write()

    def _write(self) -> None:
        # Without a finite threshold, scores are taken for probabilities: from 0 to 1.
        for reading in self._above:
            reading["confidenceThreshold"] = (1.0 if self._highest is None else self._highest) + 1
        for reading in self._below:
            reading["confidenceThreshold"] = (0.0 if self._lowest is None else self._lowest) - 1


def _plain(value: Any) -> Any:
    """Return numpy's scalars, and whatever else has `item`, as plain values."""
    return value.item() if hasattr(value, "item") else value


def _number(value: Any, what: str) -> Any:
    plain = _plain(value)
    if isinstance(plain, float) and math.isnan(plain):
        raise ValueError(f"NaN for {what}: JSON cannot carry it; leave the value out, or log a number")
    return plain


def _finite(value: Any, what: str) -> Any:
    plain = _number(value, what)
    if isinstance(plain, float) and math.isinf(plain):
        raise ValueError(f"{plain} for {what}: JSON cannot carry an infinity; leave the value out, or log a number")
    return plain


def _index(category: str, categories: List[str]) -> int:
    name = str(_plain(category))
    if name not in categories:
        raise ValueError(f"Invalid category: {name!r} passed. Expected one of: {categories}")
    return categories.index(name)
