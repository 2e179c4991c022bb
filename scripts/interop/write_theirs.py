"""Writes models with real Keras, in every form that Layerloom opens: python write_theirs.py FOLDER."""

import json
import pathlib
import sys
import warnings

import keras
import numpy as np
from keras import layers

rng = np.random.default_rng(5)


def mlp():
    return [
        layers.Input((6,)),
        layers.Dense(8, activation="relu", kernel_initializer="he_normal"),
        layers.BatchNormalization(momentum=0.9, epsilon=0.01),
        layers.Dropout(0.3, seed=1),
        layers.Dense(7, activation=keras.activations.tanh, bias_initializer=keras.initializers.RandomNormal(stddev=0.05)),
        layers.Activation(keras.activations.softplus),
        layers.Dense(5, activation="selu", use_bias=False, kernel_initializer="orthogonal"),
        layers.Activation("elu"),
        layers.Dense(4, activation="softsign", kernel_initializer="glorot_normal", name="a_name_of_its_own"),
        layers.Dense(3, activation="softmax"),
    ]


def convnet():
    return [
        layers.Input((13, 11, 2)),
        layers.Conv2D(4, (3, 2), padding="same", activation="relu"),
        layers.BatchNormalization(axis=3),
        layers.MaxPooling2D(2),
        layers.Conv2D(5, 2, strides=(2, 1), use_bias=False),
        layers.BatchNormalization(scale=False),
        layers.MaxPooling2D((2, 2), strides=(1, 2), padding="same"),
        layers.Conv2D(6, 1, activation="sigmoid"),
        layers.BatchNormalization(center=False),
        layers.Reshape((-1, 3)),
        layers.Dense(4),
        layers.Flatten(),
        layers.Dense(2, activation="linear"),
    ]


def plane():
    """Takes a point of the plane, so that the page can be asked about it by hand."""
    return [layers.Input((2,)), layers.Dense(3, activation="tanh"), layers.Dense(1, activation="sigmoid")]


def many():
    """Eleven layers of one class: `dense_10` comes before `dense_2` in the alphabet."""
    return [layers.Input((3,)), *(layers.Dense(3 + i, activation="tanh") for i in range(11)), layers.Dense(1, activation="sigmoid")]


CASES = {
    "mlp": (mlp, dict(optimizer=keras.optimizers.Adam(0.002), loss="categorical_crossentropy", metrics=["accuracy"])),
    "convnet": (convnet, dict(optimizer=keras.optimizers.SGD(0.05, momentum=0.9, nesterov=True), loss="mse", metrics=[])),
    "many": (many, dict(optimizer="rmsprop", loss=keras.losses.BinaryCrossentropy(), metrics=[keras.metrics.Precision(name="p"), keras.metrics.Recall(name="r")])),
    "adagrad": (lambda: [layers.Input((4,)), layers.Dense(2, activation="tanh")], dict(optimizer=keras.optimizers.Adagrad(0.01), loss=keras.losses.Hinge(), metrics=["acc"])),
    "adadelta": (lambda: [layers.Input((4,)), layers.Dense(2)], dict(optimizer=keras.optimizers.Adadelta(1.0, rho=0.9), loss="hinge", metrics=["accuracy"])),
    "plane": (plane, dict(optimizer=keras.optimizers.SGD(0.05), loss="binary_crossentropy", metrics=["accuracy"])),
    "plain": (lambda: [layers.Input((4,)), layers.Dense(2, name="only")], None),
}
METRICS = {"mlp": ["accuracy"], "plane": ["accuracy"], "many": ["precision", "recall"], "adagrad": ["accuracy"], "adadelta": ["accuracy"]}
LOSSES = {"convnet": "mean_squared_error", "mlp": "categorical_crossentropy", "plane": "binary_crossentropy", "many": "binary_crossentropy", "adagrad": "hinge", "adadelta": "hinge"}


def shake(model):
    """Weights as after training: no bias of 0, no variance of 1."""
    model.set_weights([w + (rng.random(w.shape) if "variance" in v.path else rng.normal(size=w.shape) * 0.1) for w, v in zip(model.get_weights(), model.weights)])


def main():
    for name, (build, compile_settings) in CASES.items():
        keras.utils.clear_session()
        folder = pathlib.Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        model = keras.Sequential(build(), name=name)
        told = None
        if compile_settings:
            model.compile(**compile_settings)
            # The saved optimizer has state only after a step.
            if keras.backend.backend() != "numpy":
                x = rng.normal(size=(4, *model.input_shape[1:])).astype("float32")
                model.fit(x, rng.random((4, *model.output_shape[1:])).astype("float32"), verbose=0)
            told = {
                "optimizer": type(model.optimizer).__name__,
                "learning_rate": float(f"{float(keras.ops.convert_to_numpy(model.optimizer.learning_rate)):.7g}"),
                "loss": LOSSES[name],
            }
            if name in METRICS:
                told["metrics"] = METRICS[name]
        shake(model)
        # Short enough to be typed into a box.
        x = np.round(rng.normal(size=(5, *model.input_shape[1:])) * 2, 1).astype("float32")
        y = np.asarray(model.predict(x, verbose=0))
        # Before the legacy file: writing that takes the optimizer out of what to_json tells (Keras 3.15).
        (folder / "model.json").write_text(model.to_json())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.save(folder / "model.keras")
            model.save(folder / "model.h5")
            model.save_weights(folder / "model.weights.h5")
        data = {"x": x.ravel().tolist(), "xs": list(x.shape), "y": y.ravel().tolist(), "ys": list(y.shape), "compile": told}
        (folder / "data.json").write_text(json.dumps(data))
    print(json.dumps({"keras": keras.__version__, "backend": keras.backend.backend()}))


main()
