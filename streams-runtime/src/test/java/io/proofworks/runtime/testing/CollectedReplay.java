package io.proofworks.runtime.testing;

import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Message;
import io.proofworks.runtime.journal.ReplayListener;
import java.util.ArrayList;
import java.util.List;

/** Everything that a replay of a short journal gave, in order. */
public final class CollectedReplay<F> implements ReplayListener<F> {

  private final List<Message> sent = new ArrayList<>();
  private final List<Message> taken = new ArrayList<>();
  private final List<F> facts = new ArrayList<>();
  private final List<Difference> differences = new ArrayList<>();

  @Override
  public void sent(Message message) {
    sent.add(message);
  }

  @Override
  public void taken(Message message) {
    taken.add(message);
  }

  @Override
  public void told(F fact) {
    facts.add(fact);
  }

  @Override
  public void differs(Difference difference) {
    differences.add(difference);
  }

  public List<Message> sent() {
    return sent;
  }

  public List<Message> taken() {
    return taken;
  }

  public List<F> facts() {
    return facts;
  }

  /** Of one kind. */
  public <T> List<T> facts(Class<T> kind) {
    return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  public List<Difference> differences() {
    return differences;
  }
}
