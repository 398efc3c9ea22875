package dev.pawl.core.codec;

import dev.pawl.core.json.Payload;
import java.util.Map;

/**
 * A stored value: its bytes, and the payloads that it refers to.
 *
 * @param bytes what goes into the value's own column
 * @param payloads those over {@link Codec#INLINE_BYTES}, by the hash that the bytes name them with
 */
public record Packed(byte[] bytes, Map<PayloadHash, Payload> payloads) {}
