package dev.attune.load.client;

import java.io.ByteArrayOutputStream;

/** Cuts a byte stream into server-sent events and hands on the data of each. Keeps what is not complete yet. */
final class EventReader {
    private static final int MOST_BYTES = 1 << 24;

    private final Exchange exchange;
    private final Growing line = new Growing();
    private final Growing data = new Growing();

    EventReader(Exchange exchange) {
        this.exchange = exchange;
    }

    void accept(byte[] bytes, int from, int length, long nowNs) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] == '\n') {
                endLine(nowNs);
            } else if (bytes[i] != '\r') {
                line.write(bytes[i]);
            }
        }
        if (line.size() + data.size() > MOST_BYTES) {
            throw new BadReplyException("an event is longer than " + MOST_BYTES + " bytes");
        }
    }

    private void endLine(long nowNs) {
        if (line.size() == 0) {
            if (data.size() > 0) {
                exchange.event(data.bytes(), data.size(), nowNs);
                data.reset();
            }
        } else if (line.startsWith("data:")) {
            int skip = line.size() > 5 && line.bytes()[5] == ' ' ? 6 : 5;
            if (data.size() > 0) {
                data.write('\n');
            }
            data.write(line.bytes(), skip, line.size() - skip);
        }
        line.reset();
    }

    /** Lets its bytes be read where they lie. */
    private static final class Growing extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }

        boolean startsWith(String prefix) {
            for (int i = 0; i < prefix.length(); i++) {
                if (i >= count || buf[i] != prefix.charAt(i)) {
                    return false;
                }
            }
            return true;
        }
    }
}
