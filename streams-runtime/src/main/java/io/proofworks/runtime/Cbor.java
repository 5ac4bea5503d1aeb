package io.proofworks.runtime;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * CBOR for state stores and internal topics: records, sealed interfaces of records, enums,
 * collections, {@code Optional}, byte arrays and the protocol's ids, with no annotation in the
 * domain. A sealed type is written with the simple name of its subtype, so simple names under one
 * sealed type have to differ. Unknown properties are an error: an old instance must not take over
 * state that a newer one has written and silently forget what it does not know. Equal values are
 * equal bytes: maps are written in the order of their keys.
 */
public final class Cbor {

  private static final ObjectMapper MAPPER =
      CBORMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(ProtocolIds.module())
          .annotationIntrospector(new SealedTypes())
          .visibility(PropertyAccessor.GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
          .visibility(PropertyAccessor.SETTER, Visibility.NONE)
          .visibility(PropertyAccessor.FIELD, Visibility.ANY)
          .visibility(PropertyAccessor.CREATOR, Visibility.ANY)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .build();

  /** For the key of the record and what its batch has besides. */
  private static final int ROOM = 4_096;

  private Cbor() {}

  /** Serde of one type; null stays null. Its failures are {@link SerializationException}s. */
  public static <T> Serde<T> serde(Class<T> type) {
    return serde(MAPPER.constructType(type));
  }

  /**
   * The same for small immutable values that are read far more often than they change, a clock or a
   * policy: what was decoded lately is not decoded again.
   */
  public static <T> Serde<T> rememberingSerde(Class<T> type) {
    Serde<T> serde = serde(type);
    return Serdes.serdeFrom(serde.serializer(), new Remembering<>(serde.deserializer()));
  }

  /**
   * Serde of a generic type, for instance {@code new TypeReference<List<Movement>>() {}}.
   *
   * @param type what the values are
   */
  public static <T> Serde<T> serde(TypeReference<T> type) {
    return serde(MAPPER.constructType(type));
  }

  private static <T> Serde<T> serde(JavaType type) {
    ObjectWriter writer = MAPPER.writerFor(type);
    ObjectReader reader = MAPPER.readerFor(type);
    return Serdes.serdeFrom(
        (topic, value) -> value == null ? null : write(writer, value),
        (topic, bytes) -> bytes == null ? null : read(reader, bytes));
  }

  private static byte[] write(ObjectWriter writer, Object value) {
    try {
      return requireFits(value, writer.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new SerializationException("writing " + value.getClass().getName(), e);
    }
  }

  /**
   * All of it goes to a changelog or an internal topic, whose broker takes no more; said here,
   * where {@link Turn} still can take back what led to it.
   */
  private static byte[] requireFits(Object value, byte[] bytes) {
    int most = StreamsConfigs.INTERNAL_TOPIC_BYTES - ROOM;
    if (bytes.length > most) {
      throw new TooLargeException(value.getClass().getSimpleName(), bytes.length, most);
    }
    return bytes;
  }

  private static <T> @Nullable T read(ObjectReader reader, byte[] bytes) {
    try {
      return reader.readValue(bytes);
    } catch (IOException e) {
      throw new SerializationException("reading " + reader.getValueType(), e);
    }
  }
}
