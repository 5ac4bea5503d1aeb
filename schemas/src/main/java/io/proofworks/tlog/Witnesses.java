package io.proofworks.tlog;

import io.proofworks.avro.Cosignature;
import io.proofworks.protocol.Hash32;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Who has to have cosigned a checkpoint for it to count.
 *
 * @param needed how many of the keys
 */
public record Witnesses(int needed, List<WitnessKey> keys) {

  /** Nobody: the journal key's signature is enough. */
  public static final Witnesses NONE = new Witnesses(0, List.of());

  /**
   * @throws IllegalArgumentException when there are fewer than are needed, or two have a name or a
   *     public key in common: who has one key is one witness, and what a witness says is kept by
   *     its name
   */
  public Witnesses {
    keys = List.copyOf(keys);
    long names = keys.stream().map(WitnessKey::name).distinct().count();
    long signers = keys.stream().map(key -> ByteBuffer.wrap(key.publicKey())).distinct().count();
    long different = Math.min(names, signers);
    if (needed < 0 || needed > keys.size() || different < keys.size()) {
      throw new IllegalArgumentException(
          "%d of %d witnesses with %d different names and %d different keys cannot be"
              .formatted(needed, keys.size(), names, signers));
    }
  }

  /** Whether enough of them have cosigned a note. */
  public boolean suffice(String note) {
    return keys.stream().filter(key -> key.cosigned(note).isPresent()).count() >= needed;
  }

  /**
   * What a record of {@code market.cosignatures} says, if it is of one of these and its signature
   * is right.
   *
   * @param origin of the journal's checkpoints
   */
  public Optional<Checkpoint> cosigned(String origin, Cosignature record) {
    return Hash32.tryParse(record.getRoot())
        .map(root -> new Checkpoint(origin, record.getTreeSize(), root))
        .filter(checkpoint ->
            keys.stream()
                .filter(key -> key.name().equals(record.getWitness()))
                .anyMatch(key -> key.verifies(checkpoint.text(), stamp(record))));
  }

  private static WitnessKey.Stamp stamp(Cosignature record) {
    ByteBuffer signature = record.getSignature().duplicate();
    byte[] bytes = new byte[signature.remaining()];
    signature.get(bytes);
    return new WitnessKey.Stamp(record.getTime(), bytes);
  }

  /**
   * The size of a log that enough of them have cosigned: each of so many that one or a larger one.
   *
   * @param sizes the largest that each of them has cosigned
   * @return 0 when there are not enough
   */
  public long enough(Collection<Long> sizes) {
    return needed == 0 || sizes.size() < needed
        ? 0
        : sizes.stream().sorted(Comparator.reverseOrder()).skip(needed - 1L).findFirst().orElse(0L);
  }

  @Override
  public String toString() {
    return needed + " of " + keys.size() + " witnesses";
  }
}
