package io.proofworks.format;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** What a schema's plain types are in Java. */
final class Scalars {

  private interface Write<T> {
    void to(Encoder out, T value) throws IOException;
  }

  private interface Read<T> {
    T from(Decoder in) throws IOException;
  }

  private record Pair(Class<?> type, Schema.Type schema) {}

  private static final Map<Pair, Codec> PLAIN =
      Map.ofEntries(
          plain(boolean.class, Schema.Type.BOOLEAN, Encoder::writeBoolean, Decoder::readBoolean),
          plain(Boolean.class, Schema.Type.BOOLEAN, Encoder::writeBoolean, Decoder::readBoolean),
          plain(int.class, Schema.Type.INT, Encoder::writeInt, Decoder::readInt),
          plain(Integer.class, Schema.Type.INT, Encoder::writeInt, Decoder::readInt),
          plain(long.class, Schema.Type.LONG, Encoder::writeLong, Decoder::readLong),
          plain(Long.class, Schema.Type.LONG, Encoder::writeLong, Decoder::readLong),
          plain(double.class, Schema.Type.DOUBLE, Encoder::writeDouble, Decoder::readDouble),
          plain(Double.class, Schema.Type.DOUBLE, Encoder::writeDouble, Decoder::readDouble),
          plain(String.class, Schema.Type.STRING, Encoder::writeString, Decoder::readString),
          plain(byte[].class, Schema.Type.BYTES, Encoder::writeBytes, Scalars::readBytes));

  private Scalars() {}

  /** Empty if the type is not that of such a schema. */
  static Optional<Codec> of(Class<?> type, Schema schema) {
    return schema.getType() == Schema.Type.FIXED
        ? id(type, schema.getFixedSize())
        : Optional.ofNullable(PLAIN.get(new Pair(type, schema.getType())));
  }

  /** Ids are bytes there, whatever they are here. */
  private static Optional<Codec> id(Class<?> type, int bytes) {
    if (type == Hash32.class && bytes == Hash32.BYTES) {
      return Optional.of(fixed(bytes, Hash32::bytes, Hash32::of));
    }
    if (type == Address.class && bytes == Address.BYTES) {
      return Optional.of(fixed(bytes, Address::bytes, Address::of));
    }
    return type == String.class
        ? Optional.of(fixed(bytes, text -> bytesOf(text, bytes), Scalars::textOf))
        : Optional.empty();
  }

  private static byte[] bytesOf(String text, int length) {
    if (!text.startsWith("0x") || text.length() != 2 + 2 * length) {
      throw new FormatException("not 0x and " + 2 * length + " hex digits: " + text);
    }
    byte[] bytes = HexFormat.of().parseHex(text, 2, text.length());
    if (!textOf(bytes).equals(text)) {
      throw new FormatException("not lower-case hex: " + text);
    }
    return bytes;
  }

  private static String textOf(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }

  private static byte[] readBytes(Decoder in) throws IOException {
    return in.readBytes(null).array();
  }

  private static <T> Codec fixed(int bytes, Function<T, byte[]> of, Function<byte[], T> from) {
    return codec(
        (out, value) -> out.writeFixed(of.apply(value)),
        in -> {
          byte[] value = new byte[bytes];
          in.readFixed(value);
          return from.apply(value);
        });
  }

  private static <T> Map.Entry<Pair, Codec> plain(
      Class<T> type, Schema.Type schema, Write<T> write, Read<T> read) {
    return Map.entry(new Pair(type, schema), codec(write, read));
  }

  private static <T> Codec codec(Write<T> write, Read<T> read) {
    return new Codec() {
      @Override
      @SuppressWarnings("unchecked") // only components of that type are bound to it
      public void write(Object value, Encoder out) throws IOException {
        write.to(out, (T) value);
      }

      @Override
      public Object read(Decoder in) throws IOException {
        return read.from(in);
      }
    };
  }
}
