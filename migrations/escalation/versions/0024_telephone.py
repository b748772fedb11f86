"""Each request for a code by telephone is a row of its own; a number is unique under a petition once confirmed."""

from migrations import run

revision = "escalation_0024"
down_revision = "escalation_0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make addresses unique where they stand for somebody, and number the requests of telephones."""
    run(
        """
alter table escalation_private.signature add column request text;
create unique index signature_once on escalation_private.signature (petition, address)
  where came_by <> 'telephone' or confirmed_at is not null;
create index signature_of_address on escalation_private.signature (petition, address);
create unique index signature_asked on escalation_private.signature (petition, request) where request is not null;
alter table escalation_private.signature drop constraint signature_petition_address_key;
"""
    )


def downgrade() -> None:
    """Keep the confirmed one of each number, else the last."""
    run(
        """
delete from escalation_private.signature s where came_by = 'telephone' and confirmed_at is null and exists (
  select from escalation_private.signature o where o.petition = s.petition and o.address = s.address
  and (o.confirmed_at is not null or o.signature > s.signature));
drop index escalation_private.signature_asked, escalation_private.signature_of_address,
  escalation_private.signature_once;
alter table escalation_private.signature add unique (petition, address), drop column request;
"""
    )
