export { BatchMemory, gather, type Batch } from "./batches";
export { distributionOf } from "./figures";
export { fitOn } from "./fit";
export { previewPreprocessing } from "./preview";
export { datasetShelf, type DatasetShelf } from "./shelf";
