package io.proofworks.operations;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import io.proofworks.protocol.PlainText;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An exception under a log message: the lines are ours, its messages may be an outsider's. */
public final class PlainCause extends ThrowableProxyConverter {

  @Override
  protected String throwableProxyToString(IThrowableProxy cause) {
    return super.throwableProxyToString(new Plain(cause));
  }

  /** The same with messages of one line. */
  private record Plain(IThrowableProxy of) implements IThrowableProxy {

    private static @Nullable IThrowableProxy plain(@Nullable IThrowableProxy of) {
      return of == null ? null : new Plain(of);
    }

    @Override
    public @Nullable String getMessage() {
      String message = of.getMessage();
      return message == null ? null : PlainText.line(message);
    }

    @Override
    public String getClassName() {
      return of.getClassName();
    }

    @Override
    public StackTraceElementProxy[] getStackTraceElementProxyArray() {
      return of.getStackTraceElementProxyArray();
    }

    @Override
    public int getCommonFrames() {
      return of.getCommonFrames();
    }

    @Override
    public @Nullable IThrowableProxy getCause() {
      return plain(of.getCause());
    }

    @Override
    public IThrowableProxy @Nullable [] getSuppressed() {
      IThrowableProxy[] suppressed = of.getSuppressed();
      return suppressed == null
          ? null
          : Stream.of(suppressed).map(Plain::new).toArray(IThrowableProxy[]::new);
    }

    @Override
    public boolean isCyclic() {
      return of.isCyclic();
    }
  }
}
