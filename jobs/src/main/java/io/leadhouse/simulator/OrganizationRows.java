package io.leadhouse.simulator;

import java.util.List;

/** Rows of organizations, users and pipeline_stages. */
final class OrganizationRows {
  private static final int DIRTY_STAGE = 90;

  private final CopyTarget organizations;
  private final CopyTarget users;
  private final CopyTarget stages;

  OrganizationRows(CopyTargets targets) {
    this.organizations =
        targets.into("organizations", List.of("id", "name", "timezone", "currency", "brand"));
    this.users =
        targets.into("users", List.of("id", "organization_id", "name", "email", "role", "active"));
    this.stages =
        targets.into(
            "pipeline_stages",
            List.of(
                "id",
                "organization_id",
                "name",
                "position",
                "color",
                "probability",
                "is_won",
                "is_lost",
                "is_active"));
  }

  void write(World.Organization organization) {
    organizations
        .number(organization.id())
        .text(organization.name())
        .text(organization.timeZone())
        .text(organization.currency())
        .json("{\"color\": \"" + organization.stages().get(0).color() + "\"}")
        .endRow();
    for (int i = 0; i < organization.users().size(); i++) {
      writeUser(organization, i);
    }
    for (int i = 0; i < organization.stages().size(); i++) {
      writeStage(organization, i);
    }
    writeDirtyStage(organization);
  }

  private void writeUser(World.Organization organization, int index) {
    World.User user = organization.users().get(index);
    users
        .number(SimulatedIds.user(organization.id(), index))
        .number(organization.id())
        .text(user.name())
        .text("user" + (index + 1) + "@org" + organization.id() + ".example.com")
        .text(user.role())
        .bool(user.isActive())
        .endRow();
  }

  private void writeStage(World.Organization organization, int index) {
    World.Stage stage = organization.stages().get(index);
    stages
        .number(organization.stageId(index))
        .number(organization.id())
        .text(stage.name())
        .integer(index + 1)
        .text(stage.color())
        .cents(Math.round(stage.probability() * 100))
        .bool(stage.kind() == World.Stage.Kind.WON)
        .bool(stage.kind() == World.Stage.Kind.LOST)
        .bool(true)
        .endRow();
  }

  /** A stage that leads no longer move into, with a probability above 100 percent. */
  private void writeDirtyStage(World.Organization organization) {
    stages
        .number(organization.stageId(DIRTY_STAGE))
        .number(organization.id())
        .text("old test stage")
        .integer(DIRTY_STAGE)
        .nothing()
        .cents(150_00)
        .bool(false)
        .bool(false)
        .bool(false)
        .endRow();
  }
}
