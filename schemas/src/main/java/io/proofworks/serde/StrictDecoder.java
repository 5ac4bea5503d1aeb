package io.proofworks.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Avro binary of bytes from outside. Avro's own decoder believes lengths up to gigabytes before it
 * finds that the bytes are not there; this one never allocates more than the remaining input can
 * fill (every item of a collection takes at least a byte in the market's schemas), and accepts one
 * form only where the format is lax: booleans are 0 or 1, text is valid UTF-8.
 */
public final class StrictDecoder extends Decoder {

  private final byte[] bytes;
  private int position;

  public StrictDecoder(byte[] bytes, int from) {
    this.bytes = bytes;
    this.position = from;
  }

  /** Bytes that no field has claimed. */
  public int remaining() {
    return bytes.length - position;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() {
    int value = next();
    if (value > 1) {
      throw new AvroRuntimeException("boolean of value " + value);
    }
    return value == 1;
  }

  @Override
  public int readInt() {
    long value = readLong();
    if (value != (int) value) {
      throw new AvroRuntimeException("int out of range");
    }
    return (int) value;
  }

  @Override
  public long readLong() {
    long raw = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      int part = next();
      raw |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        return zigZag(raw, shift, part);
      }
    }
    throw new AvroRuntimeException("number longer than 64 bits");
  }

  private static long zigZag(long raw, int shift, int lastPart) {
    if (shift == 63 && lastPart > 1) {
      throw new AvroRuntimeException("number longer than 64 bits");
    }
    return (raw >>> 1) ^ -(raw & 1);
  }

  @Override
  public float readFloat() {
    return littleEndian(Float.BYTES).getFloat();
  }

  @Override
  public double readDouble() {
    return littleEndian(Double.BYTES).getDouble();
  }

  private ByteBuffer littleEndian(int length) {
    return ByteBuffer.wrap(bytes, claim(length), length).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public Utf8 readString(@Nullable Utf8 old) {
    return new Utf8(readString());
  }

  @Override
  public String readString() {
    int length = readLength();
    int from = claim(length);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, from, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw new AvroRuntimeException("text that is not UTF-8", e);
    }
  }

  @Override
  public void skipString() {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(@Nullable ByteBuffer old) {
    byte[] value = new byte[readLength()];
    readFixed(value, 0, value.length);
    return ByteBuffer.wrap(value);
  }

  @Override
  public void skipBytes() {
    claim(readLength());
  }

  @Override
  public void readFixed(byte[] target, int start, int length) {
    System.arraycopy(bytes, claim(length), target, start, length);
  }

  @Override
  public void skipFixed(int length) {
    claim(length);
  }

  @Override
  public int readEnum() {
    return readInt();
  }

  @Override
  public long readArrayStart() {
    return readItemCount();
  }

  @Override
  public long arrayNext() {
    return readItemCount();
  }

  @Override
  public long skipArray() throws IOException {
    return skipItems();
  }

  @Override
  public long readMapStart() {
    return readItemCount();
  }

  @Override
  public long mapNext() {
    return readItemCount();
  }

  @Override
  public long skipMap() throws IOException {
    return skipItems();
  }

  @Override
  public int readIndex() {
    return readInt();
  }

  /** A negative count is followed by the size of the block in bytes. */
  private long readItemCount() {
    long count = readLong();
    if (count < 0) {
      count = Math.negateExact(count);
      readLength();
    }
    if (count > remaining()) {
      throw new AvroRuntimeException(
          "collection of " + count + " items in " + remaining() + " bytes");
    }
    return count;
  }

  /** Skips blocks that say their size; returns the items of the first that does not. */
  private long skipItems() {
    long count = readLong();
    while (count < 0) {
      claim(readLength());
      count = readLong();
    }
    if (count > remaining()) {
      throw new AvroRuntimeException(
          "collection of " + count + " items in " + remaining() + " bytes");
    }
    return count;
  }

  private int readLength() {
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw new AvroRuntimeException("length " + length + " in " + remaining() + " bytes");
    }
    return (int) length;
  }

  private int next() {
    return bytes[claim(1)] & 0xff;
  }

  private int claim(int length) {
    if (length > remaining()) {
      throw new AvroRuntimeException("the bytes end inside a field");
    }
    int from = position;
    position += length;
    return from;
  }
}
