package io.proofworks.worker;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** Stands until a test moves it. */
public final class ManualClock extends Clock {

  /** Epoch milliseconds. */
  public long now;

  /** One that stands there. */
  public ManualClock(long now) {
    this.now = now;
  }

  /** One that stands at some day. */
  public ManualClock() {
    this(1_700_000_000_000L);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(now);
  }
}
