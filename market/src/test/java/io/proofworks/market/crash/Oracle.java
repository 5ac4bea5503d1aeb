package io.proofworks.market.crash;

import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Policy;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.FormatSerdes;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.simulation.Expectations;
import io.proofworks.settlement.simulation.NaiveMarket;
import io.proofworks.settlement.simulation.Sent;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.SettlementFormats;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * Decides everything once more from the input topics, committed records only, with what the authors
 * meant and a market that shares no rule with the product. Of the journals it takes nothing but the
 * order in which a partition took its inputs, and the words of the account partitions.
 */
final class Oracle {

  private static final List<Topic<?>> INPUTS =
      List.of(
          Topics.TASKS,
          Topics.ASSIGNMENTS,
          Topics.COMMITMENTS,
          Topics.REVEALS,
          Topics.WINDOWS,
          Topics.STAKES,
          Topics.REGISTRATIONS,
          Topics.POLICIES);
  private static final List<Topic<?>> OUTPUTS =
      List.of(Topics.JOURNAL, Topics.VERDICTS, Topics.LEDGER);
  private static final Serde<InternalMessage> MESSAGES = FormatSerdes.of(SettlementFormats.MESSAGE);
  private static final Set<String> OUTSIDE = Set.of("STAKE", "REGISTRATION");

  /** What stands on the topics. */
  record Log(
      Map<String, Appended> inputs,
      Map<TopicPartition, Long> highest,
      List<JournalEntry> journal,
      List<Verdict> verdicts,
      List<LedgerMovement> movements,
      Map<String, Sent> windows) {

    Log copy() {
      return new Log(
          inputs,
          highest,
          new ArrayList<>(journal),
          new ArrayList<>(verdicts),
          new ArrayList<>(movements),
          windows);
    }
  }

  /**
   * @param time that the broker gave
   * @param highest that it had given in that partition up to then, ticks included
   */
  record Appended(long time, long highest) {}

  /**
   * @param waiting inputs that no journal has yet, and tasks that have not ended, money on its way
   * @param differences what was decided otherwise than it should have been
   */
  record Judgement(
      List<String> waiting, List<String> differences, int entries, int largestWaiting) {}

  private final Map<String, Object> kafka;
  private final MarketSerdes serdes;
  private final Digests digests;
  private final Policy policy;
  private final Author author;

  Oracle(
      Map<String, Object> kafka, MarketSerdes serdes, Hash32 domain, Policy policy, Author author) {
    this.kafka = kafka;
    this.serdes = serdes;
    this.digests = new Digests(domain);
    this.policy = policy;
    this.author = author;
  }

  /** Reads the topics to their ends. */
  Log read() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put("isolation.level", "read_committed");
    Log log =
        new Log(
            new TreeMap<>(),
            new HashMap<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            new HashMap<>());
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      read(consumer, OUTPUTS, log);
      read(consumer, INPUTS, log);
    }
    return log;
  }

  private void read(KafkaConsumer<byte[], byte[]> consumer, List<Topic<?>> topics, Log log) {
    List<TopicPartition> partitions =
        topics.stream()
            .flatMap(t -> consumer.partitionsFor(t.name()).stream())
            .map(p -> new TopicPartition(p.topic(), p.partition()))
            .toList();
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
        take(record, log);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Log log) {
    TopicPartition partition = new TopicPartition(record.topic(), record.partition());
    long highest = log.highest().merge(partition, record.timestamp(), Math::max);
    if (Ticks.isTick(record)) {
      return;
    }
    if (record.topic().equals(Topics.JOURNAL.name())) {
      log.journal().add(decoded(Topics.JOURNAL, record.value()));
    } else if (record.topic().equals(Topics.VERDICTS.name())) {
      log.verdicts().add(decoded(Topics.VERDICTS, record.value()));
    } else if (record.topic().equals(Topics.LEDGER.name())) {
      log.movements().add(decoded(Topics.LEDGER, record.value()));
    } else {
      String place = place(record.topic(), record.partition(), record.offset());
      if (record.topic().equals(Topics.WINDOWS.name())) {
        RevealWindow window = decoded(Topics.WINDOWS, record.value());
        Sent opened = new Sent.Opened(window.getTaskId(), window.getCommitVerdictId());
        log.windows().put(place, opened);
      }
      log.inputs().put(place, new Appended(record.timestamp(), highest));
    }
  }

  private <V extends SpecificRecord> V decoded(Topic<V> topic, byte[] bytes) {
    Decoder<V> decoder = serdes.decoder(topic);
    return switch (decoder.decode(bytes)) {
      case Decoded.Value<V>(V value) -> value;
      case Decoded.Malformed<V>(String detail) ->
          throw new IllegalStateException(topic.name() + ": " + detail);
    };
  }

  private static String place(String topic, int partition, long offset) {
    return topic + "-" + partition + "@" + offset;
  }

  /** Gives everybody money, and lets every partition hear of every prover: no one is a stranger. */
  void introduceEverybody(Duration patience) {
    author.deposit();
    Awaitility.await().atMost(patience).until(this::everybodyHasMoney);
    author.register();
    Awaitility.await().atMost(patience).until(this::everybodyIsKnown);
  }

  private boolean everybodyHasMoney() {
    long taken =
        read().verdicts().stream()
            .filter(v -> v.getKind().equals(VerdictKind.STAKE.name()))
            .filter(v -> v.getReason().equals(Reason.ACCEPTED.name()))
            .count();
    return taken >= Author.CONDUCTS.size() + 1L;
  }

  private boolean everybodyIsKnown() {
    long heard = read().journal().stream().filter(Oracle::tellsOfAProver).count();
    return heard == (long) Author.CONDUCTS.size() * Topics.PARTITIONS;
  }

  private static boolean tellsOfAProver(JournalEntry entry) {
    byte[] internal = internal(entry);
    return entry.getJournal().startsWith(Journals.TASK)
        && internal != null
        && MESSAGES.deserializer().deserialize("", internal)
            instanceof InternalMessage.ProverRegistered;
  }

  /** Decides once more, and compares. */
  Judgement judge(Log log) {
    List<String> differences = new ArrayList<>();
    NaiveMarket market = new NaiveMarket(Map.of(policy.getVersion(), terms()));
    author.deposits().forEach(market::deposited);
    Expectations expectations = new Expectations(market, digests, at -> meaning(at, log.windows()));
    Map<String, List<JournalEntry>> journals = new TreeMap<>();
    log.journal()
        .forEach(e -> journals.computeIfAbsent(e.getJournal(), j -> new ArrayList<>()).add(e));
    Map<String, Integer> taken = new HashMap<>();
    List<String> expected = new ArrayList<>();
    journals.forEach((name, entries) -> {
      follow(name, entries, log, taken, differences);
      if (name.startsWith(Journals.TASK)) {
        int partition = Integer.parseInt(name.substring(Journals.TASK.length()));
        entries.forEach(e -> expected.addAll(expected(expectations, partition, e)));
      }
    });
    taken.forEach((place, times) -> {
      if (times > 1) {
        differences.add(place + " was taken " + times + " times");
      }
    });
    compareVerdicts(expected, log, differences);
    compareBalances(market, log, differences);
    List<String> waiting = new ArrayList<>(log.inputs().keySet());
    waiting.removeAll(taken.keySet());
    market.open().forEach((task, state) -> waiting.add(task + " " + state));
    if (onItsWay(log) != 0) {
      waiting.add(onItsWay(log) + " on its way");
    }
    return new Judgement(waiting, differences, log.journal().size(), market.largestWaiting());
  }

  private @Nullable Sent meaning(Coordinates at, Map<String, Sent> windows) {
    Sent opened = windows.get(place(at.topic(), at.partition(), at.offset()));
    return opened == null ? author.meaning(at) : opened;
  }

  private NaiveMarket.Terms terms() {
    return new NaiveMarket.Terms(
        policy.getSlashUnrevealedBps(),
        policy.getSlashInvalidBps(),
        policy.getSlashPlagiarismBps(),
        policy.getSlashDelayBps(),
        policy.getBurnBps(),
        policy.getLateRewardBps(),
        policy.getAdoptBps(),
        policy.getStaleCompensationBps(),
        policy.getParkedPerTask(),
        policy.getParkedPerProver(),
        policy.getAggregatorFee(),
        policy.getRules());
  }

  private static List<String> expected(
      Expectations expectations, int partition, JournalEntry entry) {
    return expectations.of(partition, coordinates(entry), entry.getClocks(), internal(entry));
  }

  private static byte @Nullable [] internal(JournalEntry entry) {
    ByteBuffer internal = entry.getInternalInput();
    if (internal == null) {
      return null;
    }
    byte[] bytes = new byte[internal.remaining()];
    internal.duplicate().get(bytes);
    return bytes;
  }

  private static Coordinates coordinates(JournalEntry entry) {
    io.proofworks.avro.Coordinates at = entry.getInput();
    return new Coordinates(at.getTopic(), at.getPartition(), at.getOffset(), at.getTime());
  }

  /** Nothing missing, inputs at the times that the broker gave, none after its deadline passed. */
  private static void follow(
      String name,
      List<JournalEntry> entries,
      Log log,
      Map<String, Integer> taken,
      List<String> differences) {
    long passed = 0;
    for (int i = 0; i < entries.size(); i++) {
      JournalEntry entry = entries.get(i);
      Coordinates at = coordinates(entry);
      if (entry.getSequence() != i) {
        differences.add(name + " has " + entry.getSequence() + " in the place of " + i);
      }
      Long deadlines = entry.getClocks().get(Applied.DEADLINES);
      boolean input =
          deadlines == null
              && entry.getClocks().get(Applied.CLOSED_SINCE) == null
              && entry.getInternalInput() == null;
      passed = Math.max(passed, deadlines == null ? 0 : deadlines);
      if (input) {
        taken.merge(place(at.topic(), at.partition(), at.offset()), 1, Integer::sum);
        Appended appended = log.inputs().get(place(at.topic(), at.partition(), at.offset()));
        if (appended == null || at.time() < appended.time() || at.time() > appended.highest()) {
          differences.add(name + " takes " + at + " at " + at.time() + ", appended " + appended);
        }
        boolean ordered =
            name.startsWith(Journals.TASK) && !log.windows().containsKey(at.toString());
        if (ordered && at.time() < passed) {
          differences.add(name + " takes " + at + " at " + at.time() + " after " + passed);
        }
      }
    }
  }

  private void compareVerdicts(List<String> expected, Log log, List<String> differences) {
    Set<String> ids = new HashSet<>();
    List<String> published = new ArrayList<>();
    int outside = 0;
    for (Verdict verdict : log.verdicts()) {
      if (!ids.add(verdict.getVerdictId())) {
        differences.add("published twice: " + verdict);
      }
      if (verdict.getSlashed() > 0 && verdict.getAuthor().equals(Author.honest())) {
        differences.add("an honest prover is slashed: " + verdict);
      }
      if (OUTSIDE.contains(verdict.getKind())) {
        outside++;
        if (!verdict.getReason().equals("ACCEPTED")) {
          differences.add("refused: " + verdict);
        }
      } else {
        published.add(text(verdict));
      }
    }
    int brought = 2 * author.deposits().size() - 1; // all but the requester register as well
    if (outside != brought) {
      differences.add(outside + " deposits and registrations answered of " + brought);
    }
    subtract(expected, published).forEach(v -> differences.add("never said: " + v));
    subtract(published, expected).forEach(v -> differences.add("wrongly said: " + v));
  }

  private static String text(Verdict v) {
    String victim = v.getVictim();
    return NaiveMarket.verdict(
        v.getKind(),
        v.getReason(),
        v.getAuthor(),
        v.getEpoch(),
        v.getSlashed(),
        v.getRewarded(),
        victim == null ? "" : victim);
  }

  /** As often as it is in one more than in the other. */
  private static List<String> subtract(Collection<String> from, Collection<String> other) {
    Map<String, Integer> left = new TreeMap<>();
    from.forEach(v -> left.merge(v, 1, Integer::sum));
    other.forEach(v -> left.merge(v, -1, Integer::sum));
    List<String> more = new ArrayList<>();
    left.forEach((v, n) -> {
      if (n > 0) {
        more.add(n + " times " + v);
      }
    });
    return more;
  }

  /** Both what stands in the last movement of an account and what all its movements add up to. */
  private static void compareBalances(NaiveMarket market, Log log, List<String> differences) {
    Map<String, LedgerMovement> last = new HashMap<>();
    Map<String, Map<String, Long>> added = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (LedgerMovement movement : log.movements()) {
      if (!ids.add(movement.getMovementId())) {
        differences.add("moved twice: " + movement);
      }
      last.put(movement.getAccount(), movement);
      Map<String, Long> buckets =
          added.computeIfAbsent(movement.getAccount(), account -> new HashMap<>());
      buckets.merge(movement.getFromBucket(), -movement.getAmount(), Long::sum);
      buckets.merge(movement.getToBucket(), movement.getAmount(), Long::sum);
    }
    market
        .purses()
        .forEach((account, purse) -> {
          LedgerMovement movement = last.get(account);
          String held = movement == null ? "nothing" : balances(movement);
          String sums = balances(added.getOrDefault(account, Map.of()));
          if (!held.equals(purse.toString()) || !sums.equals(purse.toString())) {
            differences.add(
                account + " holds " + held + ", moved " + sums + ", should hold " + purse);
          }
        });
  }

  private static String balances(Map<String, Long> buckets) {
    return Stream.of("FREE", "RESERVED", "ESCROW", "PAID", "BURNED")
        .map(bucket -> Long.toString(buckets.getOrDefault(bucket, 0L)))
        .collect(Collectors.joining("/"));
  }

  private static String balances(LedgerMovement m) {
    return "%d/%d/%d/%d/%d"
        .formatted(m.getFree(), m.getReserved(), m.getEscrow(), m.getPaid(), m.getBurned());
  }

  /** Brought in, and in no account at the moment: a payment is a movement out and another in. */
  private long onItsWay(Log log) {
    Map<String, Long> held = new HashMap<>();
    for (LedgerMovement m : log.movements()) {
      held.put(
          m.getAccount(),
          m.getFree() + m.getReserved() + m.getEscrow() + m.getPaid() + m.getBurned());
    }
    return sum(author.deposits()) - sum(held);
  }

  private static long sum(Map<String, Long> amounts) {
    return amounts.values().stream().mapToLong(a -> a).sum();
  }
}
