"""Checks a model that a person downloaded: python check_download.py FOLDER.

FOLDER holds model.keras and model.h5, x.npy (preprocessed samples, float32, the model's input) and classes.npy (the class
that the page gave to each). Optional: scores.npy, the page's outputs, compared within 1e-5. Prints one line of JSON per
file of the model.
"""

import json
import pathlib
import sys
import warnings

import keras
import numpy as np

TOLERANCE = 1e-5


def main():
    folder = pathlib.Path(sys.argv[1])
    x, classes = np.load(folder / "x.npy"), np.load(folder / "classes.npy").astype("int64").ravel()
    scores = np.load(folder / "scores.npy") if (folder / "scores.npy").exists() else None
    print(json.dumps({"keras": keras.__version__, "backend": keras.backend.backend()}), flush=True)
    for name in ("model.keras", "model.h5"):
        failures = []
        told = {"file": name, "samples": len(classes)}
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                model = keras.models.load_model(folder / name)
            y = np.asarray(model.predict(x.reshape(-1, *model.input_shape[1:]), batch_size=250, verbose=0))
            y = y.reshape(len(y), -1)
            found = (y[:, 0] > 0.5).astype("int64") if y.shape[1] == 1 else y.argmax(axis=1)
            told["same"] = int((found == classes).sum())
            if told["same"] != len(classes) or len(found) != len(classes):
                failures.append(f"{told['same']} of {len(classes)} samples are put in the same class ({len(found)} predictions)")
            if scores is not None:
                told["difference"] = float(np.max(np.abs(y - scores.reshape(y.shape))))
                if not told["difference"] <= TOLERANCE:
                    failures.append(f"the outputs differ by {told['difference']}")
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")
        told["failures"] = failures
        print(json.dumps(told), flush=True)


main()
