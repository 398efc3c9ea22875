package dev.pawl.core.expression;

/** A stage of the data on their way through a state, as TestState shows it. */
public enum DataStage {
  /** JSONPath: the input after {@code InputPath}. */
  AFTER_INPUT_PATH,
  /** JSONPath: what the state's work gets, after {@code Parameters}. */
  AFTER_PARAMETERS,
  /** JSONata: what the state's work gets, after {@code Arguments}. */
  AFTER_ARGUMENTS,
  /** What the state's work gave. */
  RESULT,
  /** JSONPath: the result after {@code ResultSelector}. */
  AFTER_RESULT_SELECTOR,
  /** JSONPath: input and result after {@code ResultPath}. */
  AFTER_RESULT_PATH,
  /** JSONPath: the items of a Map, after {@code ItemsPath}. */
  AFTER_ITEMS_PATH,
  /** The items of a Map whose ItemReader has an {@code ItemsPointer}. */
  AFTER_ITEMS_POINTER,
  /** The items of a Map after {@code ItemSelector}, an array. */
  AFTER_ITEM_SELECTOR,
  /** The inputs of a Distributed Map's children after {@code ItemBatcher}, an array. */
  AFTER_ITEM_BATCHER,
  /** How many iterations of a Map may run at once; 0 where the definition sets no limit. */
  MAX_CONCURRENCY,
  /** How many items of a Distributed Map may fail; 0 where the definition does not say. */
  TOLERATED_FAILURE_COUNT,
  /** Which share of the items of a Distributed Map may fail, from 0 to 100; 0 where the definition does not say. */
  TOLERATED_FAILURE_PERCENTAGE
}
