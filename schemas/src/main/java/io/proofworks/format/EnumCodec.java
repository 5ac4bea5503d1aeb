package io.proofworks.format;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;

/** A vocabulary: its words and those of the schema are the same set, in whatever order. */
final class EnumCodec implements Codec {

  private final List<Enum<?>> bySymbol;
  private final int[] symbolOf;

  EnumCodec(Class<?> type, Schema schema) {
    Enum<?>[] constants = (Enum<?>[]) type.getEnumConstants();
    bySymbol =
        schema.getEnumSymbols().stream().<Enum<?>>map(word -> find(type, constants, word)).toList();
    if (bySymbol.size() != constants.length) {
      throw new FormatException(
          type.getName() + " has words that " + schema.getFullName() + " does not: " + schema);
    }
    symbolOf = Arrays.stream(constants).mapToInt(bySymbol::indexOf).toArray();
  }

  private static Enum<?> find(Class<?> type, Enum<?>[] constants, String word) {
    return Arrays.stream(constants)
        .filter(constant -> constant.name().equals(word))
        .findAny()
        .orElseThrow(() -> new FormatException(type.getName() + " has no " + word));
  }

  @Override
  public void write(Object value, Encoder out) throws IOException {
    out.writeEnum(symbolOf[((Enum<?>) value).ordinal()]);
  }

  @Override
  public Object read(Decoder in) throws IOException {
    int symbol = in.readEnum();
    if (symbol < 0 || symbol >= bySymbol.size()) {
      throw new FormatException("no symbol " + symbol);
    }
    return bySymbol.get(symbol);
  }
}
