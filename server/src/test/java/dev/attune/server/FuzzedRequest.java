package dev.attune.server;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/**
 * The bytes of one request, wrong in some way or not.
 *
 * @param complete whether an answer may be expected
 */
@SuppressWarnings("ArrayRecordComponent") // written, never compared
record FuzzedRequest(String path, byte[] bytes, boolean complete) {

    /** Request {@code number} of all; the same each time. */
    static FuzzedRequest of(long seed, int number) {
        Random random = new Random(seed + number);
        List<String> paths = FuzzedBody.RIGHT.keySet().stream().sorted().toList();
        // Half of all requests are chats.
        String path = random.nextBoolean() ? "/v1/chat/completions" : paths.get(random.nextInt(paths.size()));
        byte[] body = new FuzzedBody(random).of(path);
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        boolean chunked = random.nextInt(8) == 0;
        boolean lies = random.nextInt(12) == 0;
        write(
                request,
                "POST " + path + (random.nextInt(20) == 0 ? "?a=%41&b" : "") + " HTTP/1.1\r\nHost: localhost\r\n");
        write(request, headers(random));
        if (chunked) {
            write(request, "Transfer-Encoding: chunked\r\n\r\n");
            chunks(request, body, lies, random);
        } else {
            int more = lies ? 1 + random.nextInt(100) : 0;
            write(request, "Content-Length: " + (body.length + more) + "\r\n\r\n");
            request.writeBytes(body);
        }
        return new FuzzedRequest(path, request.toByteArray(), !lies);
    }

    private static String headers(Random random) {
        StringBuilder headers = new StringBuilder();
        List<String> types = List.of(
                "application/json", "APPLICATION/json;charset=utf-8", "text/plain", "application/json;;", "*/*");
        int type = random.nextInt(20);
        headers.append("Content-Type: ")
                .append(types.get(type < types.size() ? type : 0))
                .append("\r\n");
        switch (random.nextInt(10)) {
            case 0 -> {
                for (int i = random.nextInt(300); i > 0; i--) {
                    headers.append("x-flood-")
                            .append(i % 40)
                            .append(": ")
                            .append("v".repeat(random.nextInt(20)))
                            .append("\r\n");
                }
            }
            case 1 ->
                headers.append("x-long: ")
                        .append("l".repeat(random.nextInt(12_000)))
                        .append("\r\n");
            case 2 ->
                headers.append("x-request-id: ")
                        .append("a b\té".repeat(random.nextInt(40)))
                        .append("\r\n");
            case 3 -> headers.append("Accept: text/html\r\nAccept-Encoding: gzip, br\r\nOrigin: http://localhost\r\n");
            case 4 -> headers.append("Authorization: Bearer \u0001\r\nCookie: a=b; a=b\r\n");
            default -> {}
        }
        return headers.toString();
    }

    /** In pieces of any size; one that lies never says that it is over. */
    private static void chunks(ByteArrayOutputStream request, byte[] body, boolean lies, Random random) {
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(200));
            write(request, Integer.toHexString(length) + "\r\n");
            request.write(body, at, length);
            write(request, "\r\n");
            at += length;
        }
        write(request, lies ? "5\r\nab" : "0\r\n\r\n");
    }

    private static void write(ByteArrayOutputStream request, String text) {
        request.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
