package dev.attune.server;

import io.restassured.RestAssured;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Puts the {@link ContractFilter} before every test class of the module. JUnit finds it by itself. */
public final class ContractExtension implements BeforeAllCallback {
    private static final ContractFilter FILTER = new ContractFilter();

    @Override
    public void beforeAll(ExtensionContext test) {
        if (!RestAssured.filters().contains(FILTER)) {
            RestAssured.filters(FILTER);
        }
    }
}
