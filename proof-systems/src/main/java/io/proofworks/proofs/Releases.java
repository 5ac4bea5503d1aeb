package io.proofworks.proofs;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
  private final Map<String, String> published;
  private final Map<String, VersionStatus> statuses;

  /**
   * @param policy statuses by version; versions not named keep that of the table, unknown ones have
   *     no effect
   */
  public Releases(Collection<R> releases, Map<String, VersionStatus> policy) {
    this(releases, Map.of(), policy);
  }

  /**
   * @param published versions by selector that were published and are not verified here
   * @param policy as above
   */
  public Releases(
      Collection<R> releases, Map<String, String> published, Map<String, VersionStatus> policy) {
    this.published = Map.copyOf(published);
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

  /**
   * The answer to a proof that names no release of these; null when it names one. Perhaps a later
   * one's: nobody here can tell, so it is never invalid.
   */
  public @Nullable ProofVerdict unknown(String selector) {
    if (bySelector.containsKey(selector)) {
      return null;
    }
    String version = published.get(selector);
    return new ProofVerdict.Unsupported(
        version == null
            ? "no release here has the selector " + selector
            : version + " (" + selector + ") is not verified here");
  }

  /** As {@link #unknown(String)} for a proof that starts with a selector of so many bytes. */
  public @Nullable ProofVerdict unknown(byte[] proof, int selectorBytes) {
    return proof.length < selectorBytes
        ? null
        : unknown(HexFormat.of().formatHex(proof, 0, selectorBytes));
  }

  /** Asks the release of that selector, unless there is none or policy has stopped it. */
  public <T> T under(String selector, Function<R, T> check, Function<ProofVerdict, T> refuse) {
    R release = bySelector.get(selector);
    if (release == null) {
      return refuse.apply(Objects.requireNonNull(unknown(selector)));
    }
    if (statuses.get(release.version()) == VersionStatus.STOPPED) {
      return refuse.apply(new ProofVerdict.Stopped(release.version()));
    }
    return check.apply(release);
  }
}
