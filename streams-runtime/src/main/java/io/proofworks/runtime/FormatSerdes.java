package io.proofworks.runtime;

import io.proofworks.format.Format;
import io.proofworks.format.FormatException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** Serdes of state stores and internal topics. Null stays null. */
public final class FormatSerdes {

  /** For the key of the record and what its batch has besides. */
  private static final int ROOM = 4_096;

  /** Bytes that a value may have. */
  public static final int MOST_BYTES = StreamsConfigs.INTERNAL_TOPIC_BYTES - ROOM;

  private FormatSerdes() {}

  /**
   * Serde of one format. What cannot be written is a {@link SerializationException}, what cannot be
   * read an {@link UnreadableException}, a value that its topic would not take a {@link
   * TooLargeException}.
   */
  public static <T> Serde<T> of(Format<T> format) {
    return of(format, UnaryOperator.identity(), UnaryOperator.identity());
  }

  /**
   * The same for values of another shape than their format.
   *
   * @param kept a value as the format has it
   * @param meant the value again; a {@link FormatException} if it is none
   */
  public static <K, T> Serde<T> of(Format<K> format, Function<T, K> kept, Function<K, T> meant) {
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : write(format, kept.apply(value)),
        (topic, bytes) -> bytes == null ? null : read(format, meant, bytes));
  }

  /**
   * The same for small immutable values that are read far more often than they change, a clock or a
   * policy: what was decoded lately is not decoded again.
   */
  public static <T> Serde<T> remembering(Format<T> format) {
    Serde<T> serde = of(format);
    return Serdes.serdeFrom(serde.serializer(), new Remembering<>(serde.deserializer()));
  }

  private static <T> byte[] write(Format<T> format, T value) {
    try {
      return requireFits(format, format.write(value));
    } catch (FormatException e) {
      throw new SerializationException("writing " + format.name() + ": " + e.getMessage(), e);
    }
  }

  /**
   * All of it goes to a changelog or an internal topic, whose broker takes no more; said here,
   * where {@link Turn} still can take back what led to it.
   */
  private static byte[] requireFits(Format<?> format, byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      throw new TooLargeException(format.name(), bytes.length, MOST_BYTES);
    }
    return bytes;
  }

  private static <K, T> T read(Format<K> format, Function<K, T> meant, byte[] bytes) {
    try {
      return meant.apply(format.read(bytes));
    } catch (FormatException e) {
      throw new UnreadableException(e);
    }
  }
}
