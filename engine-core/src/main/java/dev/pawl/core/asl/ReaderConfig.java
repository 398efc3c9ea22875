package dev.pawl.core.asl;

/**
 * An ItemReader's {@code ReaderConfig}; {@link #NONE} where the definition has none.
 *
 * @param format what the objects hold
 * @param manifest whether the object lists others that hold the items
 * @param flattens {@code LOAD_AND_FLATTEN}: the items are what stands in the listed objects, not the objects
 * @param maxItems after so many items reading ends; at least 1
 */
public record ReaderConfig(ItemFormat format, Manifest manifest, boolean flattens,
    IntegerField maxItems) {
  /** Nothing is said. */
  public static final ReaderConfig NONE = new ReaderConfig(
      new ItemFormat.Unstated(), Manifest.NONE, false, new IntegerField.Absent());

  /** What a manifest lists. */
  public enum Manifest {
    /** The object is no manifest. */
    NONE,
    /** Files that Athena unloaded, of the stated format. */
    ATHENA_DATA,
    /** An S3 inventory, whose files are CSV; {@code InputType} {@code MANIFEST} means it too. */
    S3_INVENTORY
  }
}
