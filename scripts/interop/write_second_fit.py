"""
Writes what a second `fit` of real Keras comes to: python write_second_fit.py FOLDER.

For each optimizer a small model is fitted for five epochs, its learning rate is set as a callback would set it, and it is saved as
`<name>.keras`. Then it is fitted for three epochs more. `data.json` has the samples, the optimizer's variables in the saved file and
the weights after the second fit. The samples are not shuffled, so that the order of the batches is known.
"""

import io
import json
import os
import pathlib
import sys
import zipfile

os.environ.setdefault("KERAS_BACKEND", "jax")
import h5py
import keras
import numpy as np

# The optimizer, and the rate at which the second fit goes on.
OPTIMIZERS = {
    "sgd": (keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True), 0.005),
    "adam": (keras.optimizers.Adam(0.1), 0.005),
    "amsgrad": (keras.optimizers.Adam(0.1, amsgrad=True), 0.005),
    "rmsprop": (keras.optimizers.RMSprop(0.05, momentum=0.5, centered=True), 0.005),
    "adagrad": (keras.optimizers.Adagrad(0.1), 0.005),
    "adadelta": (keras.optimizers.Adadelta(1.0), 0.5),
}
BATCH, FIRST, SECOND = 8, 5, 3


def flat(array):
    return [float(value) for value in np.asarray(array).ravel()]


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    keras.utils.set_random_seed(3)
    rng = np.random.default_rng(11)
    x = np.round(rng.normal(size=(40, 2)) * 2, 2).astype("float32")
    y = ((x**2).sum(axis=1) < 4).astype("float32")
    cases = {}
    for name, (optimizer, rate) in OPTIMIZERS.items():
        layers = [keras.layers.Input((2,)), keras.layers.Dense(3, activation="tanh"), keras.layers.Dense(1, activation="sigmoid")]
        model = keras.Sequential(layers, name=name)
        model.compile(optimizer=optimizer, loss="binary_crossentropy", metrics=["accuracy"])
        fit = dict(batch_size=BATCH, shuffle=False, verbose=0)
        model.fit(x, y[:, None], epochs=FIRST, **fit)
        model.optimizer.learning_rate = rate
        path = folder / f"{name}.keras"
        model.save(path)
        stored = h5py.File(io.BytesIO(zipfile.ZipFile(path).read("model.weights.h5")))["optimizer/vars"]
        variables = {variable.path: flat(stored[str(i)][()]) for i, variable in enumerate(model.optimizer.variables)}
        model.fit(x, y[:, None], epochs=SECOND, **fit)
        cases[name] = {"learning_rate": rate, "variables": variables, "weights": [flat(weight) for weight in model.get_weights()]}
    told = {"keras": keras.__version__, "backend": keras.backend.backend(), "batch_size": BATCH, "epochs": SECOND}
    (folder / "data.json").write_text(json.dumps({**told, "x": flat(x), "y": [int(one) for one in y], "cases": cases}))


main()
