package io.proofworks.runtime;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaFuture;

/** Answers of the Admin client, waited for. */
public final class AdminAnswers {

  private static final long TIMEOUT_S = 60;

  private AdminAnswers() {}

  /**
   * The answer.
   *
   * @param doing what was asked, for the message
   * @throws AdminException when the cluster refuses or does not answer
   */
  public static <T> T await(String doing, KafkaFuture<T> answer) {
    try {
      return get(doing, answer);
    } catch (ExecutionException e) {
      throw new AdminException(doing + ": " + e.getCause(), e);
    }
  }

  /**
   * The answer, or why it was refused.
   *
   * @throws ExecutionException when the cluster refuses
   * @throws AdminException when it does not answer
   */
  public static <T> T get(String doing, KafkaFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(TIMEOUT_S, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AdminException(doing + ": interrupted", e);
    } catch (TimeoutException e) {
      throw new AdminException(doing + ": no answer; check bootstrap.servers", e);
    }
  }
}
