package io.proofworks.format;

import java.io.IOException;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes and reads the values of one type, as one schema says. */
interface Codec {

  /**
   * @throws FormatException if the value has what the schema cannot hold
   */
  void write(Object value, Encoder out) throws IOException;

  /**
   * @param in of the same schema, or of an older one that Avro resolves to it
   */
  @Nullable Object read(Decoder in) throws IOException;

  /** Whether it writes null, and may read it. */
  default boolean takesNull() {
    return false;
  }
}
