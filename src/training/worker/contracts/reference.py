"""Writes reference.json beside it: what Keras itself computes, for the contract tests.

    KERAS_BACKEND=jax python reference.py

Needs keras 3 and jax. Everything that goes in is written too, so the tests draw nothing.
"""

import json
import pathlib

import keras
import numpy as np

rng = np.random.default_rng(7)


def plain(value):
    return [float(f"{v:.9g}") for v in np.asarray(value, dtype="float64").ravel()]


def tensor(value):
    return {"shape": list(np.asarray(value).shape), "values": plain(value)}


def normal(*shape):
    return rng.standard_normal(shape).astype("float32")


# Optimizers: six steps on two weights. The gradients differ in size by seven orders, and some are 0.
def optimizers():
    cases = [
        ("SGD", {"learning_rate": 0.1}),
        ("SGD", {"learning_rate": 0.1, "momentum": 0.9}),
        ("SGD", {"learning_rate": 0.1, "momentum": 0.9, "nesterov": True}),
        ("RMSprop", {}),
        ("RMSprop", {"learning_rate": 0.01, "rho": 0.8, "momentum": 0.7, "epsilon": 1e-5}),
        ("RMSprop", {"learning_rate": 0.01, "centered": True}),
        ("RMSprop", {"learning_rate": 0.01, "centered": True, "momentum": 0.5, "epsilon": 1e-3}),
        ("Adam", {}),
        ("Adam", {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.99, "epsilon": 1e-4}),
        ("Adam", {"amsgrad": True}),
        ("Adam", {"learning_rate": 0.01, "beta_1": 0.8, "beta_2": 0.5, "epsilon": 1e-4, "amsgrad": True}),
        ("Adagrad", {}),
        ("Adagrad", {"learning_rate": 0.1, "initial_accumulator_value": 0.0, "epsilon": 1e-3}),
        ("Adadelta", {}),
        ("Adadelta", {"learning_rate": 1.0, "rho": 0.8, "epsilon": 1e-4}),
    ]
    start = [normal(3, 2), normal(2)]
    scales = [1e-6, 1e-4, 1e-2, 1, 10, 1]
    steps = [[normal(3, 2) * scale, normal(2) * scale] for scale in scales]
    steps[3][0][1, 1] = 0
    out = []
    for kind, values in cases:
        weights = [keras.Variable(w) for w in start]
        optimizer = getattr(keras.optimizers, kind)(**values)
        optimizer.build(weights)
        after = []
        for gradients in steps:
            optimizer.apply([np.array(g) for g in gradients], weights)
            after.append([plain(w) for w in weights])
        out.append({"kind": kind, "values": values, "after": after})
    return {"start": [tensor(w) for w in start], "gradients": [[plain(g) for g in step] for step in steps], "cases": out}


# Losses of single samples; outputs of exactly 0 and 1 are among them.
def losses():
    classes = np.eye(4, dtype="float32")[[0, 2, 3, 1, 1]]
    scores = rng.uniform(0.01, 1, (5, 4)).astype("float32")
    scores[3] = [0, 1, 0, 0]
    scores[4] = [1, 0, 0, 0]
    yes = np.array([[0], [1], [1], [0]], dtype="float32")
    chance = np.array([[0.2], [0.9], [0], [1]], dtype="float32")
    wide = normal(5, 4) * 2
    functions = {
        "categorical_crossentropy": keras.losses.categorical_crossentropy,
        "binary_crossentropy": keras.losses.binary_crossentropy,
        "mean_squared_error": keras.losses.mean_squared_error,
        "mean_squared_logarithmic_error": keras.losses.mean_squared_logarithmic_error,
        "hinge": keras.losses.hinge,
    }
    out = []
    for kind, function in functions.items():
        for target, output in [(classes, scores), (yes, chance), (classes, wide)]:
            if kind == "categorical_crossentropy" and target.shape[1] == 1:
                continue
            if kind.endswith("crossentropy") and output is wide:
                continue
            out.append({"kind": kind, "target": tensor(target), "output": tensor(output), "each": plain(function(target, output))})
    return out


# Metrics over three batches. Precision and recall are averaged over the classes, the largest output decides.
def metrics():
    truth = rng.integers(0, 3, 20)
    truth[:6] = 0  # and class 2 is never chosen in the first set
    scores = rng.uniform(0, 1, (20, 3)).astype("float32")
    sets = []
    for output in [scores * np.array([1, 1, 0], dtype="float32"), scores]:
        target = np.eye(3, dtype="float32")[truth]
        chosen = np.eye(3, dtype="float32")[output.argmax(1)]
        mean = lambda metric: float(np.mean([result(metric(top_k=1, class_id=c), target, output) for c in range(3)]))
        sets.append({
            "target": tensor(target), "output": tensor(output), "threshold": 0.5,
            "results": {
                "accuracy": result(keras.metrics.CategoricalAccuracy(), target, output),
                "precision": mean(keras.metrics.Precision),
                "recall": mean(keras.metrics.Recall),
                "f1_score": result(keras.metrics.F1Score(average="macro"), target, chosen),
            },
        })
    target = rng.integers(0, 2, (20, 1)).astype("float32")
    output = rng.uniform(0, 1, (20, 1)).astype("float32")
    for threshold in [0.5, 0.3]:
        sets.append({
            "target": tensor(target), "output": tensor(output), "threshold": threshold,
            "results": {
                "accuracy": result(keras.metrics.BinaryAccuracy(threshold=threshold), target, output),
                "precision": result(keras.metrics.Precision(thresholds=threshold), target, output),
                "recall": result(keras.metrics.Recall(thresholds=threshold), target, output),
                "f1_score": result(keras.metrics.F1Score(threshold=threshold), target, output),
            },
        })
    return sets


def result(metric, target, output):
    for start in range(0, len(target), 8):
        metric.update_state(target[start : start + 8], output[start : start + 8])
    return float(np.mean(np.asarray(metric.result())))


# Layers: what they give for an input with given weights, in use and in training.
def layers():
    cases = [("Dense", {"units": 3, "activation": a}, (4,)) for a in
             ["linear", "relu", "sigmoid", "softmax", "tanh", "elu", "selu", "softplus", "softsign"]]
    cases += [
        ("Dense", {"units": 3, "use_bias": False}, (4,)),
        ("Dense", {"units": 3}, (2, 4)),
        ("Activation", {"activation": "softmax"}, (3, 4)),
        ("Flatten", {}, (2, 3, 2)),
        ("Reshape", {"target_shape": [3, -1]}, (2, 6)),
        ("Conv2D", {"filters": 2, "kernel_size": [3, 3], "activation": "relu"}, (5, 6, 3)),
        ("Conv2D", {"filters": 3, "kernel_size": [3, 2], "strides": [2, 1], "padding": "same"}, (6, 5, 2)),
        ("Conv2D", {"filters": 2, "kernel_size": [2, 2], "strides": [2, 2], "use_bias": False}, (5, 5, 1)),
        ("MaxPooling2D", {"pool_size": [2, 2], "strides": [2, 2]}, (5, 4, 2)),
        ("MaxPooling2D", {"pool_size": [3, 2], "strides": [2, 1], "padding": "same"}, (5, 4, 2)),
        ("MaxPooling2D", {"pool_size": [3, 3]}, (7, 6, 2)),
        ("BatchNormalization", {}, (4,)),
        ("BatchNormalization", {"momentum": 0.5, "epsilon": 0.01}, (3, 3, 2)),
        ("BatchNormalization", {"scale": False, "momentum": 0.8}, (4,)),
        ("BatchNormalization", {"center": False, "momentum": 0.8}, (2, 3)),
        ("BatchNormalization", {"center": False, "scale": False, "momentum": 0.8}, (4,)),
    ]
    out = []
    for kind, config, shape in cases:
        layer = getattr(keras.layers, kind)(**config)
        model = keras.Sequential([keras.Input(shape), layer])
        weights = [np.abs(normal(*w.shape)) if w.name.endswith("variance") else normal(*w.shape) for w in layer.weights]
        layer.set_weights(weights)
        x = normal(6, *shape)
        case = {"kind": kind, "values": config, "input": list(shape), "x": plain(x),
                "weights": [{"name": w.name, **tensor(v)} for w, v in zip(layer.weights, weights)],
                "output": plain(model(x, training=False))}
        if kind == "BatchNormalization":
            case["training"] = plain(model(x, training=True))
            case["moved"] = [plain(w) for w in layer.get_weights()]
        out.append(case)
    return out


# A whole fit: what Keras logs, epoch by epoch, in the order of the data, with a last batch that is not full.
def fits():
    out = []
    for layers_, loss, optimizer, shape in [
        ([("Dense", {"units": 5, "activation": "tanh"}), ("Dense", {"units": 3, "activation": "softmax"})],
         "categorical_crossentropy", ("Adam", {"learning_rate": 0.05}), (4,)),
        ([("Conv2D", {"filters": 3, "kernel_size": [3, 3], "padding": "same"}), ("BatchNormalization", {}),
          ("Activation", {"activation": "relu"}), ("MaxPooling2D", {}), ("Flatten", {}), ("Dense", {"units": 3, "activation": "softmax"})],
         "categorical_crossentropy", ("RMSprop", {"learning_rate": 0.01}), (6, 6, 2)),
        ([("Dense", {"units": 6, "activation": "elu"}), ("Dense", {"units": 3, "activation": "sigmoid"})],
         "binary_crossentropy", ("SGD", {"learning_rate": 0.2, "momentum": 0.9, "nesterov": True}), (4,)),
    ]:
        x = normal(30, *shape)
        labels = rng.integers(0, 3, 30)
        x += labels.reshape(-1, *[1] * len(shape)) * 0.7
        model = keras.Sequential([keras.Input(shape)] + [getattr(keras.layers, k)(**v) for k, v in layers_])
        model.compile(loss=loss, optimizer=getattr(keras.optimizers, optimizer[0])(**optimizer[1]), metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")])
        start = [w.copy() for w in model.get_weights()]
        history = model.fit(x, np.eye(3, dtype="float32")[labels], batch_size=8, epochs=4, shuffle=False, validation_split=0.2, verbose=0).history
        out.append({
            "layers": [{"kind": k, "values": v} for k, v in layers_], "loss": loss,
            "optimizer": {"kind": optimizer[0], "values": optimizer[1]}, "input": list(shape), "x": plain(x), "labels": labels.tolist(),
            "start": [tensor(w) for w in start], "end": [plain(w) for w in model.get_weights()],
            "history": {name: [float(f"{v:.8g}") for v in values] for name, values in history.items()},
        })
    return out


everything = {"keras": keras.__version__, "optimizers": optimizers(), "losses": losses(), "metrics": metrics(), "layers": layers(), "fits": fits()}
pathlib.Path(__file__).with_name("reference.json").write_text(json.dumps(everything, separators=(",", ":")) + "\n")
