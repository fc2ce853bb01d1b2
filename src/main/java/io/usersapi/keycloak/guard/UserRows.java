package io.usersapi.keycloak.guard;

import io.usersapi.keycloak.account.state.AccountAttributes;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.hibernate.LockMode;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
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
        Object[] fresh = changes.isHeld(id) ? before(event) : lockedRow(event, id);
        if (fresh == null) {
            return;
        }
        Row row = new Row(event, fresh);
        boolean visible = COLUMNS.stream().anyMatch(column -> UserDates.isVisible(column) && row.isChanged(column));
        boolean isRead = row.fresh(FEDERATION_LINK) != null && !changes.isAsked(id) && !row.isChanged(ENABLED);
        boolean isDated = !changes.isCreated(id) && ((visible && !isRead) || row.isChanged(LAST_MODIFIED));
        boolean isDisabled = row.isChanged(ENABLED) && Boolean.FALSE.equals(row.written(ENABLED));
        List<String> others = COLUMNS.stream().filter(row::isOthers).toList();
        if (AccountAttributes.isTombstoneUsername((String) row.fresh(USERNAME))) {
            changes.user(id).hasReservedName(row.isMeanwhileOther(USERNAME));
        }
        COLUMNS.forEach(column -> row.compareWithFresh(column, others.contains(column)));
        if (isDated) {
            row.write(LAST_MODIFIED, later((Long) row.written(LAST_MODIFIED), (Long) row.fresh(LAST_MODIFIED)));
            changes.date(id);
        }
        int notBefore = isDisabled ? Time.currentTime() : (Integer) row.written(NOT_BEFORE);
        // Two may write it at once, and the later time counts.
        row.write(NOT_BEFORE, Math.max(notBefore, (Integer) row.fresh(NOT_BEFORE)));
    }

    private static Object[] before(PreUpdateEvent event) {
        List<String> properties = Arrays.asList(event.getPersister().getPropertyNames());
        return COLUMNS.stream()
                .map(column -> event.getOldState()[properties.indexOf(column)])
                .toArray();
    }

    /** The current time, but later than every time that the row had: two changes within a millisecond get two times. */
    private static Long later(Long written, Long before) {
        long now = Math.max(Time.currentTimeMillis(), written == null ? 0 : written);
        return before == null ? now : Math.max(now, before + 1);
    }

    /** One update as Hibernate is about to send it. */
    private static final class Row {

        private final PreUpdateEvent event;
        private final List<String> properties;
        private final Object[] fresh;

        Row(PreUpdateEvent event, Object[] fresh) {
            this.event = event;
            this.properties = Arrays.asList(event.getPersister().getPropertyNames());
            this.fresh = fresh;
        }

        Object written(String column) {
            return event.getState()[properties.indexOf(column)];
        }

        Object fresh(String column) {
            return fresh[COLUMNS.indexOf(column)];
        }

        boolean isChanged(String column) {
            return !Objects.equals(written(column), event.getOldState()[properties.indexOf(column)]);
        }

        boolean isMeanwhileOther(String column) {
            return !Objects.equals(fresh(column), event.getOldState()[properties.indexOf(column)]);
        }

        /** Whether the database's value is written. An address brings its constraint along, and whether it is verified. */
        boolean isOthers(String column) {
            boolean addressIsOthers = !isChanged(EMAIL) && isMeanwhileOther(EMAIL);
            boolean addressIsOwn = isChanged(EMAIL) && !Objects.equals(written(EMAIL), fresh(EMAIL));
            boolean isVerified = EMAIL_VERIFIED.equals(column) && Boolean.TRUE.equals(written(column));
            if (EMAIL_CONSTRAINT.equals(column) || isVerified) {
                return !isChanged(column) || addressIsOthers;
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
            event.getOldState()[properties.indexOf(column)] = fresh(column);
            if (isOthers) {
                write(column, fresh(column));
            }
        }

        void write(String column, Object value) {
            int index = properties.indexOf(column);
            if (!Objects.equals(value, event.getState()[index])) {
                event.getState()[index] = value;
                event.getPersister().setValue(event.getEntity(), index, value);
            }
        }
    }

    private static Object[] lockedRow(PreUpdateEvent event, String id) {
        EntityPersister users = event.getPersister();
        SharedSessionContractImplementor session = event.getSession();
        SimpleSelect select = new SimpleSelect(session.getFactory())
                .setLockMode(LockMode.PESSIMISTIC_WRITE)
                .setTableName(users.getTableName());
        COLUMNS.forEach(column -> select.addColumn(column(users, column)));
        select.addRestriction(users.getIdentifierColumnNames()[0]);
        return session.doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(select.toStatementString())) {
                statement.setString(1, id);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? values(rows) : null;
                }
            }
        });
    }

    private static Object[] values(ResultSet row) throws SQLException {
        Object[] values = new Object[COLUMNS.size()];
        for (int column = 0; column < values.length; column++) {
            values[column] = value(row, COLUMNS.get(column), column + 1);
        }
        return values;
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
