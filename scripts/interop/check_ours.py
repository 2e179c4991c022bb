"""Opens the files that Layerloom wrote with real Keras: python check_ours.py FOLDER.

Every folder in FOLDER is a case (see ours.ts). Prints one line of JSON per case: the largest differences and what is
wrong, if anything is. Needs KERAS_BACKEND to be set; the NumPy backend cannot fit and says so.
"""

import json
import pathlib
import sys
import warnings

import keras
import numpy as np

TOLERANCE = 1e-5
CAN_FIT = keras.backend.backend() != "numpy"


def largest(a, b):
    return float(np.max(np.abs(np.asarray(a, "float64") - np.asarray(b, "float64"))))


def summary_of(model):
    lines = []
    # The first Keras 3 passes more than the line.
    model.summary(print_fn=lambda line, **_: lines.append(line))
    return "\n".join(lines).rstrip("\n")


def name_of(loss):
    """A loss out of a legacy file has become a function by the time that it is asked for."""
    return loss["config"] if isinstance(loss, dict) and loss["class_name"] == "function" else loss


def check(folder):
    expected = json.loads((folder / "expected.json").read_text())
    x, y, targets = (np.load(folder / f"{name}.npy") for name in ("x", "y", "targets"))
    failures, differences, figures = [], {}, {}

    def expect(what, received, wanted):
        if received != wanted:
            failures.append(f"{what}: expected {wanted!r}, received {received!r}")

    def expect_near(what, received, wanted, tolerance=TOLERANCE):
        if not abs(received - wanted) <= tolerance * max(1.0, abs(wanted)):
            failures.append(f"{what}: expected {wanted!r}, received {received!r}")

    for name in ("model.keras", "model.h5"):
        model = keras.models.load_model(folder / name)
        differences[name] = largest(model.predict(x, verbose=0), y)
        optimizer = expected["optimizer"]
        expect(f"{name}: optimizer", type(model.optimizer).__name__, optimizer["class_name"])
        config = model.optimizer.get_config()
        for key, value in optimizer["config"].items():
            if isinstance(value, float):
                expect_near(f"{name}: {key}", float(config[key]), value, 1e-6)
            else:
                expect(f"{name}: {key}", config[key], value)
        expect(f"{name}: loss", name_of(model.get_compile_config()["loss"]), expected["loss"])
        measured = model.evaluate(x, targets, verbose=0, return_dict=True)
        expect(f"{name}: figures", sorted(measured), sorted(expected["figures"]))
        for key, value in expected["figures"].items():
            figures[key] = max(figures.get(key, 0.0), abs(measured.get(key, np.nan) - value))
            expect_near(f"{name}: evaluate {key}", measured.get(key, np.nan), value)
        if CAN_FIT:
            before = [np.array(w) for w in model.get_weights()]
            history = model.fit(x, targets, batch_size=len(x), epochs=1, verbose=0)
            after = model.get_weights()
            if not np.isfinite(history.history["loss"][0]):
                failures.append(f"{name}: fit gives the loss {history.history['loss'][0]}")
            if before and not any(np.any(a != b) for a, b in zip(before, after)):
                failures.append(f"{name}: fit changes no weight")

    model = keras.models.model_from_json((folder / "model.json").read_text())
    # A compiled model's summary counts the optimizer's variables, too; the first line holds the model's name.
    plain = keras.Sequential.from_config(model.get_config())
    expect("summary", summary_of(plain).split("\n", 1)[1], expected["summary"].split("\n", 1)[1])
    model.load_weights(folder / "model.weights.h5")
    differences["model.weights.h5"] = largest(model.predict(x, verbose=0), y)
    arrays = np.load(folder / "model.npz")
    expect("model.npz", sorted(arrays.files), sorted(weight["name"] for weight in expected["weights"]))
    for weight, held in zip(expected["weights"], model.get_weights()):
        if not np.array_equal(arrays[weight["name"]], held):
            failures.append(f"model.npz: {weight['name']} differs")
    for name, difference in differences.items():
        if not difference <= TOLERANCE:
            failures.append(f"{name}: predictions differ by {difference}")
    return {"case": folder.name, "differences": differences, "figures": figures, "failures": failures}


def main():
    print(json.dumps({"keras": keras.__version__, "backend": keras.backend.backend(), "fit": CAN_FIT}), flush=True)
    for folder in sorted(path for path in pathlib.Path(sys.argv[1]).iterdir() if path.is_dir()):
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("always")
            keras.utils.clear_session()
            try:
                told = check(folder)
            except Exception as error:  # the case failed; the others are checked all the same
                told = {"case": folder.name, "differences": {}, "figures": {}, "failures": [f"{type(error).__name__}: {error}"]}
        print(json.dumps(told), flush=True)


main()
