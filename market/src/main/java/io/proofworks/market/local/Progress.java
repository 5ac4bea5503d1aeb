package io.proofworks.market.local;

import java.time.Duration;

/** Is told of each step of a start, for people who wait. */
@FunctionalInterface
public interface Progress {

  void done(String step, Duration took);

  Progress SILENT = (step, took) -> {};
}
