package io.proofworks.sharding.domain;

/** Cuts the trace of a batch into shards of about equal cost; one per kind of proof. */
public interface TraceSplitter {

  /**
   * Splits by weight and checks that the trace leads to the public inputs the requester named.
   * Total: a hostile trace is refused, never an exception.
   */
  Split split(Request request, MarketPolicy policy);

  /**
   * What the shards of a request weigh at least, as far as that can be told without executing its
   * trace; 0 where it cannot, or is refused for its size. Never more than they weigh if it is
   * split. Total, as above.
   */
  long leastWeight(Request request, MarketPolicy policy);

  /**
   * About how long it takes to execute the trace of a request, in milliseconds of a core, as far as
   * that can be told without doing it; 0 where nothing is executed. Total, as above.
   */
  long executionMs(Request request);
}
