r"""What LaTeX the formulas may use: what the renderer is known to set.

It prints unknown commands as they stand, without an error, so each formula is held against this
list; `test_formulas` sets every one of them as well.
"""

from __future__ import annotations

import re

ALLOWED = frozenset(
    re.findall(
        r"\S+",
        r"""\alpha \beta \eta \gamma \lambda \mu \rho \sigma \varepsilon \Phi \ell \nabla \partial
    \infty \cdot \times \odot \otimes \leftarrow \quad \log \tanh \max \ldots \cdots \dots
    \frac \sqrt \hat \tilde \left \right \lVert \rVert \operatorname \mathrm \mathcal \text \, \sum
    \begin \end \\""",
    )
)
ENVIRONMENTS = frozenset({"pmatrix"})
OPERATORS = frozenset({"ReLU", "LReLU", "softmax", "SM", "diag"})


def faults(latex: str) -> list[str]:
    """Return what is wrong with a formula: unknown commands, open brackets."""
    found = [c for c in re.findall(r"\\(?:[A-Za-z]+|.)", latex) if c not in ALLOWED]
    found += [e for e in re.findall(r"\\begin\{(\w+)\}", latex) if e not in ENVIRONMENTS]
    found += [o for o in re.findall(r"\\operatorname\{(\w+)\}", latex) if o not in OPERATORS]
    if latex.count("{") != latex.count("}"):
        found.append("braces")
    if latex.count("(") != latex.count(")"):
        found.append("brackets")
    if latex.count(r"\left") != latex.count(r"\leftarrow") + latex.count(r"\right"):
        found.append("left and right")
    return found
