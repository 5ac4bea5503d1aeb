package io.proofworks.market.audit;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Cosignature;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.SignedNote;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.tlog.Witnesses;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** A journal in the making, an entry every half second of log time, and its checkpoints. */
class SignedLog {

  static final Hash32 DOMAIN = Keccak.hash("a market".getBytes(StandardCharsets.UTF_8));
  static final byte[] SEED = new byte[32];
  static final byte[] OTHER_SEED = seed(7);
  static final String TASK = "task-0";
  static final long START = 1_700_000_000_000L;
  static final MarketSerdes SERDES = new MarketSerdes(KnownSchemas.ofThisBuild());

  /** Records of the log in the making; entries come every half second of log time. */
  final List<ConsumerRecord<byte[], byte[]>> log = new ArrayList<>();

  final Map<String, Long> offsets = new HashMap<>();
  MerkleFrontier tree = MerkleFrontier.EMPTY;

  /** By topic, up to which offset transactions were read whole; all of it where nothing is said. */
  final Map<String, Long> whole = new HashMap<>();

  /** Whose checkpoints counted before those of {@link #SEED}. */
  List<Audit.FormerKey> formerKeys = List.of();

  static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  <V extends SpecificRecord> void write(Topic<V> topic, String key, V value, long time) {
    byte[] bytes = SERDES.encode(topic, value);
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    log.add(
        new ConsumerRecord<>(
            topic.name(),
            0,
            offsets.merge(topic.name(), 1L, Long::sum) - 1,
            time,
            TimestampType.LOG_APPEND_TIME,
            keyBytes.length,
            bytes.length,
            keyBytes,
            bytes,
            new RecordHeaders(),
            Optional.empty()));
  }

  long time(long entry) {
    return START + entry * 500;
  }

  void entry(String salt) {
    long n = tree.size();
    entry(salt, time(n), n);
  }

  void entry(String salt, long time, long offset) {
    Hash32 hash = Keccak.hash((salt + tree.size()).getBytes(StandardCharsets.UTF_8));
    write(
        Topics.JOURNAL,
        TASK,
        JournalEntry.newBuilder()
            .setJournal(TASK)
            .setSequence(tree.size())
            .setPreviousHash("")
            .setEntryHash(hash.hex())
            .setInput(new Coordinates("market.reveals", 0, offset, time))
            .setInputDigest("")
            .setClocks(Map.of())
            .setOutcomeDigest("")
            .build(),
        time);
    tree = tree.with(hash.bytes());
  }

  String note(byte[] seed) {
    return note(TASK, tree, seed);
  }

  static String note(String journal, MerkleFrontier tree, byte[] seed) {
    return new Checkpoint(Journals.origin(DOMAIN, journal), tree.size(), tree.root()).sign(seed);
  }

  void sign() {
    sign(TASK, tree, note(SEED));
  }

  void sign(String journal, MerkleFrontier at, String note) {
    write(
        Topics.CHECKPOINTS,
        journal,
        new JournalCheckpoint(DOMAIN.hex(), journal, at.size(), note),
        time(at.size()));
  }

  /** A witness cosigns a tree of the journal. */
  void cosign(String witness, byte[] seed, MerkleFrontier at) {
    Checkpoint checkpoint = new Checkpoint(Journals.origin(DOMAIN, TASK), at.size(), at.root());
    String line = WitnessKey.cosign(checkpoint.text(), witness, seed, 1);
    WitnessKey.Stamp stamp =
        WitnessKey.of(witness, seed).stamp(checkpoint.text() + "\n" + line).orElseThrow();
    write(
        Topics.COSIGNATURES,
        TASK + "|" + witness,
        Cosignature.newBuilder()
            .setDomain(DOMAIN.hex())
            .setJournal(TASK)
            .setWitness(witness)
            .setTreeSize(at.size())
            .setRoot(at.root().hex())
            .setTime(stamp.time())
            .setSignature(ByteBuffer.wrap(stamp.signature()))
            .build(),
        time(at.size()));
  }

  /** So many entries, every second one signed for, the first as well. */
  SignedLog honest(int entries) {
    for (int i = 0; i < entries; i++) {
      entry("honest");
      if (i % 2 == 0) {
        sign();
      }
    }
    return this;
  }

  /** What a check of the checkpoints said. */
  record Checked(List<Audit.Finding> findings, List<Checkpoints.Signed> signed, int good) {}

  Checked check(String... kept) {
    return check(Witnesses.NONE, kept);
  }

  Checked check(Witnesses witnesses, String... kept) {
    Audit.Scope scope =
        new Audit.Scope(
            DOMAIN,
            SERDES,
            VerifierRegistry.standard(),
            4,
            Optional.of(SignedNote.keyOf("any", SEED).publicKey()),
            List.of(kept),
            witnesses,
            formerKeys);
    try (LogSnapshot snapshot = LogSnapshot.of(log);
        Scratch scratch = snapshot.scratch()) {
      whole.forEach((topic, offset) -> snapshot.wholeUpTo(topic, 0, offset));
      Run run = Run.of(snapshot, scope, scratch, AuditProgress.SILENT);
      Checkpoints checked = Checkpoints.of(run);
      return new Checked(run.findings().first(), checked.signed(), checked.good());
    }
  }
}
