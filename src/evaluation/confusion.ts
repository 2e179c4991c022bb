/** How often samples of each true class were put in each class: row by row, rows true, columns predicted, classes² numbers. */
export function confusionMatrix(labels: Uint8Array, predicted: Uint8Array, classes: number): Uint32Array {
  const matrix = new Uint32Array(classes * classes);
  labels.forEach((label, i) => {
    matrix[label * classes + predicted[i]!]!++;
  });
  return matrix;
}

/** Figures of one class by itself. */
export interface ClassFigures {
  readonly label: number;
  /** Of the samples put in the class, the part that belongs there; 0 where none was. */
  readonly precision: number;
  /** Of the samples of the class, the part that was put there; 0 where there is none. */
  readonly recall: number;
  /** Harmonic mean of both: 2·tp / (put there + belonging there). */
  readonly f1: number;
  /** Samples of the class. */
  readonly support: number;
}

const ratio = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);

/** Precision, recall and F1 of every class, from its confusion matrix. Definitions as in scikit-learn's precision_recall_fscore_support. */
export function figuresOfClasses(matrix: Uint32Array, classes: number): ClassFigures[] {
  return Array.from({ length: classes }, (_, label) => {
    let [support, decided] = [0, 0];
    for (let other = 0; other < classes; other++) {
      support += matrix[label * classes + other]!;
      decided += matrix[other * classes + label]!;
    }
    const right = matrix[label * classes + label]!;
    return { label, precision: ratio(right, decided), recall: ratio(right, support), f1: ratio(2 * right, decided + support), support };
  });
}

/** Positions of the samples of one cell. */
export function samplesOfCell(labels: Uint8Array, predicted: Uint8Array, truth: number, decision: number): number[] {
  const found: number[] = [];
  labels.forEach((label, i) => {
    if (label === truth && predicted[i] === decision) found.push(i);
  });
  return found;
}
