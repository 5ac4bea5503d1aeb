package io.proofworks.worker.prover;

import io.proofworks.protocol.Hash32;
import io.proofworks.worker.proving.ProofJob;
import io.proofworks.worker.proving.ProvingBackend;
import io.proofworks.worker.proving.ProvingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Where proofs are being made: on the hardware's threads, which several workers of one process may
 * share. Results are collected by the worker's own thread.
 */
final class Workshop {

  /** A job that ended. */
  sealed interface Outcome {
    ProofJob job();
  }

  record Made(ProofJob job, byte[] proof) implements Outcome {}

  record Failed(ProofJob job, String cause) implements Outcome {}

  private final ExecutorService hardware;
  private final ProvingBackend backend;
  private final ProverConduct conduct;
  private final Map<Hash32, Future<?>> running = new HashMap<>();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

  Workshop(ExecutorService hardware, ProvingBackend backend, ProverConduct conduct) {
    this.hardware = hardware;
    this.backend = backend;
    this.conduct = conduct;
  }

  boolean isMaking(Hash32 taskId) {
    return running.containsKey(taskId);
  }

  int busy() {
    return running.size();
  }

  void start(ProofJob job) {
    running.put(job.taskId(), hardware.submit(() -> make(job)));
  }

  private void make(ProofJob job) {
    try {
      outcomes.add(new Made(job, conduct.prove(job, backend)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      outcomes.add(new Failed(job, "cancelled"));
    } catch (ProvingException e) {
      outcomes.add(new Failed(job, String.valueOf(e.getMessage())));
    } catch (RuntimeException | Error e) {
      // a job without an outcome would hold its place for ever, and what a back end runs out of
      // over one task may be there for the next
      outcomes.add(new Failed(job, e.toString()));
    }
  }

  /** Gives up a job that is of no use any more. */
  void cancel(Hash32 taskId) {
    Future<?> job = running.remove(taskId);
    if (job != null) {
      job.cancel(true);
    }
  }

  /** Tasks whose proofs are being made. */
  List<Hash32> making() {
    return List.copyOf(running.keySet());
  }

  /** What has ended since the last call; cancelled jobs are left out. */
  List<Outcome> collect() {
    List<Outcome> ended = new ArrayList<>();
    for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
      if (running.remove(outcome.job().taskId()) != null) {
        ended.add(outcome);
      }
    }
    return ended;
  }
}
