package io.proofworks.proofs.ledgercircuit;

import io.proofworks.proofs.ledgercircuit.LedgerTrace.Account;
import io.proofworks.proofs.ledgercircuit.LedgerTrace.Transfer;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs transfers on the tree of accounts and notes down what a prover will need. Not thread-safe.
 */
final class LedgerExecution {

  /** A run of transfers: what a prover needs and what a verifier sees. */
  record Run(ShardTrace trace, byte[] publicInputs) {}

  private final int depth;
  private final List<Account> accounts;
  private final AccountTree tree;

  LedgerExecution(int depth, List<Account> accounts) {
    this.depth = depth;
    this.accounts = new ArrayList<>(accounts);
    this.tree = new AccountTree(depth, accounts);
  }

  /**
   * Makes transfers that break no rule ({@link LedgerRules}), then no-op ones (its own sender pays
   * itself nothing) up to count.
   */
  Run run(List<Transfer> transfers, int count) {
    byte[] pre = tree.root();
    TransferChain chain = new TransferChain();
    List<ShardTrace.Step> steps = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Transfer transfer = i < transfers.size() ? transfers.get(i) : idle(transfers.getLast());
      steps.add(apply(transfer));
      chain.append(address(transfer.from()), address(transfer.to()), transfer.amount());
    }
    byte[] inputs = LedgerInputs.encode(pre, tree.root(), chain.commitment());
    return new Run(new ShardTrace(depth, steps), inputs);
  }

  private static Transfer idle(Transfer last) {
    return new Transfer(last.from(), last.from(), BigInteger.ZERO);
  }

  private BigInteger address(int index) {
    return accounts.get(index).addressNumber();
  }

  private ShardTrace.Step apply(Transfer transfer) {
    Opening from = change(transfer.from(), transfer.amount().negate());
    Opening to = change(transfer.to(), transfer.amount());
    return new ShardTrace.Step(from, to, transfer.amount());
  }

  private Opening change(int index, BigInteger difference) {
    Account before = accounts.get(index);
    Opening opening = new Opening(index, before, tree.siblings(index));
    Account after = new Account(before.address(), before.balance().add(difference));
    accounts.set(index, after);
    tree.update(index, after);
    return opening;
  }
}
