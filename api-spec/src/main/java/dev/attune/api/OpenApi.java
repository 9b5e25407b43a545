package dev.attune.api;

import java.io.InputStream;

/** Where the contract lies on the class path. */
public final class OpenApi {

    private OpenApi() {}

    /** The text of {@code openapi.yaml}, UTF-8; the caller closes it. */
    public static InputStream open() {
        InputStream contract = OpenApi.class.getResourceAsStream("openapi.yaml");
        if (contract == null) {
            throw new IllegalStateException("openapi.yaml is missing beside " + OpenApi.class.getName());
        }
        return contract;
    }
}
