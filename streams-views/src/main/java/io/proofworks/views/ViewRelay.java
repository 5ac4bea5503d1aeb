package io.proofworks.views;

import io.proofworks.avro.Cosignature;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.Crossing;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.LostInput;
import io.proofworks.runtime.SignedBeats;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import io.proofworks.views.json.AvroJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Hands each record of the public topics to the partitions that hold its subjects, and tells every
 * partition how far it has read. What cannot be decoded, or is of another domain, is passed over:
 * the application whose input it is answers it.
 */
final class ViewRelay implements Processor<byte[], byte[], String, byte[]> {

  private static final Duration TELL_EVERY = Duration.ofMillis(100);

  private final String domain;
  private final Map<String, Decoder<?>> decoders;
  private final Serializer<ViewEvent> events = FormatSerdes.of(ViewEvent.FORMAT).serializer();
  private final Witnesses witnesses;
  private final Collection<LostInput> lost;
  private final Set<LostInput> told = new HashSet<>();
  private final Map<String, Long> untold = new HashMap<>();
  private long newest;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private ProcessorContext<String, byte[]> context;

  @SuppressWarnings("NullAway.Init") // set by init, before any record
  private SignedBeats beats;

  ViewRelay(MarketSerdes serdes, Hash32 domain, Witnesses witnesses, Collection<LostInput> lost) {
    this.witnesses = witnesses;
    this.lost = lost;
    this.domain = domain.hex();
    this.decoders =
        Subjects.SOURCES.stream()
            .<Topic<?>>map(topic -> topic)
            .collect(Collectors.toMap(Topic::name, serdes::decoder));
  }

  @Override
  public void init(ProcessorContext<String, byte[]> processorContext) {
    context = processorContext;
    beats = new SignedBeats(domain, context.getStateStore(ViewsTopology.SIGNERS));
    var unused = context.schedule(TELL_EVERY, PunctuationType.WALL_CLOCK_TIME, now -> tell());
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InboundRecord input = InboundRecord.of(record, context);
    Coordinates at = input.coordinates();
    tellLost(); // in one transaction with what follows the gap
    if (!input.isTick()) {
      show(at, input.value());
    }
    untold.put(at.topic() + "-" + at.partition(), at.offset());
    newest = Math.max(newest, at.time());
  }

  private void tellLost() {
    int partition = context.taskId().partition();
    for (LostInput one : lost) {
      if (one.partition() == partition && told.add(one)) {
        forward(
            Crossing.EVERYWHERE,
            new ViewEvent.Missing(one.topic(), partition, one.from(), one.to()));
      }
    }
  }

  private void tell() {
    tellLost();
    if (!untold.isEmpty()) {
      int partition = context.taskId().partition();
      forward(Crossing.EVERYWHERE, new ViewEvent.Progress(Map.copyOf(untold), partition, newest));
      untold.clear();
    }
  }

  private void show(Coordinates at, byte[] value) {
    Decoder<?> decoder = decoders.get(at.topic());
    if (decoder != null
        && decoder.decode(value) instanceof Decoded.Value<?> decoded
        && decoded.value() instanceof SpecificRecord found
        && isOurs(found)
        && counts(found)) {
      int inline =
          found instanceof Receipt ? Topics.RECEIPTS.maxMessageBytes() : AvroJson.INLINE_BYTES;
      byte[] json = AvroJson.of(at, found, inline).toString().getBytes(StandardCharsets.UTF_8);
      String type = AvroJson.type(found);
      for (Subject subject : Subjects.of(found)) {
        forward(
            subject.key(),
            new ViewEvent.Shown(
                subject.kind(),
                subject.id(),
                type,
                at.topic(),
                at.partition(),
                at.offset(),
                at.time(),
                json));
      }
    }
  }

  /** What names none is of the deployment's first market, and comes to no other. */
  private boolean isOurs(SpecificRecord record) {
    return AvroJson.domain(record).map(domain::equals).orElse(true);
  }

  private boolean counts(SpecificRecord record) {
    if (record instanceof ProverStanding standing) {
      beats.learn(standing);
    }
    return switch (record) {
      case Heartbeat beat -> beats.accept(beat);
      case Cosignature seen -> isNamed(seen);
      default -> true;
    };
  }

  /** Of a witness that the settings name; others write what they like. */
  private boolean isNamed(Cosignature seen) {
    String origin = Journals.origin(Hash32.parse(domain), seen.getJournal());
    return Journals.partition(seen.getJournal()) >= 0
        && witnesses.cosigned(origin, seen).isPresent();
  }

  private void forward(String key, ViewEvent event) {
    context.forward(new Record<>(key, events.serialize("", event), newest));
  }
}
