package io.proofworks.serde;

import io.proofworks.protocol.PlainText;
import io.proofworks.topics.TrustedRecords;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Framing, then strict Avro, then nothing left over and no field with more than it may have. */
final class AvroDecoder<V extends SpecificRecord> implements Decoder<V> {

  static {
    TrustedRecords.trust();
  }

  /** Says which schemas the bytes may have been written with; what none of them reads is bad. */
  interface WriterSchemas {

    /**
     * @return at least one, the likeliest first
     */
    List<Schema> of(int schemaId);
  }

  private final Schema readerSchema;
  private final WriterSchemas writerSchemas;
  private final Function<? super V, Optional<String>> excess;

  /**
   * @param excess what of a value is more than its author may write, in words
   */
  AvroDecoder(
      Schema readerSchema,
      WriterSchemas writerSchemas,
      Function<? super V, Optional<String>> excess) {
    this.readerSchema = readerSchema;
    this.writerSchemas = writerSchemas;
    this.excess = excess;
  }

  @Override
  public Decoded<V> decode(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return new Decoded.Malformed<>("the value is empty");
    }
    if (!WireFormat.framed(bytes)) {
      return new Decoded.Malformed<>(
          "not in the Confluent wire format: a zero byte, four bytes of schema id, Avro binary");
    }
    try {
      return decodeBody(bytes, writerSchemas.of(WireFormat.schemaId(bytes)));
    } catch (UnknownSchemaException e) {
      return malformed(e);
    }
  }

  /** By the first schema that reads it; what is wrong is said by the likeliest. */
  private Decoded<V> decodeBody(byte[] bytes, List<Schema> writers) {
    Decoded<V> first = decodeBody(bytes, writers.getFirst());
    return writers.stream()
        .skip(first instanceof Decoded.Value ? writers.size() : 1)
        .map(writer -> decodeBody(bytes, writer))
        .filter(Decoded.Value.class::isInstance)
        .findFirst()
        .orElse(first);
  }

  private Decoded<V> decodeBody(byte[] bytes, Schema writer) {
    StrictDecoder body = new StrictDecoder(bytes, WireFormat.HEADER_BYTES);
    try {
      V value = reader(writer).read(null, body);
      return body.remaining() == 0
          ? within(value)
          : new Decoded.Malformed<>(body.remaining() + " bytes after the end of the record");
    } catch (IOException | RuntimeException e) {
      // Whatever Avro throws here is about the bytes: the schemas themselves are known to be good.
      return malformed(e);
    }
  }

  private Decoded<V> within(V value) {
    return excess
        .apply(value)
        .<Decoded<V>>map(Decoded.Malformed::new)
        .orElseGet(() -> new Decoded.Value<>(value));
  }

  private SpecificDatumReader<V> reader(Schema writer) {
    return new SpecificDatumReader<>(writer, readerSchema, SpecificData.get());
  }

  private Decoded<V> malformed(Exception cause) {
    String message = cause.getMessage();
    String why = message == null ? cause.toString() : message;
    return new Decoded.Malformed<>(
        PlainText.sentence("not a " + readerSchema.getName() + ": " + why));
  }
}
