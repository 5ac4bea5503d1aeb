package io.proofworks.aggregation.domain;

import io.proofworks.protocol.Amounts;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import java.util.Map;
import java.util.Optional;

/**
 * What a version of the market's policy says about aggregation. A batch is judged by the version
 * its tasks were published under; only the verifiers' statuses of the newest version count, because
 * an emergency stop must reach batches that are already out.
 *
 * @param fanIn most children of a node, at least 2; the scheme may allow fewer
 * @param leaseMs how long a job is its holder's
 * @param maxEpochs jobs that may be issued for one node before the batch is given up
 * @param bond locked per lease, base units
 * @param fee per child of an accepted node, base units
 * @param penalties what is lost of the bond
 * @param maxProofBytes longest child proof
 * @param programs what a verifier needs beyond a program's hash, by program hash
 * @param verifierStatus ACTIVE, DEPRECATED or STOPPED by version of a proof system
 * @param tickKey public key of the tickers; without one no tick shows that the log was closed
 * @param rules version of the market's rules that a batch is judged by; nobody may judge by one
 *     that it does not know
 */
public record AggregationPolicy(
    String domain,
    int version,
    String scheme,
    int fanIn,
    long leaseMs,
    int maxEpochs,
    long bond,
    long fee,
    Penalties penalties,
    long heartbeatTimeoutMs,
    int maxProofBytes,
    Map<String, byte[]> programs,
    Map<String, String> verifierStatus,
    Optional<Hash32> tickKey,
    int rules) {

  /**
   * How long the wish of a child's owner for one aggregator counts, from when the node's children
   * were there. Long enough for the first lease whatever the desk is at, and short against a lease,
   * so that nobody keeps a job in one hand over several epochs. Policies do not say it yet.
   */
  static final long GRANT_PREFERENCE_MS = 10_000;

  /** Fractions of a lease's bond in ten-thousandths; no more than all of it. */
  public record Penalties(int delay, int invalid, int censorship, int plagiarism) {}

  public AggregationPolicy {
    programs = Map.copyOf(programs);
    verifierStatus = Map.copyOf(verifierStatus);
  }

  /** What a fault of its holder takes of a lease's bond, base units. */
  long penalty(Fault fault, long leaseBond) {
    return Amounts.share(leaseBond, penaltyBps(fault));
  }

  /** How long a node waits for an aggregator: as long as all its epochs could have lasted. */
  long patienceMs() {
    return Math.multiplyExact(leaseMs, (long) maxEpochs);
  }

  /** Whether requests that wait for tasks are dropped of who has the most. */
  public boolean sharesRoom() {
    return rules >= MarketRules.ROOM_FOR_REQUESTS_IS_SHARED;
  }

  /** Whether what a requester asked for before is in the way of nothing that it asks for now. */
  public boolean keepsNewRequests() {
    return rules >= MarketRules.NEW_REQUESTS_FIND_ROOM;
  }

  /**
   * Whether a proof of a batch that nobody publishes, or of one that is forgotten, is forgotten.
   */
  boolean forgetsUnpublished() {
    return rules >= MarketRules.NO_PROOF_WAITS_FOR_EVER;
  }

  /** Whether a batch whose request is missing ends. */
  boolean endsWithoutRequest() {
    return rules >= MarketRules.NO_BATCH_WAITS_FOR_EVER;
  }

  private int penaltyBps(Fault fault) {
    return switch (fault) {
      case DELAY -> penalties.delay();
      case CENSORSHIP -> penalties.censorship();
      case INVALID_AGGREGATE -> penalties.invalid();
      case PLAGIARISM -> penalties.plagiarism();
      case UNJUDGED, UNKNOWN_FORM -> 0;
    };
  }
}
