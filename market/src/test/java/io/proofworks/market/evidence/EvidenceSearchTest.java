package io.proofworks.market.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Stake;
import io.proofworks.market.evidence.EvidenceSearch.Found;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** What of a log is evidence. */
final class EvidenceSearchTest {

  private static final Hash32 DOMAIN = Hash32.parse("0x" + "07".repeat(32));
  private static final String ACCOUNT = "0x" + "ab".repeat(20);
  private static final long START = 1_700_000_000_000L;
  private static final String REFUSED = "verdict|refused";
  private static final Witnesses ONE =
      new Witnesses(1, List.of(WitnessKey.of("one.example", new byte[32])));

  private final MarketSerdes serdes = new MarketSerdes(new Schemas(new ArrayList<>()));
  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();

  private <V extends SpecificRecord> Coordinates write(Topic<V> topic, String key, V value) {
    List<ConsumerRecord<byte[], byte[]>> all =
        log.computeIfAbsent(topic.name(), name -> new ArrayList<>());
    Coordinates at = new Coordinates(topic.name(), 0, all.size(), START + all.size());
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = serdes.encode(topic, value);
    all.add(
        new ConsumerRecord<>(
            at.topic(),
            0,
            at.offset(),
            at.time(),
            TimestampType.LOG_APPEND_TIME,
            keyBytes.length,
            bytes.length,
            keyBytes,
            bytes,
            new RecordHeaders(),
            Optional.empty()));
    return at;
  }

  private Coordinates withdraw() {
    return write(
        Topics.STAKES,
        ACCOUNT,
        new Stake(DOMAIN.hex(), ACCOUNT, "WITHDRAWAL", 5_000_000L, "payout-1"));
  }

  private void apply(Coordinates at, long sequence, List<String> outcome) {
    write(
        Topics.JOURNAL,
        "account-0",
        JournalEntry.newBuilder()
            .setJournal("account-0")
            .setSequence(sequence)
            .setPreviousHash(Hash32.ZERO.hex())
            .setEntryHash(Hash32.ZERO.hex())
            .setInput(
                new io.proofworks.avro.Coordinates(
                    at.topic(), at.partition(), at.offset(), at.time()))
            .setInputDigest(Hash32.ZERO.hex())
            .setClocks(Map.of())
            .setOutcomeDigest(Evidence.digestOf(outcome).hex())
            .build());
  }

  private List<String> accepted(Coordinates at) {
    write(
        Topics.LEDGER,
        ACCOUNT,
        LedgerMovement.newBuilder()
            .setDomain(DOMAIN.hex())
            .setMovementId("0x01")
            .setAccount(ACCOUNT)
            .setKind("WITHDRAW")
            .setFromBucket("FREE")
            .setToBucket("EXTERNAL")
            .setAmount(5_000_000L)
            .setCounterparty("")
            .setTaskId(null)
            .setBatchId(null)
            .setReason("")
            .setCause("0x02")
            .setTime(at.time())
            .setFree(0)
            .setReserved(0)
            .setEscrow(0)
            .setPaid(0)
            .setBurned(0)
            .build());
    return List.of(
        "movement|0x01|" + ACCOUNT + "|WITHDRAW|FREE|EXTERNAL|5000000|",
        new EvidenceCheck(DOMAIN, ONE).acceptance(at));
  }

  private String found() throws Exception {
    Found found =
        new EvidenceSearch(
                new Partition0(log).consumer(),
                serdes,
                DOMAIN,
                ONE,
                (journal, sequence, size) -> Optional.empty())
            .stake(ACCOUNT, "payout-1");
    return found instanceof Found.NotYet(String why) ? why : found.toString();
  }

  @Test
  void shouldSayThatAStakeWasRefused() throws Exception {
    apply(withdraw(), 0, List.of(REFUSED));

    assertThat(found()).contains("entry 0 of account-0").contains("took it for nothing");
  }

  /** One that came before its money comes again under its reference. */
  @Test
  void shouldFindAStakeThatWasTakenWhenItCameAgain() throws Exception {
    apply(withdraw(), 0, List.of(REFUSED));
    Coordinates again = withdraw();
    apply(again, 1, accepted(again));
    apply(withdraw(), 2, List.of(REFUSED));

    assertThat(found()).contains("applied as entry 1 of account-0; 0 cosigned it");
  }

  /** A schema's id is its place. */
  private record Schemas(List<Schema> known) implements SchemaRegistry {

    @Override
    public int find(String subject, Schema schema) {
      known.add(schema);
      return known.size() - 1;
    }

    @Override
    public Schema byId(int id) {
      return known.get(id);
    }

    @Override
    public boolean compatible(String subject, Schema schema) {
      return true;
    }
  }

  /** A log of topics with one partition each. */
  private static final class Partition0 {

    private final Map<String, List<ConsumerRecord<byte[], byte[]>>> log;
    private TopicPartition assigned = new TopicPartition("", 0);
    private long position;

    Partition0(Map<String, List<ConsumerRecord<byte[], byte[]>>> log) {
      this.log = log;
    }

    @SuppressWarnings("unchecked")
    Consumer<byte[], byte[]> consumer() {
      return (Consumer<byte[], byte[]>)
          Proxy.newProxyInstance(
              Consumer.class.getClassLoader(),
              new Class<?>[] {Consumer.class},
              (proxy, method, args) -> answer(method.getName(), args));
    }

    private Object answer(String method, Object[] args) {
      return switch (method) {
        case "partitionsFor" ->
            List.of(
                new PartitionInfo((String) args[0], 0, Node.noNode(), new Node[0], new Node[0]));
        case "assign" -> assign((Collection<?>) args[0]);
        case "endOffsets" -> Map.of(assigned, (long) records().size());
        case "seekToBeginning" -> position = 0;
        case "offsetsForTimes" -> Map.of(assigned, new OffsetAndTimestamp(0, START));
        case "seek" -> position = (long) args[1];
        case "position" -> position;
        case "poll" -> poll();
        default -> throw new AssertionError(method);
      };
    }

    private Object assign(Collection<?> partitions) {
      assigned = (TopicPartition) partitions.iterator().next();
      return partitions;
    }

    private List<ConsumerRecord<byte[], byte[]>> records() {
      return log.getOrDefault(assigned.topic(), List.of());
    }

    private ConsumerRecords<byte[], byte[]> poll() {
      List<ConsumerRecord<byte[], byte[]>> rest =
          records().subList((int) position, records().size());
      position = records().size();
      return new ConsumerRecords<>(Map.of(assigned, rest), Map.of());
    }
  }
}
