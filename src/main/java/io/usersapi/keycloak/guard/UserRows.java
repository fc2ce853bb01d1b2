package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.state.AccountAttributes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import org.hibernate.LockMode;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.sql.SimpleSelect;
import org.keycloak.common.util.Time;

/**
 * Completes an update of a user's row right before Hibernate sends it, on the connection of the current flush.
 * Keycloak's user row has no version, and Hibernate writes all of its columns. So a transaction that read the row
 * before another transaction's commit would undo that commit. To prevent this, the row is locked, and the columns that
 * the transaction did not change are taken from the database.
 */
final class UserRows {

    static final String USERNAME = "username";
    private static final String EMAIL = "email";
    private static final String EMAIL_CONSTRAINT = "emailConstraint";
    private static final String EMAIL_VERIFIED = "emailVerified";
    private static final String ENABLED = "enabled";
    static final String NOT_BEFORE = "notBefore";
    static final String LAST_MODIFIED = "lastModifiedTimestamp";
    /** The id of the user store that the user comes from; null for a user of Keycloak's own. */
    static final String FEDERATION_LINK = "federationLink";

    /** The columns of a user's row, except for its id and the realm's id, which never change. */
    private static final List<String> COLUMNS = List.of(
            USERNAME,
            EMAIL,
            EMAIL_CONSTRAINT,
            "firstName",
            "lastName",
            ENABLED,
            EMAIL_VERIFIED,
            "createdTimestamp",
            LAST_MODIFIED,
            FEDERATION_LINK,
            "serviceAccountClientLink",
            NOT_BEFORE);

    private UserRows() {}

    /**
     * Locks the row that is about to be written, and completes what is written. Columns that the transaction did not
     * change get the value of the database. The time of the last change is set where people can see the change; what a
     * directory tells anew is none. A user who is disabled gets a new {@code notBefore}, which never goes back.
     */
    static void beforeUpdate(PreUpdateEvent event, Changes changes) {
        String id = (String) event.getId();
        Object[] fresh = changes.isHeld(id) ? event.getOldState() : lockedRow(event, id, changes);
        if (fresh == null) {
            return;
        }
        Row row = new Row(event, fresh);
        if (Boolean.FALSE.equals(row.fresh(ENABLED)) && Refusal.isLookUp((String) row.fresh(FEDERATION_LINK))) {
            row.write(ENABLED, false);
        }
        boolean isDisabled = row.isChanged(ENABLED) && Boolean.FALSE.equals(row.written(ENABLED));
        // Nobody else can have changed a new user, and the time of its last change is that of its creation.
        if (!changes.isCreated(id)) {
            complete(row, id, changes);
        }
        int notBefore = isDisabled ? Time.currentTime() : (Integer) row.written(NOT_BEFORE);
        // Two may write it at once, and the later time counts.
        row.write(NOT_BEFORE, Math.max(notBefore, (Integer) row.fresh(NOT_BEFORE)));
    }

    private static void complete(Row row, String id, Changes changes) {
        boolean visible = COLUMNS.stream().anyMatch(column -> UserDates.isVisible(column) && row.isChanged(column));
        boolean isRead = row.fresh(FEDERATION_LINK) != null && !changes.isAsked(id) && !row.isChanged(ENABLED);
        boolean isDated = (visible && !isRead) || row.isChanged(LAST_MODIFIED);
        List<String> others = COLUMNS.stream().filter(row::isOthers).toList();
        if (AccountAttributes.isTombstoneUsername((String) row.fresh(USERNAME))) {
            changes.user(id).hasReservedName(row.isMeanwhileOther(USERNAME));
        }
        COLUMNS.forEach(column -> row.compareWithFresh(column, others.contains(column)));
        if (isDated) {
            row.write(
                    LAST_MODIFIED, UserDates.later((Long) row.written(LAST_MODIFIED), (Long) row.fresh(LAST_MODIFIED)));
            changes.date(id);
        }
    }

    /** One update as Hibernate is about to send it. */
    private static final class Row {

        private final PreUpdateEvent event;
        private final Object[] fresh;

        /** @param fresh the row in the database, in the order of the event's arrays */
        Row(PreUpdateEvent event, Object[] fresh) {
            this.event = event;
            this.fresh = fresh;
        }

        Object written(String column) {
            return event.getState()[index(event, column)];
        }

        Object fresh(String column) {
            return fresh[index(event, column)];
        }

        boolean isChanged(String column) {
            return !Objects.equals(written(column), event.getOldState()[index(event, column)]);
        }

        boolean isMeanwhileOther(String column) {
            return !Objects.equals(fresh(column), event.getOldState()[index(event, column)]);
        }

        /** Whether the database's value is written. An address brings its constraint along, and whether it is verified. */
        boolean isOthers(String column) {
            boolean addressIsOwn = isChanged(EMAIL) && !Objects.equals(written(EMAIL), fresh(EMAIL));
            boolean isVerified = EMAIL_VERIFIED.equals(column) && Boolean.TRUE.equals(written(column));
            if (EMAIL_CONSTRAINT.equals(column) || isVerified) {
                return !isChanged(column) || (!isChanged(EMAIL) && isMeanwhileOther(EMAIL));
            }
            return !isChanged(column) && !(EMAIL_VERIFIED.equals(column) && addressIsOwn);
        }

        /**
         * Makes the database's value the one that the update starts from. Where this transaction wrote no value, that
         * value is also what is written.
         *
         * @param isOthers whether this transaction wrote no value
         */
        void compareWithFresh(String column, boolean isOthers) {
            event.getOldState()[index(event, column)] = fresh(column);
            if (isOthers) {
                write(column, fresh(column));
            }
        }

        void write(String column, Object value) {
            int index = index(event, column);
            if (!Objects.equals(value, event.getState()[index])) {
                event.getState()[index] = value;
                event.getPersister().setValue(event.getEntity(), index, value);
            }
        }
    }

    private static Object[] lockedRow(PreUpdateEvent event, String id, Changes changes) {
        EntityPersister users = event.getPersister();
        String key = users.getIdentifierColumnNames()[0];
        SimpleSelect select = new SimpleSelect(event.getSession().getFactory())
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .setTableName(users.getTableName());
        COLUMNS.forEach(column -> select.addColumn(column(users, column)));
        select.addColumn(key).addRestriction(key);
        return event.getSession().doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(select.toStatementString())) {
                statement.setString(1, id);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? fresh(event, rows, changes) : null;
                }
            }
        });
    }

    private static Object[] fresh(PreUpdateEvent event, ResultSet row, Changes changes) throws SQLException {
        if (!event.getId().equals(row.getString(COLUMNS.size() + 1))) {
            changes.doubts((String) event.getId());
        }
        Object[] fresh = event.getOldState().clone();
        for (int i = 0; i < COLUMNS.size(); i++) {
            fresh[index(event, COLUMNS.get(i))] = value(row, COLUMNS.get(i), i + 1);
        }
        return fresh;
    }

    private static int index(PreUpdateEvent event, String column) {
        return event.getPersister().findAttributeMapping(column).getStateArrayPosition();
    }

    /** The value in the type of the property: databases answer numbers and flags in types of their own. */
    private static Object value(ResultSet row, String column, int position) throws SQLException {
        return switch (column) {
            case ENABLED, EMAIL_VERIFIED -> row.getBoolean(position);
            case NOT_BEFORE -> row.getInt(position);
            case "createdTimestamp", LAST_MODIFIED -> {
                long time = row.getLong(position);
                yield row.wasNull() ? null : time;
            }
            default -> row.getString(position);
        };
    }

    static String column(EntityPersister users, String property) {
        return users.getPropertyColumnNames(property)[0];
    }
}
