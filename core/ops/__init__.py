"""The operations of computation graphs, one file for each family."""

from core.ops.affine import Affine
from core.ops.arithmetic import Add, Divide, Multiply, Subtract, Sum
from core.ops.base import Operation
from core.ops.elementwise import (
    ACTIVATIONS,
    Exp,
    IdentityFunction,
    LeakyReLU,
    Log,
    Negate,
    Power,
    ReLU,
    Sigmoid,
    Sqrt,
    Tanh,
)
from core.ops.losses import CrossEntropy, Loss, SoftmaxCrossEntropy, SquaredError
from core.ops.softmax import ModifiedSoftmax, Softmax

__all__ = [
    "ACTIVATIONS",
    "Add",
    "Affine",
    "CrossEntropy",
    "Divide",
    "Exp",
    "IdentityFunction",
    "LeakyReLU",
    "Log",
    "Loss",
    "ModifiedSoftmax",
    "Multiply",
    "Negate",
    "Operation",
    "Power",
    "ReLU",
    "Sigmoid",
    "Softmax",
    "SoftmaxCrossEntropy",
    "Sqrt",
    "SquaredError",
    "Subtract",
    "Sum",
    "Tanh",
]
