package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Aggregate;
import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.LedgerMovement;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.ReceiptAggregator;
import io.proofworks.avro.ReceiptChild;
import io.proofworks.avro.Reveal;
import io.proofworks.market.foreign.NodeScripts;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.RecordDigest;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.SignedNote;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Ticks;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

/** The smallest log that has one of everything, written here without a broker. */
class WrittenLogCheckTest extends ExportChecks {

  private static final Hash32 DOMAIN = hash("a market");
  private static final byte[] SEED = new byte[32];

  /** Log time between two entries, ms. */
  private static final long STEP = 2_000;

  private static final MarketSerdes SERDES = new MarketSerdes(KnownSchemas.ofThisBuild());
  private static final Digests DIGESTS = new Digests(DOMAIN);
  private static final Hash32 BATCH = hash("batch");
  private static final Hash32 TASK = hash("task");
  private static final Address WORKER = Address.parse("0x" + "22".repeat(20));
  private static final long START = 1_700_000_000_000L;

  private final Map<String, Long> offsets = new HashMap<>();
  private final Map<String, Long> balances = new HashMap<>();
  private String journal = "task-0";
  private JournalChain.Head head = JournalChain.start(DOMAIN, journal);
  private MerkleFrontier tree = MerkleFrontier.EMPTY;

  private record Written(Coordinates at, Hash32 digest) {}

  /** Another one, whose entries are in that journal. */
  private WrittenLogCheckTest in(String other) {
    WrittenLogCheckTest log = new WrittenLogCheckTest();
    log.directory = directory;
    log.journal = other;
    log.head = JournalChain.start(DOMAIN, other);
    return log;
  }

  private static Hash32 hash(String text) {
    return Keccak.hash(text.getBytes(StandardCharsets.UTF_8));
  }

  private static ByteBuffer random(int seed, int bytes) {
    byte[] random = new byte[bytes];
    new Random(seed).nextBytes(random);
    return ByteBuffer.wrap(random);
  }

  @Override
  byte[] export(Path file) throws Exception {
    byte[] key = SignedNote.keyOf(journal, SEED).publicKey();
    try (LogSnapshot log = LogSnapshot.empty(directory)) {
      tick(log, new byte[0]);
      tick(log, random(7, 80).array());
      money(log);
      Written reveal = write(log, Topics.REVEALS, TASK.hex(), reveal());
      for (int i = 0; i < 20; i++) {
        Coordinates other = new Coordinates("market.tasks", 0, (long) i, START + i * STEP);
        journal(log, i == 7 ? reveal : new Written(other, hash("input " + i)), i);
      }
      Written root = write(log, Topics.AGGREGATES, BATCH.hex(), aggregate());
      write(log, Topics.RECEIPTS, BATCH.hex(), receipt(reveal.at(), root.at()));
      LogFile.write(
          file,
          new LogFile.Origin(DOMAIN, Topics.PARTITIONS, Optional.of(key)),
          log,
          KnownSchemas.ofThisBuild(),
          AuditProgress.SILENT);
    }
    return key;
  }

  private void tick(LogSnapshot log, byte[] claim) {
    String topic = Topics.RECEIPTS.name();
    long offset = offsets.merge(topic, 1L, Long::sum) - 1;
    log.keep(
        new StoredRecord(
            new io.proofworks.runtime.Coordinates(topic, 0, offset, START + offset),
            null,
            claim,
            new RecordHeaders().add(Ticks.HEADER, new byte[] {'1'})));
  }

  private <V extends SpecificRecord> Written write(
      LogSnapshot log, Topic<V> topic, String key, V value) {
    long offset = offsets.merge(topic.name(), 1L, Long::sum) - 1;
    long time = START + offset * (topic == Topics.JOURNAL ? STEP : 1);
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = SERDES.encode(topic, value);
    log.keep(
        new StoredRecord(
            new io.proofworks.runtime.Coordinates(topic.name(), 0, offset, time),
            keyBytes,
            bytes,
            new RecordHeaders()));
    return new Written(
        new Coordinates(topic.name(), 0, offset, time), RecordDigest.of(keyBytes, bytes));
  }

  /** An entry, and every third time a checkpoint. */
  private void journal(LogSnapshot log, Written input, int i) {
    Coordinates at = input.at();
    Map<String, Long> clocks = new TreeMap<>(Map.of("market.tasks", 5L + i, "market.reveals", 7L));
    Hash32 outcome = hash("outcome " + i);
    Hash32 hash =
        JournalChain.entryHash(
            head,
            new io.proofworks.runtime.Coordinates(
                at.getTopic(), at.getPartition(), at.getOffset(), at.getTime()),
            input.digest(),
            clocks,
            outcome);
    write(
        log,
        Topics.JOURNAL,
        journal,
        JournalEntry.newBuilder()
            .setJournal(journal)
            .setSequence(head.sequence())
            .setPreviousHash(head.hash().hex())
            .setEntryHash(hash.hex())
            .setInput(at)
            .setInputDigest(input.digest().hex())
            .setClocks(clocks)
            .setOutcomeDigest(outcome.hex())
            .build());
    head = new JournalChain.Head(head.sequence() + 1, hash);
    tree = tree.with(hash.bytes());
    if (i % 3 == 0) {
      Checkpoint next = new Checkpoint(Journals.origin(DOMAIN, journal), tree.size(), tree.root());
      write(
          log,
          Topics.CHECKPOINTS,
          journal,
          new JournalCheckpoint(DOMAIN.hex(), journal, tree.size(), next.sign(SEED)));
    }
  }

  private void money(LogSnapshot log) {
    move(log, "DEPOSIT", "EXTERNAL", "FREE", 1_000_000);
    move(log, "LOCK", "FREE", "RESERVED", 300);
    move(log, "SLASH", "RESERVED", "CLEARING", 100);
    move(log, "BURN", "RESERVED", "BURNED", 50);
    move(log, "WITHDRAW", "FREE", "EXTERNAL", 7);
  }

  private void move(LogSnapshot log, String kind, String from, String to, long amount) {
    balances.merge(from, -amount, Long::sum);
    balances.merge(to, amount, Long::sum);
    String account = "0x" + "11".repeat(20);
    write(
        log,
        Topics.LEDGER,
        account,
        LedgerMovement.newBuilder()
            .setMovementId(hash(kind).hex())
            .setDomain(DOMAIN.hex())
            .setAccount(account)
            .setKind(kind)
            .setFromBucket(from)
            .setToBucket(to)
            .setAmount(amount)
            .setCounterparty("")
            .setReason("")
            .setCause("")
            .setTime(START)
            .setFree(balances.getOrDefault("FREE", 0L))
            .setReserved(balances.getOrDefault("RESERVED", 0L))
            .setEscrow(balances.getOrDefault("ESCROW", 0L))
            .setPaid(balances.getOrDefault("PAID", 0L))
            .setBurned(balances.getOrDefault("BURNED", 0L))
            .build());
  }

  private static Reveal reveal() {
    return Reveal.newBuilder()
        .setDomain(DOMAIN.hex())
        .setTaskId(TASK.hex())
        .setEpoch(1)
        .setProverId(WORKER.hex())
        .setProof(random(1, 300))
        .setNonce(hash("nonce").hex())
        .setGrant(new AggregationGrant(BATCH.hex(), WORKER.hex(), random(3, 64)))
        .setSignature(random(4, 64))
        .build();
  }

  private static Aggregate aggregate() {
    return Aggregate.newBuilder()
        .setDomain(DOMAIN.hex())
        .setBatchId(BATCH.hex())
        .setJobId(DIGESTS.jobId(BATCH, 3).hex())
        .setNodeId(3)
        .setEpoch(2)
        .setAggregatorId(WORKER.hex())
        .setChildren(List.of(TASK.hex()))
        .setAggregate(random(2, 100))
        .setSignature(random(5, 64))
        .build();
  }

  private static Receipt receipt(Coordinates reveal, Coordinates root) {
    Hash32 binding = DIGESTS.aggregateBinding(DIGESTS.jobId(BATCH, 3), 2, WORKER);
    return Receipt.newBuilder()
        .setDomain(DOMAIN.hex())
        .setBatchId(BATCH.hex())
        .setRequesterId("")
        .setRouteId("")
        .setTaskClass("STANDARD")
        .setOutcome("SETTLED")
        .setCause("")
        .setProofSystem("")
        .setProgramHash("")
        .setPublicInputs(random(6, 2))
        .setScheme("BATCH")
        .setRootAggregatorId(WORKER.hex())
        .setRootBinding(ByteBuffer.wrap(binding.bytes()))
        .setRootProof(random(2, 100))
        .setChildren(List.of(child(reveal)))
        .setAggregators(List.of(new ReceiptAggregator(3, 2, WORKER.hex(), 1L, START, START)))
        .setSlashes(List.of())
        .setSubmittedAt(START)
        .setLastChildVerifiedAt(START)
        .setRootVerifiedAt(START)
        .setRootInput(root)
        .build();
  }

  private static ReceiptChild child(Coordinates reveal) {
    return ReceiptChild.newBuilder()
        .setTaskId(TASK.hex())
        .setShardIndex(0)
        .setShardWeight(1)
        .setEpoch(1)
        .setProverId(WORKER.hex())
        .setStatementId("")
        .setProofSystem("")
        .setProgramHash("")
        .setPublicInputs(random(6, 2))
        .setBinding(ByteBuffer.wrap(DIGESTS.binding(TASK, WORKER).bytes()))
        .setProofDigest(Digests.proofDigest(random(1, 300).array()).hex())
        .setReward(1)
        .setLate(false)
        .setTaskPublishedAt(START)
        .setVerifiedAt(START)
        .setReveal(reveal)
        .build();
  }

  private static final String CHECKPOINTS = Topics.CHECKPOINTS.name();
  private static final String RECEIPTS = Topics.RECEIPTS.name();
  private static final String REVEALS = Topics.REVEALS.name();
  private static final String MISSING_REVEAL =
      "market.receipts-0@2: the reveal at market.reveals-0";
  private static final String UNSIGNED = "task-0 was not signed for";

  private ExportText text() throws Exception {
    return ExportText.of(export);
  }

  private String faults(ExportText text) throws Exception {
    NodeScripts.Outcome outcome = check(text.write(directory.resolve("other.log.gz")));
    boolean clean = outcome.output().contains("\"faults\":0");
    assertThat(outcome.exit()).as(outcome.output()).isEqualTo(clean ? 0 : 1);
    return clean ? "" : outcome.output();
  }

  @Test
  void shouldLeaveToTheNextFileOnlyWhatIsMissingOfTheLastMinute() throws Exception {
    ExportText dropped = text().without(REVEALS, 0);
    assertThat(faults(dropped)).contains(MISSING_REVEAL);
    ExportText torn = dropped.whole(RECEIPTS, 0);
    assertThat(faults(torn)).isEmpty();
    // what is no end of its partition, or older than the records say that the log ends
    assertThat(faults(torn.tick(RECEIPTS, START - 60_000))).contains(MISSING_REVEAL);
    assertThat(faults(torn.tick(REVEALS, START + 60_003))).contains(MISSING_REVEAL);
    assertThat(faults(torn.tick(REVEALS, START + 60_002))).isEmpty();
  }

  @Test
  void shouldNotBelieveWhatAFileSaysOfItsEnd() throws Exception {
    assertThat(faults(text().upTo(0))).contains("file: says that it goes up to 0");
    ExportText changed = text().upTo(0);
    for (Topic<?> topic : Topics.all()) {
      changed = changed.whole(topic.name(), 0);
    }
    assertThat(faults(changed.redated(Topics.JOURNAL.name(), 7, START).swapped("market.ledger")))
        .contains("market.ledger-0@0");
  }

  @Test
  void shouldMissCheckpointsWhereAnAuditDoes() throws Exception {
    assertThat(faults(text().withoutAll(CHECKPOINTS))).contains(UNSIGNED);
    // 4 and 7 of 1, 4, 7, ...: from entry 1 to 9 it is more than ten seconds
    assertThat(faults(text().without(CHECKPOINTS, 1))).isEmpty();
    assertThat(faults(text().without(CHECKPOINTS, 1).without(CHECKPOINTS, 2))).contains(UNSIGNED);
    assertThat(
            faults(
                text().whole("market.journal", 0).without(CHECKPOINTS, 1).without(CHECKPOINTS, 2)))
        .isEmpty();
  }

  @Test
  void shouldWantTheEndSignedForAfterAMinuteOfTicks() throws Exception {
    ExportText ended = text().without(CHECKPOINTS, 6);
    assertThat(faults(ended)).isEmpty();
    assertThat(faults(ended.ticks(REVEALS, 30, 99))).contains(UNSIGNED);
    assertThat(faults(ended.ticks(REVEALS, 30, 60).ticks(REVEALS, 75, 110)))
        .as("the tickers were away")
        .doesNotContain(UNSIGNED);
  }

  @Test
  void shouldHaveNothingInClearingAtRest() throws Exception {
    assertThat(faults(text().ticks(REVEALS, 0, 60))).isEmpty();
    assertThat(faults(text().ticks(REVEALS, 0, 62))).contains("100 is in clearing");
  }

  @Test
  void shouldTakeTheClocksTimeWhereATopicsSteppedBackABit() throws Exception {
    assertThat(faults(text().redated(REVEALS, 0, START - 5_000))).isEmpty();
    assertThat(faults(text().redated(REVEALS, 0, START - 5_001))).contains("another time");
    assertThat(faults(text().redated(REVEALS, 0, START + 1))).contains("another time");
  }

  @Test
  void shouldFindARevealInItsTasksJournalOnly() throws Exception {
    Path file = directory.resolve("account.log.gz");
    in("account-0").export(file);
    assertThat(check(file).output()).contains("market.reveals-0@0 is in no journal of tasks");
  }

  @Test
  void shouldSayWhatItCannotReadAndEndWithTwo() throws Exception {
    Path none = directory.resolve("none.log.gz");
    Path plain = Files.writeString(directory.resolve("plain.log.gz"), "{}");
    Map<String, Path> unreadable = new LinkedHashMap<>();
    unreadable.put("ENOENT", none);
    unreadable.put("incorrect header", plain);
    unreadable.put("EISDIR", directory);
    for (Map.Entry<String, ExportText> wrong : text().wrong().entrySet()) {
      Path file = directory.resolve("wrong" + unreadable.size() + ".log.gz");
      unreadable.put(wrong.getKey(), wrong.getValue().write(file));
    }
    for (Map.Entry<String, Path> file : unreadable.entrySet()) {
      NodeScripts.Outcome outcome = check(file.getValue());
      assertThat(outcome.output())
          .startsWith("cannot check: ")
          .contains(file.getKey())
          .hasLineCount(1);
      assertThat(outcome.exit()).as(file.getKey()).isEqualTo(2);
    }
  }
}
