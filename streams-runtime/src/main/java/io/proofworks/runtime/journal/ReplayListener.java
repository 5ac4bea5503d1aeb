package io.proofworks.runtime.journal;

/**
 * Gets what a replay of a journal gives, as it goes and in its order. The replay keeps nothing of
 * it: a journal may be of any length.
 *
 * @param <F> what else the application's journals tell
 */
public interface ReplayListener<F> {

  /** A message to another side follows; once for each partition. */
  void sent(Message message);

  /** An entry says that a message of another side was taken in. */
  void taken(Message message);

  /** Something else follows, or is said. */
  void told(F fact);

  /** The journal and the log differ. */
  void differs(Difference difference);
}
