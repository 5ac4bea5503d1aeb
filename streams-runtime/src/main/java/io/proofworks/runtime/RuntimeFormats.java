package io.proofworks.runtime;

import io.proofworks.format.Format;
import io.proofworks.format.Formats;
import io.proofworks.protocol.LogWatch;

/** What every application keeps about its own partitions. */
public final class RuntimeFormats {

  /** All of them. */
  static final Formats ALL = Formats.of("runtime", 1);

  /** What time it is in each input topic of a partition. */
  public static final Format<LogClock> CLOCK = ALL.format(LogClock.class);

  /** When one topic of a partition was closed. */
  public static final Format<LogWatch> WATCH = ALL.format(LogWatch.class);

  /** With what heartbeats are checked. */
  static final Format<SignedBeats.Signer> SIGNER = ALL.format(SignedBeats.Signer.class);

  private RuntimeFormats() {}
}
