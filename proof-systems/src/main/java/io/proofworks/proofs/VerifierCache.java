package io.proofworks.proofs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Verifiers of programs that bring their own key. Preparing a key costs as much as several
 * verifications, so the latest used are kept. Safe for use by many threads.
 */
public final class VerifierCache<V> {
  private static final int KEPT = 64;

  private final Function<Program, Optional<V>> prepare;
  private final Map<Program, V> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Program, V> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param prepare the verifier of a program; empty when its data makes none
   */
  public VerifierCache(Function<Program, Optional<V>> prepare) {
    this.prepare = prepare;
  }

  /**
   * The verifier of a program. A lock for the look-up only: two threads may prepare the same key at
   * once, and no one waits for another's.
   */
  public Optional<V> of(Program program) {
    synchronized (kept) {
      V known = kept.get(program);
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<V> fresh = prepare.apply(program);
    synchronized (kept) {
      fresh.ifPresent(verifier -> kept.put(program, verifier));
    }
    return fresh;
  }
}
