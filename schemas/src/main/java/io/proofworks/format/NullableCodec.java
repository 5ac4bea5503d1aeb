package io.proofworks.format;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * A value or null: the only codec that takes and gives one.
 *
 * @param nullIndex which of the two branches is null's
 * @param holder what the value is in
 */
record NullableCodec(Codec value, int nullIndex, Holder holder) implements Codec {

  /** What says in Java that there may be nothing. */
  enum Holder {
    NULLABLE,
    OPTIONAL,
    OPTIONAL_LONG;

    private @Nullable Object content(@Nullable Object given) {
      return switch (given) {
        case Optional<?> some when this == OPTIONAL -> some.orElse(null);
        case OptionalLong some when this == OPTIONAL_LONG ->
            some.isPresent() ? some.getAsLong() : null;
        case null, default -> given;
      };
    }

    private @Nullable Object with(@Nullable Object content) {
      return switch (this) {
        case NULLABLE -> content;
        case OPTIONAL -> Optional.ofNullable(content);
        case OPTIONAL_LONG ->
            content == null ? OptionalLong.empty() : OptionalLong.of((Long) content);
      };
    }
  }

  @Override
  public boolean takesNull() {
    return holder == Holder.NULLABLE;
  }

  @Override
  public void write(@Nullable Object given, Encoder out) throws IOException {
    Object content = holder.content(given);
    if (content == null) {
      out.writeIndex(nullIndex);
      out.writeNull();
    } else {
      out.writeIndex(1 - nullIndex);
      value.write(content, out);
    }
  }

  @Override
  public @Nullable Object read(Decoder in) throws IOException {
    if (UnionCodec.checked(in.readIndex(), 2) == nullIndex) {
      in.readNull();
      return holder.with(null);
    }
    return holder.with(value.read(in));
  }
}
