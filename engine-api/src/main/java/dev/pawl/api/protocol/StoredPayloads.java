package dev.pawl.api.protocol;

import dev.pawl.core.codec.Codec;
import dev.pawl.core.codec.PayloadHash;
import dev.pawl.core.json.Payload;
import dev.pawl.db.execution.ExecutionKey;
import dev.pawl.db.execution.Payloads;
import dev.pawl.db.execution.StoredPayload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fetches the large values that a packed value of an execution refers to. */
public final class StoredPayloads {
  private final Payloads payloads;

  public StoredPayloads(Payloads payloads) {
    this.payloads = payloads;
  }

  /** All that {@link Codec#references} names, by hash. */
  public Map<PayloadHash, Payload> of(ExecutionKey key, byte[] packed) {
    List<PayloadHash> references = Codec.references(packed);
    Map<PayloadHash, Payload> found = new HashMap<>();
    if (!references.isEmpty()) {
      List<byte[]> hashes = references.stream().map(PayloadHash::bytes).toList();
      for (StoredPayload stored : payloads.load(key, hashes)) {
        found.put(PayloadHash.ofBytes(stored.hash()), Codec.unpackPayload(stored.data()));
      }
    }
    return found;
  }
}
