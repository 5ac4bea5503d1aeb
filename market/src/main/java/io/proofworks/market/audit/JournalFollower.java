package io.proofworks.market.audit;

import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.ReplayListener;

/**
 * Takes what follows from a journal: messages and differences are the same matter of every
 * application, and what else is told is its own.
 */
abstract class JournalFollower<F> implements ReplayListener<F> {

  private final Messages messages;
  private final Findings findings;

  JournalFollower(Messages messages, Findings findings) {
    this.messages = messages;
    this.findings = findings;
  }

  @Override
  public final void sent(Message message) {
    messages.sent(message);
  }

  @Override
  public final void taken(Message message) {
    messages.taken(message);
  }

  @Override
  public final void differs(Difference difference) {
    findings.add(difference);
  }
}
