package io.proofworks.metrics.processor;

import io.proofworks.avro.Assignment;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Execution;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Receipt;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Task;
import io.proofworks.avro.Verdict;
import io.proofworks.metrics.domain.MarketEvent;
import io.proofworks.protocol.Role;
import io.proofworks.protocol.Standing;

/** From what travels to what the measures speak of. */
final class AvroEvents {

  private AvroEvents() {}

  static MarketEvent.OfClass published(String taskId, Task task) {
    return new MarketEvent.TaskPublished(
        taskId,
        task.getBatchId(),
        task.getRouteId(),
        task.getShardCount(),
        task.getShardWeight(),
        task.getDeadline());
  }

  static MarketEvent.OfClass assigned(Assignment given) {
    return new MarketEvent.TaskAssigned(given.getTaskId(), given.getEpoch());
  }

  static MarketEvent.OfClass judged(Verdict verdict) {
    Coordinates input = verdict.getInput();
    return new MarketEvent.Judged(
        verdict.getKind(),
        verdict.getReason(),
        verdict.getAuthor(),
        verdict.getTaskId(),
        verdict.getBatchId(),
        verdict.getEpoch(),
        verdict.getTaskState(),
        input == null ? verdict.getDecidedAt() : input.getTime(),
        verdict.getSlashed());
  }

  static MarketEvent.OfClass ended(Receipt receipt) {
    return new MarketEvent.BatchEnded(
        receipt.getBatchId(),
        receipt.getRouteId(),
        receipt.getOutcome(),
        receipt.getCause(),
        receipt.getLastChildVerifiedAt(),
        receipt.getRootVerifiedAt());
  }

  /** The execution, timed by when the chain watcher's record of it was appended. */
  static MarketEvent.OfClass executed(Execution execution, RelayState.KnownBatch batch, long time) {
    return new MarketEvent.BatchExecuted(
        execution.getBatchId(),
        batch.routeId(),
        execution.getOutcome(),
        batch.rootVerifiedAt(),
        time);
  }

  static MarketEvent seen(ProverStanding standing, Registration registration) {
    return new MarketEvent.ProverSeen(
        standing.getProverId(),
        standing.getStanding().equals(Standing.REGISTERED.name()),
        registration.getRoles().contains(Role.PROVER.name()),
        registration.getRoles().contains(Role.AGGREGATOR.name()),
        registration.getVendor(),
        registration.getRegion(),
        registration.getClientBuild(),
        registration.getCapacity());
  }
}
