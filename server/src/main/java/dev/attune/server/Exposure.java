package dev.attune.server;

import dev.attune.server.access.Keys;
import dev.attune.server.config.ServerConfig;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who may reach the server. */
final class Exposure {

    private Exposure() {}

    /** @throws ServerException if others than this machine could reach a server that knows no keys */
    static void refuseOpenDoor(ServerConfig.Http http, Keys keys) {
        String host = http.host();
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress() && !keys.areNeeded()) {
                throw new ServerException("Refusing to listen on " + host + ": no keys are configured, and without keys"
                        + " only this machine may talk to Attune. Make a key with `attune keys add`, or use"
                        + " --host 127.0.0.1.");
            }
        } catch (UnknownHostException e) {
            throw new ServerException("The address " + host + " is not known on this machine.", e);
        }
    }

    /** @throws ServerException if every web site could talk to a server that knows no keys */
    static void refuseEveryOrigin(ServerConfig.Http http, Keys keys) {
        if (http.corsOrigins().contains("*") && !keys.areNeeded()) {
            throw new ServerException(
                    "http.cors-origins = * without keys would let every web site that anybody on this machine"
                            + " visits talk to Attune. Make a key with `attune keys add`, or list the origins.");
        }
    }

    /** The address as a browser takes it. */
    static String url(ServerConfig.Http http, int port) {
        String host = http.host();
        return (http.tls().isOn() ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + port;
    }
}
