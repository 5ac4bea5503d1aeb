package io.proofworks.protocol;

/**
 * What a ticker says of one partition: it has been trying to append there, without a break, since a
 * time. Both times are the log's own, as the ticker knows them from the append times of its earlier
 * ticks and the time that has run since then on its monotonic clock; no wall clock is in them, so a
 * wrong one claims nothing.
 *
 * @param since since when it has been trying, epoch milliseconds; 0 when nobody can have appended
 *     before it began
 * @param sent when it said so
 */
public record TickClaim(long since, long sent) {

  /**
   * How long a claim may be on its way: the delivery timeout of a ticker's producer, and as long as
   * its clock and the broker's may have drifted apart.
   */
  public static final long ON_ITS_WAY_MS = 6_000;

  /**
   * Whether it may be believed of a time: it was sent in that time, and arrived at its end. So a
   * copy of one that was appended before says nothing of what came after it, and a ticker that was
   * halted does not say that it had been trying.
   *
   * @param after when the time in question began
   * @param at when the claim was appended
   */
  public boolean speaksOf(long after, long at) {
    return since <= sent && sent > after && arrivedInTime(at);
  }

  /** Whether its sender's reckoning of the log's time was right when it arrived. */
  public boolean arrivedInTime(long at) {
    return at - sent <= ON_ITS_WAY_MS && sent - at <= ON_ITS_WAY_MS;
  }
}
