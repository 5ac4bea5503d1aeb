package io.proofworks.metrics.query;

import io.proofworks.operations.Health;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The health of what is yet to be started: until then it lives and is not ready. */
record LaterHealth(Supplier<Optional<Health>> health) implements Health {

  @Override
  public boolean isLive() {
    return health.get().map(Health::isLive).orElse(true);
  }

  @Override
  public boolean isReady() {
    return health.get().map(Health::isReady).orElse(false);
  }

  @Override
  public boolean hasStarted() {
    return health.get().map(Health::hasStarted).orElse(false);
  }

  @Override
  public Map<String, ?> details() {
    return health.get().<Map<String, ?>>map(Health::details).orElse(Map.of());
  }
}
