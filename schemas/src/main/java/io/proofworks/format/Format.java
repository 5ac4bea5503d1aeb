package io.proofworks.format;

import io.proofworks.serde.StrictDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.ResolvingDecoder;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are kept: a byte with the version of the schema, then Avro binary. Equal
 * values are equal bytes. Any version of the history is read; what none explains is an error, never
 * a default. May be shared by threads.
 *
 * @param <T> of the values: a record, or a sealed type of records
 */
public final class Format<T> {

  /** CBOR, which was written before formats had versions, begins every record above it. */
  static final int MOST_VERSIONS = 0x5f;

  private static final int ROOM = 256;

  private final String name;
  private final Class<T> type;
  private final Codec codec;
  private final List<@Nullable Schema> history;
  private final Map<Integer, ThreadLocal<ResolvingDecoder>> older = new HashMap<>();

  /**
   * @param history by version from 1; null for versions that do not have it
   */
  Format(String name, Class<T> type, Codec codec, List<@Nullable Schema> history) {
    if (history.size() > MOST_VERSIONS) {
      throw new FormatException(name + " has too many versions");
    }
    this.name = name;
    this.type = type;
    this.codec = codec;
    this.history = history;
    for (int version = 1; version < history.size(); version++) {
      Schema writer = history.get(version - 1);
      if (writer != null) {
        older.put(version, ThreadLocal.withInitial(() -> resolving(writer)));
      }
    }
  }

  private ResolvingDecoder resolving(Schema writer) {
    try {
      return DecoderFactory.get().resolvingDecoder(writer, schema(), null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its part and its schema. */
  public String name() {
    return name;
  }

  /** Of its values. */
  public Class<T> type() {
    return type;
  }

  /** The version that is written, from 1. */
  public int version() {
    return history.size();
  }

  /** The newest schema. */
  public Schema schema() {
    return Objects.requireNonNull(history.getLast());
  }

  /** The schema of a version; null if that one does not have it. */
  public @Nullable Schema schema(int version) {
    return history.get(version - 1);
  }

  /**
   * The value's bytes.
   *
   * @throws FormatException if it has what the schema cannot hold
   */
  public byte[] write(T value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ROOM);
    bytes.write(version());
    BinaryEncoder out = EncoderFactory.get().directBinaryEncoder(bytes, null);
    try {
      codec.write(value, out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The value that was written, by this version or one before.
   *
   * @throws FormatException naming the version that is not known, or what is wrong with the bytes
   */
  public T read(byte[] bytes) {
    int version = bytes.length == 0 ? 0 : bytes[0] & 0xff;
    if (version == version()) {
      return read(bytes, version, null);
    }
    ThreadLocal<ResolvingDecoder> resolving = older.get(version);
    if (resolving == null) {
      throw new FormatException(unknown(version));
    }
    try {
      return read(bytes, version, resolving.get());
    } catch (FormatException e) {
      resolving.remove();
      throw e;
    }
  }

  private String unknown(int version) {
    return version > MOST_VERSIONS
        ? "%s was written before formats had versions, and cannot be read".formatted(name)
        : "%s of version %d: this program knows 1 to %d".formatted(name, version, version());
  }

  private T read(byte[] bytes, int version, @Nullable ResolvingDecoder resolving) {
    StrictDecoder body = new StrictDecoder(bytes, 1);
    try {
      Object value = codec.read(resolving == null ? body : configured(resolving, body));
      if (body.remaining() != 0) {
        throw new FormatException(body.remaining() + " bytes after the end");
      }
      return Objects.requireNonNull(type.cast(value));
    } catch (IOException | RuntimeException e) {
      throw new FormatException(
          "not a %s of version %d: %s".formatted(name, version, e.getMessage()), e);
    }
  }

  private static ResolvingDecoder configured(ResolvingDecoder resolving, StrictDecoder body)
      throws IOException {
    resolving.configure(body);
    return resolving;
  }
}
