package io.proofworks.worker.log;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Byte fields of Avro records as arrays. */
public final class AvroBytes {

  private AvroBytes() {}

  public static byte[] copy(ByteBuffer field) {
    byte[] copy = new byte[field.remaining()];
    field.duplicate().get(copy);
    return copy;
  }

  public static byte @Nullable [] copyNullable(@Nullable ByteBuffer field) {
    return field == null ? null : copy(field);
  }
}
