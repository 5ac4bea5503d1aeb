package io.proofworks.metrics.domain;

/** The windows; each size divides the next. */
public enum WindowSize {
  TEN_SECONDS(10_000),
  MINUTE(60_000),
  FIVE_MINUTES(300_000),
  HOUR(3_600_000);

  private final long millis;

  WindowSize(long millis) {
    this.millis = millis;
  }

  public long millis() {
    return millis;
  }

  /** Start of the window that holds the time: start &lt;= time &lt; start + millis. */
  public long startOf(long time) {
    return Math.floorDiv(time, millis) * millis;
  }
}
