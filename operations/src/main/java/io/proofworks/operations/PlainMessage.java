package io.proofworks.operations;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.proofworks.protocol.PlainText;

/** A log message as one line, whatever an outsider put into what it repeats. */
public final class PlainMessage extends MessageConverter {

  @Override
  public String convert(ILoggingEvent event) {
    return PlainText.line(super.convert(event));
  }
}
