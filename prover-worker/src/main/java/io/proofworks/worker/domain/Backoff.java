package io.proofworks.worker.domain;

/**
 * How long to wait before an unanswered record is sent again: twice as long each time, up to a
 * bound. A market that is silent for long is not flooded, and is heard soon after it is back.
 *
 * @param firstMillis after the first time
 * @param mostMillis the longest
 */
public record Backoff(long firstMillis, long mostMillis) {

  public Backoff {
    if (firstMillis < 1 || mostMillis < firstMillis) {
      throw new IllegalArgumentException(firstMillis + " to " + mostMillis + " ms");
    }
  }

  /**
   * @param sent how often it was sent, from 1
   * @return milliseconds
   */
  public long after(int sent) {
    long wait = firstMillis;
    for (int i = 1; i < sent && wait < mostMillis; i++) {
      wait = wait > mostMillis / 2 ? mostMillis : wait * 2;
    }
    return Math.min(wait, mostMillis);
  }
}
