import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "../..");

/** A reason why the check cannot be made here: not a failure of ours. */
export class Unavailable extends Error {}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {import("node:child_process").SpawnSyncOptions} [options]
 */
function run(command, args, options = {}) {
  const { status, signal, stdout, stderr } = spawnSync(command, args, { maxBuffer: 64 * 2 ** 20, ...options });
  return { status, signal, stdout: String(stdout ?? ""), stderr: String(stderr ?? "") };
}

function findPython() {
  const wanted = process.env.PYTHON ? [process.env.PYTHON] : ["python3", "python"];
  for (const command of wanted) {
    const asked = run(command, ["-c", "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"]);
    const [major = 0, minor = 0] = asked.stdout.trim().split(".").map(Number);
    if (asked.status === 0 && major === 3 && minor >= 9) return command;
  }
  throw new Unavailable(`no Python 3.9 or later with venv was found (tried ${wanted.join(", ")}; set PYTHON to name one)`);
}

/**
 * Makes `.cache/interop/<keras>-<backend>` once and keeps it. JAX is the smallest backend that can fit; with NumPy Keras
 * can only predict and evaluate.
 */
export function pythonWithKeras({ keras = "", backend = "jax" } = {}) {
  const folder = join(root, ".cache/interop", `env-${keras || "current"}-${backend}`);
  const python = join(folder, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");
  const ready = join(folder, "ready");
  if (!existsSync(ready)) {
    const base = findPython();
    mkdirSync(dirname(folder), { recursive: true });
    const made = run(base, ["-m", "venv", "--clear", folder]);
    if (made.status !== 0) throw new Unavailable(`python -m venv failed: ${lastLine(made.stderr)}`);
    const packages = [keras ? `keras==${keras}` : "keras", "numpy", "h5py", "packaging", ...(backend === "numpy" ? [] : [backend])];
    console.log(`Installing ${packages.join(", ")} …`);
    const installed = run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages], { timeout: 900_000 });
    if (installed.status !== 0) {
      const why = installed.signal ? "it took longer than 15 minutes" : lastLine(installed.stderr.replace(/^(WARNING|\[notice\]).*$/gm, ""));
      throw new Unavailable(`pip could not install ${packages.join(", ")}: ${why}`);
    }
    writeFileSync(ready, packages.join("\n"));
  }
  const env = {
    ...process.env,
    KERAS_BACKEND: backend,
    JAX_PLATFORMS: "cpu",
    // Small models, each run once: compiling them well would take longer than running them.
    XLA_FLAGS: "--xla_backend_optimization_level=0",
    // Keras draws its summary as wide as the terminal is.
    COLUMNS: "80",
  };
  return {
    /**
     * Runs a script of this folder; returns the JSON objects that it prints, one a line.
     * @param {string} script
     * @param {string[]} args
     */
    run(script, ...args) {
      const told = run(python, [join(root, "scripts/interop", script), ...args], { env, timeout: 1_800_000 });
      const lines = told.stdout.split("\n").filter((line) => line.startsWith("{"));
      if (told.status !== 0 || lines.length === 0) throw new Error(`${script} failed (${told.status ?? told.signal}):\n${told.stderr}`);
      return lines.map((line) => JSON.parse(line));
    },
  };
}

/** @param {string} text */
const lastLine = (text) => text.trim().split("\n").at(-1) ?? "";
