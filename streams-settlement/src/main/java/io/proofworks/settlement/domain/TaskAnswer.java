package io.proofworks.settlement.domain;

import io.proofworks.protocol.Hash32;
import io.proofworks.settlement.domain.TaskInput.BondAnswered;
import io.proofworks.settlement.domain.TaskInput.EscrowAnswered;
import io.proofworks.settlement.domain.TaskInput.ProofAnswered;
import io.proofworks.settlement.domain.TaskInput.StatementAnswered;
import org.jspecify.annotations.Nullable;

/** The account side's word to a task, as it travels. */
public sealed interface TaskAnswer {

  Hash32 taskId();

  /** The input it is where it arrives. */
  TaskInput at(Origin origin);

  record EscrowWord(Hash32 taskId, boolean granted, String detail) implements TaskAnswer {
    @Override
    public TaskInput at(Origin origin) {
      return new EscrowAnswered(origin, taskId, granted, detail);
    }
  }

  record BondWord(Hash32 taskId, Hash32 bondId, boolean granted) implements TaskAnswer {
    @Override
    public TaskInput at(Origin origin) {
      return new BondAnswered(origin, taskId, bondId, granted);
    }
  }

  /**
   * @param epoch that the task asked in
   * @param proof null if the market has none of the statement
   */
  record ProofWord(Hash32 taskId, int epoch, @Nullable KeptProof proof) implements TaskAnswer {
    @Override
    public TaskInput at(Origin origin) {
      return new ProofAnswered(origin, taskId, epoch, proof);
    }
  }

  /**
   * @param holder the task that the statement is rewarded in
   * @param provedAt when the statement's first proof was public; null if the market keeps none
   */
  record StatementWord(Hash32 taskId, boolean granted, Hash32 holder, @Nullable Long provedAt)
      implements TaskAnswer {
    @Override
    public TaskInput at(Origin origin) {
      return new StatementAnswered(origin, taskId, granted, holder, provedAt);
    }
  }
}
