"""The card beside each shipped model: what it takes, what it was measured to do, where it ends."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from runtime import session


def write(model: Path, fields: dict[str, Any]) -> None:
    """Writes `model`'s card. Name, file, hash and tensors are taken from the file, so that they cannot be wrong."""
    runner = session(model)
    card = {
        "name": model.stem,
        "version": fields["version"],
        "file": model.name,
        "sha256": hashlib.sha256(model.read_bytes()).hexdigest(),
        "task": fields["task"],
        "tensors": {
            "inputs": [_tensor(value) for value in runner.get_inputs()],
            "outputs": [_tensor(value) for value in runner.get_outputs()],
        },
    }
    licences = [entry["commercial_use"] for entry in fields["training_data"]]
    card |= fields | {"commercial_use": all(licence is True for licence in licences)}
    model.with_suffix(".json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n")


def _tensor(value: Any) -> dict[str, Any]:
    shape = [size if isinstance(size, int) else -1 for size in value.shape]
    return {"name": value.name, "type": value.type.removeprefix("tensor(").removesuffix(")"), "shape": shape}
