package io.proofworks.metrics.domain;

import java.util.Collection;

/**
 * Who is there to work.
 *
 * @param capacity proofs at once of active provers
 * @param aggregators active ones
 */
public record Fleet(long capacity, int aggregators) {

  /** Without a heartbeat for so long, a member is not counted. */
  public static final long HEARTBEAT_TIMEOUT_MS = 15_000;

  public static Fleet of(Collection<Member> members, long now) {
    long capacity =
        members.stream()
            .filter(member -> member.proves() && member.active(now))
            .mapToLong(Member::capacity)
            .sum();
    long aggregators =
        members.stream().filter(member -> member.aggregates() && member.active(now)).count();
    return new Fleet(capacity, (int) aggregators);
  }
}
