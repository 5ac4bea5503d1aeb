package io.proofworks.serde;

import io.proofworks.topics.PublicVersions;
import io.proofworks.topics.Topic;
import io.proofworks.topics.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Serdes and decoders of the market's topics. Values that outsiders write are decoded with the
 * compiled-in schema, or one of {@link PublicVersions}, whatever schema id they carry: an id from
 * the wire is never looked up, so nobody can make the market resolve a schema of theirs; and they
 * are held to {@link FieldLimits}. Topics that only the market and its operator write may evolve
 * through the writer's schema.
 */
public final class MarketSerdes {

  static {
    TrustedRecords.trust();
  }

  private final SchemaRegistry registry;
  private final RecordListener listener;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

  public MarketSerdes(SchemaRegistry registry) {
    this(registry, RecordListener.NONE);
  }

  /** With somebody who is told of every record. */
  public MarketSerdes(SchemaRegistry registry, RecordListener listener) {
    this.registry = registry;
    this.listener = listener;
  }

  /**
   * Serde of the topic's values. Null stays null (a tombstone). The serializer looks the
   * compiled-in schema up on first use; the deserializer throws {@link SerializationException} on
   * malformed bytes, so use {@link #decoder} where input has to be answered.
   */
  public <V extends SpecificRecord> Serde<V> serde(Topic<V> topic) {
    Decoder<V> decoder = decoder(topic);
    Serializer<V> serializer = (name, value) -> value == null ? null : encode(topic, value);
    Deserializer<V> deserializer =
        (name, bytes) -> bytes == null ? null : value(topic, decoder, bytes);
    return Serdes.serdeFrom(serializer, deserializer);
  }

  /** Decoder of the topic's values. */
  public <V extends SpecificRecord> Decoder<V> decoder(Topic<V> topic) {
    return decoder(topic, PublicVersions.earlier(topic));
  }

  /**
   * @param earlier schemas that an outsider may have written by as well
   */
  <V extends SpecificRecord> Decoder<V> decoder(Topic<V> topic, List<Schema> earlier) {
    AvroDecoder.WriterSchemas writers = writers(topic, earlier);
    Decoder<V> decoder = new AvroDecoder<>(topic.schema(), writers, topic::excess);
    int most = topic.maxValueBytes();
    return bytes -> {
      Decoded<V> decoded =
          bytes != null && bytes.length > most
              ? new Decoded.Malformed<>("it has " + bytes.length + " bytes, at most " + most)
              : decoder.decode(bytes);
      listener.read(topic, decoded);
      return decoded;
    };
  }

  /**
   * Tells which market a value of the topic is of, as it says itself; nothing else of it is looked
   * at. As {@link Decoder#decode}, but for what cannot be told nothing is answered.
   */
  public DomainReader domains(Topic<?> topic) {
    return new DomainReader(writers(topic, PublicVersions.earlier(topic)));
  }

  private AvroDecoder.WriterSchemas writers(Topic<?> topic, List<Schema> earlier) {
    List<Schema> known = Stream.concat(Stream.of(topic.schema()), earlier.stream()).toList();
    return topic.outsiderWrites() ? id -> known : id -> List.of(writerSchema(topic, id));
  }

  /**
   * The value in the Confluent wire format.
   *
   * @throws RegistryException when the schema is not registered, or the registry does not answer
   */
  public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
    listener.written(topic, value);
    return WireFormat.frame(schemaId(topic), body(topic.schema(), value));
  }

  /** Looks every topic's schema up now rather than at the first record. */
  public void lookUp(Iterable<? extends Topic<?>> topics) {
    topics.forEach(this::schemaId);
  }

  private int schemaId(Topic<?> topic) {
    Integer known = ids.get(topic.subject());
    if (known != null) {
      return known;
    }
    int id = registry.find(topic.subject(), topic.schema());
    ids.put(topic.subject(), id);
    schemas.put(id, topic.schema());
    return id;
  }

  private Schema writerSchema(Topic<?> topic, int id) {
    Integer own = ids.get(topic.subject());
    return own != null && own == id ? topic.schema() : schemas.computeIfAbsent(id, registry::byId);
  }

  private static <V extends SpecificRecord> byte[] body(Schema schema, V value) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(body, null);
    try {
      new SpecificDatumWriter<V>(schema).write(value, encoder);
      encoder.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    return body.toByteArray();
  }

  private static <V extends SpecificRecord> V value(
      Topic<V> topic, Decoder<V> decoder, byte @Nullable [] bytes) {
    return switch (decoder.decode(bytes)) {
      case Decoded.Value<V>(V value) -> value;
      case Decoded.Malformed<V>(String detail) ->
          throw new SerializationException(topic.name() + ": " + detail);
    };
  }
}
