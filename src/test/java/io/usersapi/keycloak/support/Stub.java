package io.usersapi.keycloak.support;

import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Stand-ins for the interfaces of Keycloak and Hibernate, for rules that need no server. */
public final class Stub {

    /** What a stand-in answers to a method. */
    public interface Call {

        /** @param arguments of the method */
        Object answer(List<Object> arguments);
    }

    /** Answers with the stand-in itself, as the methods of a query do. */
    public static final Call ITSELF = arguments -> null;

    private Stub() {}

    /**
     * A stand-in, which is equal to itself alone. A method without an answer fails the test.
     *
     * @param answers by the name of the method
     */
    public static <T> T of(Class<T> type, Map<String, Call> answers) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (stub, method, arguments) -> {
                    List<Object> asked = arguments == null ? List.of() : Arrays.asList(arguments);
                    return switch (method.getName()) {
                        case "equals" -> stub == asked.get(0);
                        case "hashCode" -> System.identityHashCode(stub);
                        case "toString" -> type.getSimpleName() + "@" + System.identityHashCode(stub);
                        default -> answer(answers.get(method.getName()), type, method.getName(), stub, asked);
                    };
                }));
    }

    private static Object answer(Call call, Class<?> type, String method, Object stub, List<Object> asked) {
        if (call == null) {
            throw new AssertionError("nobody should call " + type.getSimpleName() + "." + method);
        }
        return call == ITSELF ? stub : call.answer(asked);
    }
}
