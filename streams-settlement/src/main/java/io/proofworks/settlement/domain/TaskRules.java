package io.proofworks.settlement.domain;

import org.jspecify.annotations.Nullable;

/** The rules a task partition decides by. */
public interface TaskRules {

  /** Those of the protocol. */
  TaskRules PROTOCOL =
      new TaskRules() {
        @Override
        public TaskDecision decide(@Nullable TaskCase task, TaskInput input, TaskContext context) {
          return TaskEngine.decide(task, input, context);
        }

        @Override
        public TaskDecision timePassed(TaskCase task, long at, TaskContext context) {
          return TaskEngine.timePassed(task, at, context);
        }
      };

  /** See {@link TaskEngine#decide}. */
  TaskDecision decide(@Nullable TaskCase task, TaskInput input, TaskContext context);

  /** See {@link TaskEngine#timePassed}. */
  TaskDecision timePassed(TaskCase task, long at, TaskContext context);
}
