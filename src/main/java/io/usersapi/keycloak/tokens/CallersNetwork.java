package io.usersapi.keycloak.tokens;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * What counts as one address for the limit of attempts. Whoever has an IPv6 address usually has all that begin with the
 * same 64 bits (RFC 4291, section 2.5.1; RFC 6177), and could try each once. So these count as one.
 */
final class CallersNetwork {

    private static final int PREFIX_BYTES = 8;
    /** An IPv6 address without brackets and zone. Other texts, for which Java would ask the name service, have no colon. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private CallersNetwork() {}

    /**
     * The name of the network.
     *
     * @param host the address as the server or a trusted proxy tells it
     */
    static String of(String host) {
        String address = host.replaceAll("^\\[|]$|%.*", "");
        if (!IPV6.matcher(address).matches()) {
            return host;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            // Java takes an IPv4 address that is written as an IPv6 one for what it is.
            return bytes.length > PREFIX_BYTES
                    ? HexFormat.of().formatHex(bytes, 0, PREFIX_BYTES)
                    : InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException malformed) {
            return host;
        }
    }
}
