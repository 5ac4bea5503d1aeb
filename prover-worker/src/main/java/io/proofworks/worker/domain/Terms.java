package io.proofworks.worker.domain;

import io.proofworks.avro.Task;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Hash32;
import java.util.Optional;

/**
 * What of a task has to be understood before anything is done for it. A task that has a word or an
 * id that this build does not know is given back, to somebody who may know it.
 */
public record Terms(Hash32 batchId, Hash32 programHash, Binding binding) {

  /** Those of a task; empty when they are not understood. */
  public static Optional<Terms> of(Task task) {
    return Hash32.tryParse(task.getBatchId())
        .flatMap(batch ->
            Hash32.tryParse(task.getProgramHash())
                .flatMap(program ->
                    Binding.find(task.getBinding())
                        .map(binding -> new Terms(batch, program, binding))));
  }
}
