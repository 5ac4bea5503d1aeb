package io.proofworks.worker.domain;

/**
 * The end of a worker that was asked to end. What the market gives it before it has heard of that
 * is its to do, with a bond: so it says that it takes nothing more, goes on for as long as the
 * market may take to hear it, and ends when nothing is open, or when its patience is over. One
 * thread uses it.
 */
public final class Departure {

  /** From when the brokers have it: a heartbeat is read, and what was given before is there. */
  static final long HEARD_AFTER_MILLIS = 3_000;

  private final long patienceMillis;
  private long giveUpAt = Long.MAX_VALUE;
  private long heardAt = Long.MAX_VALUE;

  /**
   * @param patienceMillis longest wait for what is open
   */
  public Departure(long patienceMillis) {
    this.patienceMillis = patienceMillis;
  }

  /** It was asked to end; the first time counts. */
  public void ask(long now) {
    giveUpAt = Math.min(giveUpAt, now + patienceMillis);
  }

  /** The brokers have what it told the market; the first time counts. */
  public void tell(long now) {
    heardAt = Math.min(heardAt, now + HEARD_AFTER_MILLIS);
  }

  /**
   * Whether it may end now.
   *
   * @param open whether a bond hangs on something it still has to do
   * @param known whether the market may give it anything
   */
  public boolean isOver(long now, boolean open, boolean known) {
    return now >= giveUpAt || (!open && (!known || now >= heardAt));
  }
}
