package io.usersapi.keycloak.tokens;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallersNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:3:4:5:6, 20010db800010002",
        "2001:db8:1:2::1, 20010db800010002",
        "[2001:DB8:1:2::ffff], 20010db800010002",
        "2001:db8:1:3::1, 20010db800010003",
        "fe80::1%eth0, fe80000000000000",
        "::1, 0000000000000000"
    })
    void ofAnIpv6AddressTheFirst64BitsCount(String host, String network) {
        assertEquals(network, CallersNetwork.of(host));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "localhost, localhost",
        "_hidden, _hidden",
        "1:2, 1:2",
        "unknown:80, unknown:80"
    })
    void everythingElseCountsAsItIs(String host, String network) {
        assertEquals(network, CallersNetwork.of(host));
    }
}
