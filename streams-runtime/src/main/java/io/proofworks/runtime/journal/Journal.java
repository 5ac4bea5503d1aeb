package io.proofworks.runtime.journal;

import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.state.OrderedStore;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

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

  private final String name;
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
    this.name = name;
    this.domain = domain;
    this.seed = seed;
    this.store = store;
    this.sink = sink;
  }

  /** Appends what was applied. */
  public void append(Applied<?> step) {
    JournalEntry entry = JournalChain.entry(name, head(), step);
    save(JournalChain.after(entry));
    store.put(TREE, tree().with(Hash32.parse(entry.getEntryHash()).bytes()).bytes());
    sink.publish(Topics.JOURNAL, name, entry, step.input().time());
  }

  /** Signs where the tree stands, if it has grown and the last time is long enough ago. */
  public void checkpoint(long time) {
    if (seed.isPresent() && time - signed().time() >= CHECKPOINT_MS) {
      sign(time);
    }
  }

  /** The same at once: where nothing may come for long that brings the time for it. */
  public void sign(long time) {
    MerkleFrontier tree = tree();
    if (seed.isPresent() && tree.size() > signed().size()) {
      store.put(SIGNED, new Signed(tree.size(), time).bytes());
      sink.publish(Topics.CHECKPOINTS, name, signed(tree, seed.get()), time);
    }
  }

  private JournalCheckpoint signed(MerkleFrontier tree, byte[] key) {
    Checkpoint checkpoint = new Checkpoint(Journals.origin(domain, name), tree.size(), tree.root());
    return new JournalCheckpoint(domain.hex(), name, tree.size(), checkpoint.sign(key));
  }

  /** The last checkpoint: how many entries, at what log time. */
  private record Signed(long size, long time) {
    byte[] bytes() {
      return ByteBuffer.allocate(2 * Long.BYTES).putLong(size).putLong(time).array();
    }
  }

  private Signed signed() {
    byte[] known = store.get(SIGNED);
    if (known == null) {
      return new Signed(0, 0);
    }
    ByteBuffer bytes = ByteBuffer.wrap(known);
    return new Signed(bytes.getLong(), bytes.getLong());
  }

  private MerkleFrontier tree() {
    byte[] known = store.get(TREE);
    return known == null ? MerkleFrontier.EMPTY : MerkleFrontier.of(known);
  }

  private JournalChain.Head head() {
    byte[] known = store.get(HEAD);
    if (known == null) {
      return JournalChain.start(domain, name);
    }
    ByteBuffer bytes = ByteBuffer.wrap(known);
    long sequence = bytes.getLong();
    byte[] hash = new byte[Hash32.BYTES];
    bytes.get(hash);
    return new JournalChain.Head(sequence, Hash32.of(hash));
  }

  private void save(JournalChain.Head head) {
    store.put(
        HEAD,
        ByteBuffer.allocate(Long.BYTES + Hash32.BYTES)
            .putLong(head.sequence())
            .put(head.hash().bytes())
            .array());
  }
}
