package io.proofworks.market.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** How values stand in a {@link Scratch}, which nobody but its own audit reads. */
record Codec<V>(Function<V, byte[]> write, Function<byte[], V> read) {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  static final Codec<String> TEXT =
      new Codec<>(
          text -> text.getBytes(StandardCharsets.UTF_8),
          bytes -> new String(bytes, StandardCharsets.UTF_8));

  /** Of records. */
  static <V> Codec<V> of(Class<V> type) {
    ObjectWriter writer = JSON.writerFor(type);
    ObjectReader reader = JSON.readerFor(type);
    return new Codec<>(value -> written(writer, value), bytes -> read(reader, bytes));
  }

  private static byte[] written(ObjectWriter writer, Object value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <V> V read(ObjectReader reader, byte[] bytes) {
    try {
      return reader.readValue(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of what is made of them. */
  <T> Codec<T> as(Function<T, V> from, Function<V, T> to) {
    return new Codec<>(write.compose(from), read.andThen(to));
  }
}
