package io.proofworks.market.witness;

import io.proofworks.avro.Cosignature;
import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.WitnessKey;
import io.proofworks.topics.Journals;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Publishes what a witness cosigned last of each journal: soon when that is something new, and
 * again now and then, so that one that has nothing to cosign is told from one that is silent.
 */
public final class Published {

  /** At least so long is between two of a journal. */
  static final Duration EVERY = Duration.ofSeconds(10);

  /** At most so long, while the witness runs. */
  public static final Duration AGAIN = Duration.ofMinutes(1);

  private record Last(long size, long atMs) {}

  private final Hash32 domain;
  private final WitnessKey key;
  private final Map<String, Last> last = new HashMap<>();

  /**
   * @param key of the witness
   */
  public Published(Hash32 domain, WitnessKey key) {
    this.domain = domain;
    this.key = key;
  }

  /**
   * Hands on what is due.
   *
   * @param notes that the witness cosigned last
   * @param nowMs of a clock, epoch milliseconds
   */
  public void tell(List<String> notes, long nowMs, Consumer<Cosignature> to) {
    for (String note : notes) {
      Checkpoint.unverified(note)
          .filter(checkpoint -> isDue(checkpoint, nowMs))
          .flatMap(checkpoint -> record(checkpoint, note))
          .ifPresent(cosignature -> {
            last.put(
                Journals.origin(domain, cosignature.getJournal()),
                new Last(cosignature.getTreeSize(), nowMs));
            to.accept(cosignature);
          });
    }
  }

  private boolean isDue(Checkpoint checkpoint, long nowMs) {
    Last before = last.get(checkpoint.origin());
    if (before == null) {
      return true;
    }
    Duration wait = checkpoint.size() > before.size() ? EVERY : AGAIN;
    return nowMs - before.atMs() >= wait.toMillis();
  }

  private Optional<Cosignature> record(Checkpoint checkpoint, String note) {
    String prefix = Journals.origin(domain, "");
    return key.stamp(note)
        .filter(stamp -> checkpoint.origin().startsWith(prefix))
        .map(stamp ->
            Cosignature.newBuilder()
                .setDomain(domain.hex())
                .setJournal(checkpoint.origin().substring(prefix.length()))
                .setWitness(key.name())
                .setTreeSize(checkpoint.size())
                .setRoot(checkpoint.root().hex())
                .setTime(stamp.time())
                .setSignature(ByteBuffer.wrap(stamp.signature()))
                .build());
  }
}
