package io.proofworks.views.query;

import io.proofworks.operations.Condition;
import io.proofworks.operations.Health;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The health of what is yet to be started: until then it is starting. */
record LaterHealth(Supplier<Optional<Health>> health) implements Health {

  @Override
  public Condition condition() {
    return health.get().map(Health::condition).orElse(Condition.STARTING);
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
