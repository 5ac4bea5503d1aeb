package io.proofworks.settlement.processor;

import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.Applied;
import io.proofworks.settlement.JournalChain;
import io.proofworks.settlement.OrderedStore;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Appends what a partition applied to its hash chain; the chain's end is state of the partition.
 */
final class Journal {

  private static final byte[] HEAD = "journal/head".getBytes(StandardCharsets.UTF_8);

  private final String name;
  private final Hash32 domain;
  private final OrderedStore store;
  private final Outbox outbox;

  Journal(String name, Hash32 domain, OrderedStore store, Outbox outbox) {
    this.name = name;
    this.domain = domain;
    this.store = store;
    this.outbox = outbox;
  }

  void append(Applied<?> step) {
    JournalEntry entry = JournalChain.entry(name, head(), step);
    save(JournalChain.after(entry));
    outbox.publish(Topics.JOURNAL, name, entry, step.input().time());
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
