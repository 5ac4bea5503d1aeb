package io.proofworks.runtime;

import io.proofworks.format.FormatException;
import org.apache.kafka.common.errors.SerializationException;

/**
 * State, or a message of the application to itself, that no version of its format explains. Never
 * the fault of the record that was being processed.
 */
public final class UnreadableException extends SerializationException {

  private static final long serialVersionUID = 1L;

  UnreadableException(FormatException cause) {
    super(cause.getMessage(), cause);
  }
}
