package dev.attune.server;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** Who may reach the server. */
final class Exposure {

    private Exposure() {}

    /** @throws ServerException if others than this machine could reach a server that knows no keys */
    static void refuseOpenDoor(String host) {
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                throw new ServerException("Refusing to listen on " + host + ": no keys are configured, and without keys"
                        + " only this machine may talk to Attune. Use --host 127.0.0.1.");
            }
        } catch (UnknownHostException e) {
            throw new ServerException("The address " + host + " is not known on this machine.", e);
        }
    }

    /** The address as a browser takes it. */
    static String url(String host, int port) {
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
