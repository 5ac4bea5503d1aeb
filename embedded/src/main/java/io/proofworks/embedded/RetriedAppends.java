package io.proofworks.embedded;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.jspecify.annotations.Nullable;

/**
 * Leaves out of a log what a broker says of appends that their producer makes again: while the
 * transaction before is being ended the first records of the next are refused, and those that were
 * on their way behind them come out of their sequence. To a producer that cannot send them again it
 * is an error, and who uses that one says so.
 */
public final class RetriedAppends extends Filter<ILoggingEvent> {

  private static final String BROKER = ".ReplicaManager";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    @Nullable IThrowableProxy cause = event.getThrowableProxy();
    boolean retried =
        cause != null
            && cause.getClassName().equals(OutOfOrderSequenceException.class.getName())
            && event.getLoggerName().endsWith(BROKER);
    return retried ? FilterReply.DENY : FilterReply.NEUTRAL;
  }
}
