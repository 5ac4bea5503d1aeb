package io.proofworks.format;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** A union that a record of one field gives a name; its bytes are the union's. */
record NamedUnion(Codec union) implements Codec {

  private static final int[] ONE = {0};

  @Override
  public void write(Object value, Encoder out) throws IOException {
    union.write(value, out);
  }

  @Override
  public @Nullable Object read(Decoder in) throws IOException {
    RecordCodec.order(in, ONE);
    return union.read(in);
  }
}
