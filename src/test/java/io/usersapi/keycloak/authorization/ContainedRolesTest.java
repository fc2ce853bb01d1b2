package io.usersapi.keycloak.authorization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.usersapi.keycloak.support.Stub;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keycloak.models.GroupModel;
import org.keycloak.models.RoleModel;
import org.keycloak.models.UserModel;

class ContainedRolesTest {

    private final RoleModel reader = role();
    private final RoleModel editor = role(reader);
    private final RoleModel admin = role(editor);

    @Test
    void aRoleContainsItselfAndWhatItsPartsContain() {
        assertEquals(Set.of(), ContainedRoles.with(Set.of()));
        assertEquals(Set.of(reader), ContainedRoles.with(Set.of(reader)));
        assertEquals(Set.of(admin, editor, reader), ContainedRoles.with(Set.of(admin)));
        assertEquals(Set.of(admin, editor, reader), ContainedRoles.with(Set.of(admin, reader)));
    }

    @Test
    void rolesThatContainEachOtherComeToAnEnd() {
        List<RoleModel> parts = new ArrayList<>(List.of(reader));
        RoleModel one = role(parts);
        RoleModel other = role(one);
        parts.add(other);
        assertEquals(Set.of(one, other, reader), ContainedRoles.with(Set.of(one)));
        assertEquals(Set.of(one, other, reader), ContainedRoles.with(Set.of(other)));
    }

    /** Keycloak's cache fails once at a role that another transaction has removed meanwhile. */
    @ParameterizedTest
    @ValueSource(classes = {NullPointerException.class, IllegalStateException.class})
    void aRoleThatVanishesMeanwhileIsLookedAtAgain(Class<? extends RuntimeException> failure) {
        List<RuntimeException> failures = new ArrayList<>(List.of(failure(failure)));
        RoleModel vanishing = failing(failures);
        assertEquals(Set.of(vanishing, reader), ContainedRoles.with(Set.of(vanishing)));
        assertEquals(List.of(), failures);
    }

    @Test
    void anotherFailureIsNotPassedOver() {
        RoleModel broken = failing(new ArrayList<>(List.of(new UnsupportedOperationException())));
        assertThrows(UnsupportedOperationException.class, () -> ContainedRoles.with(Set.of(broken)));
    }

    @Test
    void aUserHoldsTheRolesOfItsGroupsAndOfTheGroupsAboveThem() {
        RoleModel own = role();
        RoleModel ofTeam = role(editor);
        RoleModel ofCompany = role();
        GroupModel company = group(GroupModel.Type.REALM, null, ofCompany);
        GroupModel team = group(GroupModel.Type.REALM, company, ofTeam);
        assertEquals(List.of(team, company), ContainedRoles.withParents(team).toList());
        assertEquals(Set.of(own, ofTeam, editor, reader, ofCompany), ContainedRoles.of(user(List.of(team), own)));
        assertEquals(Set.of(own), ContainedRoles.of(user(List.of(), own)));
    }

    @Test
    void aGroupOfAnOrganizationGivesNoRoles() {
        GroupModel organization = group(GroupModel.Type.ORGANIZATION, null, admin);
        assertEquals(Set.of(reader), ContainedRoles.of(user(List.of(organization), reader)));
    }

    private static RoleModel role(RoleModel... parts) {
        return role(List.of(parts));
    }

    private static RoleModel role(List<RoleModel> parts) {
        return Stub.of(RoleModel.class, Map.of("getCompositesStream", call -> parts.stream()));
    }

    /** A role that contains {@link #reader}, and throws each of the failures first. */
    private RoleModel failing(List<RuntimeException> failures) {
        return Stub.of(RoleModel.class, Map.of("getCompositesStream", call -> {
            if (!failures.isEmpty()) {
                throw failures.remove(0);
            }
            return Stream.of(reader);
        }));
    }

    private static RuntimeException failure(Class<? extends RuntimeException> type) {
        return type == NullPointerException.class ? new NullPointerException() : new IllegalStateException();
    }

    private static GroupModel group(GroupModel.Type type, GroupModel parent, RoleModel... roles) {
        return Stub.of(
                GroupModel.class,
                Map.of(
                        "getType", call -> type,
                        "getParent", call -> parent,
                        "getRoleMappingsStream", call -> Stream.of(roles)));
    }

    private static UserModel user(List<GroupModel> groups, RoleModel... roles) {
        return Stub.of(
                UserModel.class,
                Map.of("getGroupsStream", call -> groups.stream(), "getRoleMappingsStream", call -> Stream.of(roles)));
    }
}
