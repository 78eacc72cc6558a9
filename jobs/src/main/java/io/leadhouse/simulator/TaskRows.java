package io.leadhouse.simulator;

import io.leadhouse.simulator.Fact.Ending;
import io.leadhouse.simulator.Fact.TaskSet;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/** Rows of tasks: about leads, and a weekly one about none. */
final class TaskRows {
  private final CopyTarget tasks;

  TaskRows(CopyTargets targets) {
    this.tasks =
        targets.into(
            "tasks",
            List.of(
                "id",
                "organization_id",
                "lead_id",
                "assigned_to",
                "created_by",
                "title",
                "due_date",
                "priority",
                "status",
                "task_type",
                "completed_at",
                "created_at",
                "updated_at"));
  }

  /**
   * @param end the instant at which the database is seen
   */
  void write(long organizationId, long leadId, int position, TaskSet task, Instant end) {
    write(organizationId, leadId, SimulatedIds.fact(leadId, position), task, end);
  }

  /** Every Monday the manager sets out to look at the pipeline. */
  void writeWeekly(World.Organization organization, LocalDate start, Instant end) {
    LocalDate monday = start.with(TemporalAdjusters.nextOrSame(DayOfWeek.MONDAY));
    while (true) {
      Instant created = monday.atTime(9, 0).atZone(organization.zone()).toInstant();
      if (!created.isBefore(end)) {
        return;
      }
      long week = monday.toEpochDay() / 7;
      long manager = organization.managerId();
      Instant closed =
          week % 9 == 0 ? null : Exchange.plusDays(created, 1 + Math.floorMod(week, 5));
      TaskSet review =
          new TaskSet(
              created,
              manager,
              manager,
              "Review the pipeline",
              monday.plusDays(3),
              "medium",
              "other",
              null,
              closed,
              Ending.DONE);
      write(organization.id(), 0, SimulatedIds.week(organization.id(), week), review, end);
      monday = monday.plusWeeks(1);
    }
  }

  private void write(long organizationId, long leadId, long id, TaskSet task, Instant end) {
    boolean isClosed = task.closedAt() != null && task.closedAt().isBefore(end);
    boolean isStarted = task.startedAt() != null && task.startedAt().isBefore(end);
    Instant completedAt = isClosed && task.ending() == Ending.DONE ? task.closedAt() : null;
    tasks
        .number(id)
        .number(organizationId)
        .id(leadId)
        .id(task.assignedTo())
        .id(task.createdBy())
        .text(task.title())
        .date(task.due())
        .text(task.priority())
        .text(status(task, isClosed, isStarted))
        .text(task.type())
        .instant(completedAt)
        .instant(task.at())
        .instant(isClosed ? task.closedAt() : isStarted ? task.startedAt() : task.at())
        .endRow();
  }

  private static String status(TaskSet task, boolean isClosed, boolean isStarted) {
    if (isClosed) {
      return task.ending() == Ending.DONE ? "done" : "cancelled";
    }
    return isStarted ? "in_progress" : "open";
  }
}
