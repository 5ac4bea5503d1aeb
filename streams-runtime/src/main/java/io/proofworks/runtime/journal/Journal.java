package io.proofworks.runtime.journal;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.AppSettings;
import io.proofworks.runtime.KeySeed;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.settings.Setting;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Appends what a partition applied to its hash chain and to the Merkle tree over its entries, and
 * signs where the tree stands. Ends of chain and tree are state of the partition.
 */
public final class Journal {

  /** Log time between two checkpoints of a journal that grows. */
  private static final long CHECKPOINT_MS = 1_000;

  private static final byte[] HEAD = "journal/head".getBytes(StandardCharsets.UTF_8);
  private static final byte[] TREE = "journal/tree".getBytes(StandardCharsets.UTF_8);
  private static final byte[] SIGNED = "journal/signed".getBytes(StandardCharsets.UTF_8);

  private static final Serde<End> ENDS = serde(End::bytes, End::of);
  private static final Serde<MerkleFrontier> TREES =
      serde(MerkleFrontier::bytes, MerkleFrontier::of);
  private static final Serde<Signed> SIGNEDS = serde(Signed::bytes, Signed::of);

  private final String name;
  private final Hash32 deployment;
  private final Hash32 domain;
  private final Optional<byte[]> seed;
  private final OrderedStore store;
  private final JournalSink sink;

  /**
   * @param name of the side and its partition
   * @param seed what checkpoints are signed with; empty to sign none
   * @param store state of the partition, in which no other key begins with {@code journal/}
   */
  public Journal(
      String name, Hash32 domain, Optional<byte[]> seed, OrderedStore store, JournalSink sink) {
    this(name, domain, domain, seed, store, sink);
  }

  private Journal(
      String name,
      Hash32 deployment,
      Hash32 domain,
      Optional<byte[]> seed,
      OrderedStore store,
      JournalSink sink) {
    this.name = name;
    this.deployment = deployment;
    this.domain = domain;
    this.seed = seed;
    this.store = store;
    this.sink = sink;
  }

  /** That of the market which the settings are of, signed with their key. */
  public static Journal of(
      AppSettings settings, String name, OrderedStore store, JournalSink sink) {
    return new Journal(
        name,
        settings.deployment(),
        settings.domain(),
        KeySeed.of(settings, Setting.JOURNAL_KEY_FILE),
        store,
        sink);
  }

  /**
   * Appends what was applied, and signs for it if that is due: one input may release others that
   * waited, over a long time.
   */
  public void append(Applied<?> step) {
    End end = end();
    Optional<Hash32> market = Optional.of(domain).filter(own -> !own.equals(deployment));
    JournalEntry entry = JournalChain.entry(market, name, end.head(), step);
    long time = Math.max(end.time(), step.input().time());
    store.put(HEAD, new End(JournalChain.after(entry), time), ENDS);
    store.put(TREE, tree().with(Hash32.parse(entry.getEntryHash()).bytes()), TREES);
    sink.publish(Topics.JOURNAL, name, entry, step.input().time());
    checkpoint(step.input().time());
  }

  /**
   * Signs where the tree stands, if it has grown and what was signed for last is long enough ago.
   *
   * @param time of the input that was taken, whether or not it had an entry
   */
  public void checkpoint(long time) {
    if (seed.isPresent() && time - signed().time() >= CHECKPOINT_MS) {
      sign(time);
    }
  }

  /** The same at once: where nothing may come for long that brings the time for it. */
  public void sign(long time) {
    MerkleFrontier tree = tree();
    if (seed.isPresent() && tree.size() > signed().size()) {
      store.put(SIGNED, new Signed(tree.size(), end().time()), SIGNEDS);
      sink.publish(Topics.CHECKPOINTS, name, signed(tree, seed.get()), time);
    }
  }

  private JournalCheckpoint signed(MerkleFrontier tree, byte[] key) {
    Checkpoint checkpoint = new Checkpoint(Journals.origin(domain, name), tree.size(), tree.root());
    return new JournalCheckpoint(domain.hex(), name, tree.size(), checkpoint.sign(key));
  }

  /**
   * The last checkpoint.
   *
   * @param size how many entries
   * @param time the latest of their inputs' times: that of the input that it came with may be a
   *     tick's, far ahead of records that are still to be read, and says nothing of them
   */
  private record Signed(long size, long time) {
    byte[] bytes() {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(size).putLong(time).array();
    }

    static Signed of(byte[] known) {
      ByteBuffer bytes = ByteBuffer.wrap(known);
      return new Signed(bytes.getLong(), bytes.getLong());
    }
  }

  private Signed signed() {
    Signed known = store.get(SIGNED, SIGNEDS);
    return known == null ? new Signed(0, 0) : known;
  }

  private MerkleFrontier tree() {
    MerkleFrontier known = store.get(TREE, TREES);
    return known == null ? MerkleFrontier.EMPTY : known;
  }

  /**
   * Where the chain ends.
   *
   * @param time the latest of all inputs' times
   */
  private record End(JournalChain.Head head, long time) {
    byte[] bytes() {
      return ByteBuffer.allocate(2 * Long.BYTES + Hash32.BYTES)
          .putLong(head.sequence())
          .put(head.hash().bytes())
          .putLong(time)
          .array();
    }

    static End of(byte[] known) {
      ByteBuffer bytes = ByteBuffer.wrap(known);
      long sequence = bytes.getLong();
      byte[] hash = new byte[Hash32.BYTES];
      bytes.get(hash);
      return new End(new JournalChain.Head(sequence, Hash32.of(hash)), bytes.getLong());
    }
  }

  private End end() {
    End known = store.get(HEAD, ENDS);
    return known == null ? new End(JournalChain.start(domain, name), 0) : known;
  }

  private static <T> Serde<T> serde(Function<T, byte[]> write, Function<byte[], T> read) {
    return Serdes.serdeFrom(
        (topic, value) -> write.apply(value), (topic, bytes) -> read.apply(bytes));
  }
}
