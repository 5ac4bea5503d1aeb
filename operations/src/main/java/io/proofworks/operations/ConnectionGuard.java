package io.proofworks.operations;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link HttpBounds}. Jetty's own timeouts begin anew with every byte, so that a client that
 * sends or reads one a second is never late; these count from the beginning. Nothing of a request
 * is kept but when it began.
 */
final class ConnectionGuard extends Handler.Wrapper implements Connection.Listener {

  private static final long LOOK_MS = 250;
  private static final String BUSY =
      """
      {"type":"urn:proofworks:problem:busy","title":"busy","status":503,"code":"busy",\
      "detail":"as many requests as may be are being answered"}\
      """;

  /** Why a connection was closed, or a request refused. */
  enum Ending {
    /** All connections were taken, and this one waited longest for its request. */
    CROWDED_OUT,
    /** The address had as many as it may. */
    ADDRESS,
    /** No request came in time. */
    NO_REQUEST,
    /** The request or its answer took too long. */
    LONG_REQUEST,
    /** What was to be written was not taken in time. */
    UNREAD,
    /** Refused: all requests that may be were being answered. */
    BUSY;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A connection; all times are of {@link System#nanoTime}. */
  private static final class Held {
    final Connection connection;
    final Object address;
    long waitingSince = System.nanoTime();
    boolean asks;
    boolean endless;
    long askedAt;
    volatile long writingSince;

    Held(Connection connection, Object address) {
      this.connection = connection;
      this.address = address;
    }

    boolean counts() {
      return asks && !endless;
    }
  }

  private final HttpBounds bounds;
  private final Predicate<String> endless;
  private final Map<Connection, Held> held = new HashMap<>();
  private final Map<Object, Integer> perAddress = new HashMap<>();
  private final Map<Object, Integer> askedPerAddress = new HashMap<>();
  private final LongAdder[] endings =
      Stream.of(Ending.values()).map(ending -> new LongAdder()).toArray(LongAdder[]::new);
  private int asked;
  private volatile Scheduler.@Nullable Task next;

  ConnectionGuard(HttpBounds bounds, Predicate<String> endless) {
    this.bounds = bounds;
    this.endless = endless;
  }

  void showIn(Meters meters) {
    var unused = meters.show(Metric.HTTP_CONNECTIONS, this, ConnectionGuard::open);
    for (Ending ending : Ending.values()) {
      meters.follow(Metric.HTTP_ENDED, endings[ending.ordinal()], LongAdder::sum, ending.word());
    }
  }

  private synchronized int open() {
    return held.size();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    schedule();
  }

  @Override
  protected void doStop() throws Exception {
    Scheduler.Task last = next;
    if (last != null) {
      last.cancel();
    }
    super.doStop();
  }

  private void schedule() {
    next =
        getServer()
            .getScheduler()
            .schedule(
                () -> {
                  endLate(System.nanoTime());
                  if (isRunning() || isStarting()) {
                    schedule();
                  }
                },
                LOOK_MS,
                TimeUnit.MILLISECONDS);
  }

  @Override
  public void onOpened(Connection connection) {
    Held opened = new Held(connection, address(connection));
    makeRoom(opened).ifPresent(this::end);
  }

  /** Counts a connection; which has to go for it, if any. */
  private synchronized Optional<Late> makeRoom(Held opened) {
    Optional<Late> going = Optional.empty();
    if (perAddress.getOrDefault(opened.address, 0) >= bounds.perAddress()) {
      going = Optional.of(new Late(waitingLongest(opened.address).orElse(opened), Ending.ADDRESS));
    } else if (held.size() >= bounds.connections()) {
      going = Optional.of(new Late(waitingLongest(null).orElse(opened), Ending.CROWDED_OUT));
    }
    held.put(opened.connection, opened);
    perAddress.merge(opened.address, 1, Integer::sum);
    going.ifPresent(late -> forget(late.held()));
    return going;
  }

  private Optional<Held> waitingLongest(@Nullable Object address) {
    return held.values().stream()
        .filter(one -> !one.asks && (address == null || one.address.equals(address)))
        .min(Comparator.comparingLong(one -> one.waitingSince));
  }

  @Override
  public synchronized void onClosed(Connection connection) {
    Held closed = held.get(connection);
    if (closed != null) {
      forget(closed);
    }
  }

  private synchronized void forget(Held gone) {
    if (held.remove(gone.connection) != null) {
      less(perAddress, gone.address);
      answered(gone);
    }
  }

  private static void less(Map<Object, Integer> counts, Object address) {
    counts.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1);
  }

  /** One that is to be closed. */
  private record Late(Held held, Ending why) {}

  private void end(Late late) {
    endings[late.why().ordinal()].increment();
    forget(late.held());
    late.held().connection.getEndPoint().close(new EofException(late.why().word()));
  }

  private void endLate(long now) {
    Late[] late;
    synchronized (this) {
      late = held.values().stream().flatMap(one -> late(one, now).stream()).toArray(Late[]::new);
    }
    Arrays.stream(late).forEach(this::end);
  }

  private Optional<Late> late(Held one, long now) {
    long writing = one.writingSince;
    if (!one.asks && isOver(now, one.waitingSince, bounds.headers())) {
      return Optional.of(new Late(one, Ending.NO_REQUEST));
    }
    if (writing != 0 && isOver(now, writing, bounds.write())) {
      return Optional.of(new Late(one, Ending.UNREAD));
    }
    return one.counts() && isOver(now, one.askedAt, bounds.request())
        ? Optional.of(new Late(one, Ending.LONG_REQUEST))
        : Optional.empty();
  }

  private static boolean isOver(long now, long since, Duration bound) {
    return now - since > bound.toNanos();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Held one = of(request.getConnectionMetaData().getConnection());
    if (one == null) {
      callback.failed(new EofException("closed"));
      return true;
    }
    Optional<Late> going = ask(one, endless.test(Request.getPathInContext(request)));
    going.ifPresent(this::end);
    Request.addCompletionListener(request, failure -> answered(one));
    if (one.asks) {
      return super.handle(request, new Watched(request, response, one), callback);
    }
    refuse(response, callback);
    return true;
  }

  private void refuse(Response response, Callback callback) {
    endings[Ending.BUSY.ordinal()].increment();
    response.setStatus(503);
    response.getHeaders().put(HttpHeader.RETRY_AFTER, "1");
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/problem+json");
    Content.Sink.write(response, true, BUSY, callback);
  }

  private synchronized @Nullable Held of(Connection connection) {
    return held.get(connection);
  }

  /** Begins a request unless there are too many; which has to go for it, if any. */
  private synchronized Optional<Late> ask(Held one, boolean isEndless) {
    long now = System.nanoTime();
    boolean full = asked >= bounds.requests();
    boolean own = askedPerAddress.getOrDefault(one.address, 0) >= bounds.requestsPerAddress();
    Optional<Late> going = Optional.empty();
    if (!isEndless && (full || own)) {
      going =
          held.values().stream()
              .filter(Held::counts)
              .filter(other -> !own || other.address.equals(one.address))
              .filter(other -> isOver(now, other.askedAt, HttpBounds.PATIENCE))
              .min(Comparator.comparingLong(other -> other.askedAt))
              .map(other -> new Late(other, Ending.LONG_REQUEST));
      if (going.isEmpty()) {
        return going;
      }
      forget(going.get().held());
    }
    one.asks = true;
    one.endless = isEndless;
    one.askedAt = now;
    if (!isEndless) {
      asked++;
      askedPerAddress.merge(one.address, 1, Integer::sum);
    }
    return going;
  }

  private synchronized void answered(Held one) {
    if (one.counts()) {
      asked--;
      less(askedPerAddress, one.address);
    }
    one.asks = false;
    one.writingSince = 0;
    one.waitingSince = System.nanoTime();
  }

  /** Notes while something that is written is not taken. */
  private static final class Watched extends Response.Wrapper {

    private final Held one;

    Watched(Request request, Response wrapped, Held one) {
      super(request, wrapped);
      this.one = one;
    }

    @Override
    public void write(boolean last, ByteBuffer content, Callback callback) {
      one.writingSince = System.nanoTime();
      super.write(last, content, Callback.from(() -> one.writingSince = 0, callback));
    }
  }

  /** A connection without an address is its own. */
  private static Object address(Connection connection) {
    SocketAddress remote = connection.getEndPoint().getRemoteSocketAddress();
    InetAddress address = remote instanceof InetSocketAddress inet ? inet.getAddress() : null;
    return address == null ? connection : HttpBounds.subscriber(address);
  }
}
