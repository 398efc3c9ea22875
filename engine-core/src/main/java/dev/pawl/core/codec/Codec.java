package dev.pawl.core.codec;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.dataformat.smile.databind.SmileMapper;
import dev.pawl.core.history.EventDetails;
import dev.pawl.core.history.HistoryEvent;
import dev.pawl.core.history.HistoryEventType;
import dev.pawl.core.interpreter.ExecutionState;
import dev.pawl.core.json.Payload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.jspecify.annotations.Nullable;

/**
 * Packs states, history segments and payloads, and unpacks them.
 *
 * <p>Layout of a state or segment: version (1 byte), number of references (2 bytes), the references (16 bytes
 * each), codec (1 byte), length before compression (4 bytes), body. The references stand in front, so that a
 * reader can fetch all payloads at once before it unpacks.
 */
public final class Codec {
  /** Longer payloads, in UTF-8 bytes, are kept apart. */
  public static final int INLINE_BYTES = 8_192;

  /** The body is as it is. */
  public static final byte PLAIN = 0;

  /** The body is one LZ4 block. */
  public static final byte LZ4 = 1;

  /** Stored bytes that begin so are sealed by a key of their account, and are opened before they are unpacked. */
  public static final byte SEALED = (byte) 0xE5;

  /** Records as objects with named fields; still read. */
  private static final byte NAMED = 1;

  /** Records as arrays of their components, in their order: a new component may only be added at the end. */
  private static final byte POSITIONAL = 2;

  private static final int MOST_REFERENCES = 65_535;
  private static final int WORTH_COMPRESSING = 256;
  private static final String REFERENCES = "references";

  /** The compiled library where there is one for this machine: it takes a third of the time. */
  private static final LZ4Compressor COMPRESSOR = LZ4Factory.fastestInstance().fastCompressor();

  /** Stored bytes may be damaged, so that only code with checked bounds reads them. */
  private static final LZ4SafeDecompressor DECOMPRESSOR = LZ4Factory.safeInstance()
      .safeDecompressor();

  private static final ObjectMapper NAMED_MAPPER = mapper().build();
  private static final ObjectMapper MAPPER = mapper()
      .annotationIntrospector(new RecordsAsArrays())
      .build();

  private static SmileMapper.Builder mapper() {
    return SmileMapper.builder()
        .addModule(
            new SimpleModule()
                .addSerializer(Payload.class, new PayloadWriter())
                .addDeserializer(Payload.class, new PayloadReader())
                .addSerializer(Instant.class, new InstantWriter())
                .addDeserializer(Instant.class, new InstantReader()));
  }

  /** Field names would be most of a small state. */
  private static final class RecordsAsArrays extends JacksonAnnotationIntrospector {
    private static final long serialVersionUID = 1;

    @Override
    public JsonFormat.Value findFormat(Annotated annotated) {
      return annotated instanceof AnnotatedClass type && type.getRawType().isRecord()
          ? JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY)
          : super.findFormat(annotated);
    }
  }

  private Codec() {}

  /** Packs an open execution's state. */
  public static Packed pack(ExecutionState state) {
    return write((generator, writer) -> writer.writeValue(generator, state));
  }

  /**
   * Unpacks a state.
   *
   * @param payloads at least those that {@link #references} names
   */
  public static ExecutionState unpackState(byte[] packed, Map<PayloadHash, Payload> payloads) {
    return read("a stored state", packed, payloads,
        (parser, reader) -> Objects.requireNonNull(reader.readValue(parser, ExecutionState.class)));
  }

  /** Packs a task's call. */
  public static Packed pack(StoredCall call) {
    return write((generator, writer) -> writer.writeValue(generator, call));
  }

  /**
   * Unpacks a task's call.
   *
   * @param payloads at least those that {@link #references} names
   */
  public static StoredCall unpackCall(byte[] packed, Map<PayloadHash, Payload> payloads) {
    return read("a stored call", packed, payloads,
        (parser, reader) -> Objects.requireNonNull(reader.readValue(parser, StoredCall.class)));
  }

  /** Packs consecutive history events. */
  public static Packed pack(List<HistoryEvent> events) {
    return write((generator, writer) -> {
      generator.writeStartArray();
      for (HistoryEvent event : events) {
        generator.writeNumber(event.id());
        generator.writeNumber(event.previousEventId());
        generator.writeNumber(event.timestamp().toEpochMilli());
        generator.writeNumber(event.type().code());
        writer.writeValue(generator, event.details());
      }
      generator.writeEndArray();
    });
  }

  /**
   * Unpacks a history segment.
   *
   * @param payloads those that {@link #references} names; one that is missing is an error
   */
  public static List<HistoryEvent> unpackEvents(byte[] packed, Map<PayloadHash, Payload> payloads) {
    return read("a stored history segment", packed, payloads, Codec::events);
  }

  private static List<HistoryEvent> events(JsonParser parser, ObjectReader reader)
      throws IOException {
    var events = new ArrayList<HistoryEvent>();
    expect(JsonToken.START_ARRAY, parser.nextToken());
    JsonToken token = parser.nextToken();
    while (token == JsonToken.VALUE_NUMBER_INT) {
      long id = parser.getLongValue();
      parser.nextToken();
      long previous = parser.getLongValue();
      parser.nextToken();
      Instant timestamp = Instant.ofEpochMilli(parser.getLongValue());
      HistoryEventType type = parser.nextToken() == JsonToken.VALUE_NUMBER_INT
          ? HistoryEventType.ofCode(parser.getIntValue())
          : HistoryEventType.valueOf(parser.getText());
      parser.nextToken();
      EventDetails details = Objects.requireNonNull(reader.readValue(parser, type.detailsType()));
      events.add(new HistoryEvent(id, previous, timestamp, type, details));
      token = parser.nextToken();
    }
    expect(JsonToken.END_ARRAY, token);
    return events;
  }

  private static void expect(JsonToken wanted, @Nullable JsonToken found) throws IOException {
    if (found != wanted) {
      throw new IOException(found + " instead of " + wanted);
    }
  }

  /** Packs one payload for its own row. */
  public static byte[] pack(Payload payload) {
    byte[] text = payload.text().getBytes(StandardCharsets.UTF_8);
    return body(text);
  }

  /** Unpacks a payload's row. */
  public static Payload unpackPayload(byte[] packed) {
    try {
      return Payload.ofText(new String(unbody(ByteBuffer.wrap(packed)), StandardCharsets.UTF_8));
    } catch (UnreadableBytesException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new UnreadableBytesException("a stored payload", e);
    }
  }

  /** The hashes of the payloads that a packed state or segment refers to. */
  public static List<PayloadHash> references(byte[] packed) {
    ByteBuffer buffer = ByteBuffer.wrap(packed);
    var references = new ArrayList<PayloadHash>();
    for (int left = readHeader(buffer); left > 0; left--) {
      byte[] hash = new byte[PayloadHash.LENGTH];
      buffer.get(hash);
      references.add(PayloadHash.ofBytes(hash));
    }
    return references;
  }

  private interface Reading<T> {
    T from(JsonParser parser, ObjectReader reader) throws IOException;
  }

  /** Reads what was packed; whatever goes wrong on the way is the bytes' fault. */
  private static <T> T read(String what, byte[] packed, Map<PayloadHash, Payload> payloads,
      Reading<T> reading) {
    try (JsonParser parser = open(packed)) {
      ObjectMapper mapper = packed[0] == NAMED ? NAMED_MAPPER : MAPPER;
      return reading.from(parser, mapper.reader().withAttribute(REFERENCES, payloads));
    } catch (UnreadableBytesException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new UnreadableBytesException(what, e);
    }
  }

  private interface Content {
    void write(JsonGenerator generator, ObjectWriter writer) throws IOException;
  }

  private static Packed write(Content content) {
    var references = new References();
    // Grows by pieces, where ByteArrayOutputStream would copy all that is there again and again.
    var out = new ByteArrayBuilder(1024);
    var writer = MAPPER.writer().withAttribute(REFERENCES, references);
    try (JsonGenerator generator = MAPPER.getFactory().createGenerator(out)) {
      content.write(generator, writer);
    } catch (IOException e) {
      throw new UncheckedIOException("a state or segment cannot be packed", e);
    }
    Map<PayloadHash, Payload> payloads = references.byHash;
    if (payloads.size() > MOST_REFERENCES) {
      throw new IllegalStateException(payloads.size() + " payloads to keep apart are too many");
    }
    byte[] body = body(out.toByteArray());
    ByteBuffer buffer = ByteBuffer
        .allocate(3 + payloads.size() * PayloadHash.LENGTH + body.length)
        .put(POSITIONAL)
        .putShort((short) payloads.size());
    payloads.keySet().forEach(hash -> buffer.put(hash.bytes()));
    return new Packed(buffer.put(body).array(), payloads);
  }

  private static JsonParser open(byte[] packed) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(packed);
    int references = readHeader(buffer);
    buffer.position(buffer.position() + references * PayloadHash.LENGTH);
    return MAPPER.getFactory().createParser(unbody(buffer));
  }

  private static int readHeader(ByteBuffer buffer) {
    byte version = buffer.get();
    if (version == SEALED) {
      throw UnreadableBytesException.sealed();
    }
    if (version != NAMED && version != POSITIONAL) {
      throw new UnreadableBytesException(version > POSITIONAL
          ? "stored by a newer Pawl: layout version " + version
          : "no layout has the version " + version);
    }
    return Short.toUnsignedInt(buffer.getShort());
  }

  private static byte[] body(byte[] content) {
    byte[] compressed = content.length < WORTH_COMPRESSING
        ? content
        : COMPRESSOR.compress(content);
    boolean smaller = compressed.length < content.length;
    byte[] stored = smaller ? compressed : content;
    return ByteBuffer.allocate(5 + stored.length)
        .put(smaller ? LZ4 : PLAIN)
        .putInt(content.length)
        .put(stored)
        .array();
  }

  private static byte[] unbody(ByteBuffer buffer) {
    byte codec = buffer.get();
    if (codec == SEALED) {
      throw UnreadableBytesException.sealed();
    }
    int length = buffer.getInt();
    byte[] stored = new byte[buffer.remaining()];
    buffer.get(stored);
    // Checked before anything of that length is allocated: LZ4 packs 255 bytes into one at best.
    if (length < stored.length || length > 255L * stored.length
        || (codec == PLAIN && length != stored.length)) {
      throw new UnreadableBytesException(
          stored.length + " bytes cannot hold the " + length + " that they should");
    }
    return switch (codec) {
      case PLAIN -> stored;
      case LZ4 -> DECOMPRESSOR.decompress(stored, length);
      default -> throw new UnreadableBytesException("unknown codec " + codec);
    };
  }

  /** The payloads that are kept apart. One that stands in many events is hashed once. */
  private static final class References {
    private final Map<PayloadHash, Payload> byHash = new LinkedHashMap<>();
    private final IdentityHashMap<Payload, PayloadHash> known = new IdentityHashMap<>();

    PayloadHash to(Payload payload) {
      return known.computeIfAbsent(payload, _ -> {
        PayloadHash hash = PayloadHash.of(payload.text());
        byHash.put(hash, payload);
        return hash;
      });
    }
  }

  private static final class PayloadWriter extends JsonSerializer<Payload> {
    @Override
    public void serialize(Payload payload, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      if (payload.utf8Length() <= INLINE_BYTES) {
        generator.writeString(payload.text());
        return;
      }
      var references = (References) provider.getAttribute(REFERENCES);
      generator.writeBinary(references.to(payload).bytes());
    }
  }

  private static final class PayloadReader extends JsonDeserializer<Payload> {
    @Override
    public Payload deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      if (parser.currentToken() == JsonToken.VALUE_STRING) {
        return Payload.ofText(parser.getText());
      }
      PayloadHash hash = PayloadHash.ofBytes(parser.getBinaryValue());
      @SuppressWarnings("unchecked")
      var payloads = (Map<PayloadHash, Payload>) context.getAttribute(REFERENCES);
      Payload payload = payloads.get(hash);
      if (payload == null) {
        throw new IOException("payload " + hash + " is missing");
      }
      return payload;
    }
  }

  private static final class InstantWriter extends JsonSerializer<Instant> {
    @Override
    public void serialize(Instant instant, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeNumber(instant.toEpochMilli());
    }
  }

  private static final class InstantReader extends JsonDeserializer<Instant> {
    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return Instant.ofEpochMilli(parser.getLongValue());
    }
  }
}
