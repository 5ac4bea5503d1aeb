package io.proofworks.proofs;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The releases of one system's verifier, by the name that a proof or program gives them, under a
 * policy. Immutable.
 */
public final class Releases<R extends Releases.Release> {

  /** One release of a verifier. */
  public interface Release {
    /** Its name to policy, for instance {@code 2.1}. */
    String version();

    /** What its table says of it. */
    VersionStatus status();

    /** What names it in a proof or program; unique in its system. */
    String selector();
  }

  private final Map<String, R> bySelector;
  private final Map<String, VersionStatus> statuses;

  /**
   * @param policy statuses by version; versions not named keep that of the table, unknown ones have
   *     no effect
   */
  public Releases(Collection<R> releases, Map<String, VersionStatus> policy) {
    this.bySelector =
        releases.stream()
            .collect(Collectors.toUnmodifiableMap(Release::selector, Function.identity()));
    this.statuses = new TreeMap<>();
    releases.forEach(release -> statuses.put(release.version(), release.status()));
    policy.forEach(statuses::replace);
  }

  /** The versions and their statuses. */
  public Map<String, VersionStatus> statuses() {
    return Map.copyOf(statuses);
  }

  /** All releases. */
  public Collection<R> all() {
    return bySelector.values();
  }

  /** Asks the release of that selector, unless there is none or policy has stopped it. */
  public <T> T under(String selector, Function<R, T> check, Function<ProofVerdict, T> refuse) {
    R release = bySelector.get(selector);
    if (release == null) {
      return refuse.apply(new ProofVerdict.Invalid("no release has the selector " + selector));
    }
    if (statuses.get(release.version()) == VersionStatus.STOPPED) {
      return refuse.apply(new ProofVerdict.Stopped(release.version()));
    }
    return check.apply(release);
  }
}
