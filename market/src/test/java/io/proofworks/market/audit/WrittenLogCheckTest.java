package io.proofworks.market.audit;

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
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** The smallest log that has one of everything, written here without a broker. */
class WrittenLogCheckTest extends ExportChecks {

  private static final Hash32 DOMAIN = hash("a market");
  private static final byte[] SEED = new byte[32];
  private static final String JOURNAL = "task-0";
  private static final MarketSerdes SERDES = new MarketSerdes(KnownSchemas.ofThisBuild());
  private static final Digests DIGESTS = new Digests(DOMAIN);
  private static final Hash32 BATCH = hash("batch");
  private static final Hash32 TASK = hash("task");
  private static final Address WORKER = Address.parse("0x" + "22".repeat(20));
  private static final long START = 1_700_000_000_000L;

  private final Map<String, Long> offsets = new HashMap<>();
  private final Map<String, Long> balances = new HashMap<>();
  private JournalChain.Head head = JournalChain.start(DOMAIN, JOURNAL);
  private MerkleFrontier tree = MerkleFrontier.EMPTY;

  private record Written(Coordinates at, Hash32 digest) {}

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
    byte[] key = SignedNote.keyOf(JOURNAL, SEED).publicKey();
    try (LogSnapshot log = LogSnapshot.empty(directory)) {
      tick(log, new byte[0]);
      tick(log, random(7, 80).array());
      money(log);
      Written reveal = write(log, Topics.REVEALS, TASK.hex(), reveal());
      for (int i = 0; i < 20; i++) {
        Coordinates other = new Coordinates("market.tasks", 0, (long) i, START + i);
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
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    byte[] bytes = SERDES.encode(topic, value);
    log.keep(
        new StoredRecord(
            new io.proofworks.runtime.Coordinates(topic.name(), 0, offset, START + offset),
            keyBytes,
            bytes,
            new RecordHeaders()));
    return new Written(
        new Coordinates(topic.name(), 0, offset, START + offset), RecordDigest.of(keyBytes, bytes));
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
        JOURNAL,
        JournalEntry.newBuilder()
            .setJournal(JOURNAL)
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
      Checkpoint next = new Checkpoint(Journals.origin(DOMAIN, JOURNAL), tree.size(), tree.root());
      write(
          log,
          Topics.CHECKPOINTS,
          JOURNAL,
          new JournalCheckpoint(DOMAIN.hex(), JOURNAL, tree.size(), next.sign(SEED)));
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
}
