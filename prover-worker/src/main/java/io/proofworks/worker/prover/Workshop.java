package io.proofworks.worker.prover;

import io.proofworks.protocol.Hash32;
import io.proofworks.worker.domain.Places;
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
  private final Places places;
  private final ProvingBackend backend;
  private final ProverConduct conduct;
  private final Map<Hash32, Future<?>> running = new HashMap<>();
  private final ConcurrentLinkedQueue<Outcome> outcomes = new ConcurrentLinkedQueue<>();

  Workshop(ExecutorService hardware, Places places, ProvingBackend backend, ProverConduct conduct) {
    this.hardware = hardware;
    this.places = places;
    this.backend = backend;
    this.conduct = conduct;
  }

  boolean isMaking(Hash32 taskId) {
    return running.containsKey(taskId);
  }

  int busy() {
    return running.size();
  }

  /** Places that the workers of other markets have taken. */
  int elsewhere() {
    return Math.max(0, places.taken() - running.size());
  }

  /** Begins if there is a place for it; another worker may have taken the last one just now. */
  boolean tryStart(ProofJob job) {
    boolean mayStart = places.tryTake();
    if (mayStart) {
      run(job);
    }
    return mayStart;
  }

  /** Begins whether there is a place or not. */
  void start(ProofJob job) {
    places.take();
    run(job);
  }

  private void run(ProofJob job) {
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
      places.leave();
      job.cancel(true);
    }
  }

  /** Tasks whose proofs are being made. */
  List<Hash32> making() {
    return List.copyOf(running.keySet());
  }

  /** Gives up all of them: who goes on with the journal makes them again. */
  void close() {
    making().forEach(this::cancel);
  }

  /** What has ended since the last call; cancelled jobs are left out. */
  List<Outcome> collect() {
    List<Outcome> ended = new ArrayList<>();
    for (Outcome outcome = outcomes.poll(); outcome != null; outcome = outcomes.poll()) {
      if (running.remove(outcome.job().taskId()) != null) {
        places.leave();
        ended.add(outcome);
      }
    }
    return ended;
  }
}
