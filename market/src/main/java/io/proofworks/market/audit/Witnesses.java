package io.proofworks.market.audit;

import io.proofworks.tlog.WitnessKey;
import java.util.List;

/**
 * Who has to have cosigned a checkpoint for it to count.
 *
 * @param needed how many of the keys
 */
public record Witnesses(int needed, List<WitnessKey> keys) {

  /** Nobody: the journal key's signature is enough. */
  public static final Witnesses NONE = new Witnesses(0, List.of());

  /**
   * @throws IllegalArgumentException when there are fewer than are needed, or one twice
   */
  public Witnesses {
    keys = List.copyOf(keys);
    long different = keys.stream().map(WitnessKey::text).distinct().count();
    if (needed < 0 || needed > keys.size() || different < keys.size()) {
      throw new IllegalArgumentException(
          needed + " of " + different + " different witnesses cannot be");
    }
  }

  boolean suffice(String note) {
    return keys.stream().filter(key -> key.cosigned(note).isPresent()).count() >= needed;
  }

  @Override
  public String toString() {
    return needed + " of " + keys.size() + " witnesses";
  }
}
