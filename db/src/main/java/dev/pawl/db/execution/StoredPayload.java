package dev.pawl.db.execution;

/**
 * A large JSON value, kept once per execution.
 *
 * @param hash 16 bytes by which state and history refer to it
 * @param codec how {@code data} is compressed: 0 not at all, 1 an LZ4 block, 2 zstd
 * @param data the value; never changed after construction
 */
@SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
public record StoredPayload(byte[] hash, byte codec, byte[] data) {
  public StoredPayload {
    if (hash.length != 16) {
      throw new IllegalArgumentException("a payload's hash has 16 bytes, not " + hash.length);
    }
  }
}
