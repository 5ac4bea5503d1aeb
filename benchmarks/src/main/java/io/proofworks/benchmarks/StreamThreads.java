package io.proofworks.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Objects;

/** The threads of this process in which Kafka Streams processes. */
final class StreamThreads {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private StreamThreads() {}

  /**
   * CPU time that those which live have had, ns. What their producers send, and what the broker
   * does with it, is other threads' work.
   */
  static long cpuNanos() {
    return Arrays.stream(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(StreamThreads::isOne)
        .mapToLong(thread -> Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId())))
        .sum();
  }

  private static boolean isOne(ThreadInfo thread) {
    return thread.getThreadName().matches(".*-StreamThread-\\d+");
  }
}
