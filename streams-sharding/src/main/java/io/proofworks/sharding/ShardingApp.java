package io.proofworks.sharding;

import io.proofworks.runtime.StreamsRunner;

/** Turns requests into assigned tasks. A process of its own. */
public final class ShardingApp {

  private ShardingApp() {}

  public static void main(String[] args) {
    StreamsRunner.main(new ShardingApplication(), args);
  }
}
