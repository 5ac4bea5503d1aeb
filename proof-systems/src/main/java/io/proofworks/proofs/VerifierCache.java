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

  private final Function<Program, V> prepare;
  private final Map<Program, V> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Program, V> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * @param prepare the verifier of a program; IllegalArgumentException says why its data makes none
   */
  public VerifierCache(Function<Program, V> prepare) {
    this.prepare = prepare;
  }

  /** What came of a program. */
  public sealed interface Prepared<V> {}

  /** Its verifier. */
  public record Ready<V>(V verifier) implements Prepared<V> {}

  /** Why there is none. */
  public record Unusable<V>(String why) implements Prepared<V> {}

  /**
   * The verifier of a program. A lock for the look-up only: two threads may prepare the same key at
   * once, and no one waits for another's.
   */
  public Prepared<V> of(Program program) {
    synchronized (kept) {
      V known = kept.get(program);
      if (known != null) {
        return new Ready<>(known);
      }
    }
    try {
      V fresh = prepare.apply(program);
      synchronized (kept) {
        kept.put(program, fresh);
      }
      return new Ready<>(fresh);
    } catch (IllegalArgumentException unusable) {
      return new Unusable<>(
          "not a program of " + program.proofSystem() + ": " + unusable.getMessage());
    }
  }

  /** Why there is no verifier of a program, or what its verifier finds amiss. */
  public Optional<String> obstacle(Program program, Function<V, Optional<String>> flaw) {
    return switch (of(program)) {
      case Ready<V>(V verifier) -> flaw.apply(verifier);
      case Unusable<V>(String why) -> Optional.of(why);
    };
  }
}
