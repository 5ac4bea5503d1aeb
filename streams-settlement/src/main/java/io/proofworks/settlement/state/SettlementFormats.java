package io.proofworks.settlement.state;

import io.proofworks.format.Format;
import io.proofworks.format.Formats;
import io.proofworks.settlement.domain.AccountBook;
import io.proofworks.settlement.domain.BatchBook;
import io.proofworks.settlement.domain.KeptProof;
import io.proofworks.settlement.domain.MarketPolicy;
import io.proofworks.settlement.domain.ProverKey;
import io.proofworks.settlement.domain.TaskInput;

/** What settlement keeps and sends to itself. */
public final class SettlementFormats {

  /** All of them. */
  public static final Formats ALL = Formats.of("settlement", 2);

  /** What travels between its sides. */
  public static final Format<InternalMessage> MESSAGE = ALL.format(InternalMessage.class);

  /** A task. */
  static final Format<KeptTask> TASK = ALL.format(KeptTask.class, "TaskCase");

  /** An input that waits for its turn. */
  static final Format<TaskInput> INPUT = ALL.format(TaskInput.class);

  /** A version of the policy. */
  static final Format<MarketPolicy> POLICY = ALL.format(MarketPolicy.class);

  /** The key of a prover. */
  static final Format<ProverKey> PROVER = ALL.format(ProverKey.class);

  /** The key that it had before. */
  static final Format<TaskStates.Former> FORMER = ALL.format(TaskStates.Former.class);

  /** An account. */
  static final Format<AccountBook> ACCOUNT = ALL.format(AccountBook.class);

  /** A statement's first proof. */
  static final Format<KeptProof> PROOF = ALL.format(KeptProof.class);

  /** A batch's money. */
  public static final Format<BatchBook> BATCH = ALL.format(BatchBook.class);

  private SettlementFormats() {}
}
