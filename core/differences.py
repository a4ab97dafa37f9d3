"""What was otherwise in another run, in words."""

from __future__ import annotations

from core.config import RunConfig

_WORDS = {
    "output": "output {}",
    "loss": "loss {}",
    "initializer": "initialiser {}",
    "sigma": "standard deviation {:g}",
    "optimizer": "optimizer {}",
    "learning_rate": "learning rate {:g}",
    "weight_decay": "weight decay {:g}",
    "batch_size": "batch size {:,}",
    "epochs": "{:,} epochs",
    "seed": "seed {}",
    "development_fraction": "development share {:.0%}",
    "hyperparameters": "other optimizer constants",
    "data": "other settings of the data",
}


def differences(then: RunConfig, now: RunConfig) -> tuple[str, ...]:
    """Return what was otherwise `then`, a few words each; empty if both are the same.

    Of other data only the name is told: sizes, parts and scales go without saying.
    """
    found = []
    if then.dataset != now.dataset:
        found.append(f"data {then.dataset}")
    if then.hidden != now.hidden:
        found.append(_layers(then))
    for name, words in _WORDS.items():
        value = getattr(then, name)
        if value != getattr(now, name) and not (name == "data" and then.dataset != now.dataset):
            found.append(words.format(value))
    return tuple(found)


def _layers(config: RunConfig) -> str:
    if not config.hidden:
        return "no hidden layer"
    layers = ", ".join(f"{layer.width} {layer.activation}" for layer in config.hidden)
    return f"hidden {layers}"
