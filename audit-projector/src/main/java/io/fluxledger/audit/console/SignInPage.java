package io.fluxledger.audit.console;

import static io.fluxledger.audit.console.Html.el;

import io.fluxledger.audit.access.Sessions;
import io.fluxledger.runtime.HttpCall;
import io.fluxledger.runtime.HttpReply;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Where an auditor shows the key or token that lets see what the chain does not show. */
final class SignInPage {
    private final Sessions sessions;

    SignInPage(Sessions sessions) {
        this.sessions = sessions;
    }

    View view(Visit visit) {
        return visit.viewer() == Viewer.AUDITOR ? signedIn() : form(200, "");
    }

    private static View signedIn() {
        return View.plain(
                200,
                "Signed in",
                Html.all(
                        el("p", "You see everything, for %d hours at most.".formatted(Sessions.LONGEST.toHours())),
                        el("form", el("button", "Sign out").with("id", "sign-out"))
                                .with("method", "post")
                                .with("action", "/console/sign-out")));
    }

    private View form(int status, String error) {
        if (!sessions.arePossible()) {
            return View.plain(
                    status,
                    "Sign in",
                    Parts.note(
                            "This service knows nobody: api.keys.file and oidc.issuer name none. What is for auditors stays hidden."));
        }
        Html.Element input = el("input")
                .with("id", "key")
                .with("name", "key")
                .with("type", "password")
                .with("autocomplete", "off")
                .with("required", "")
                .with("maxlength", 8_192)
                .with("aria-describedby", "key-error");
        return View.plain(
                status,
                "Sign in",
                el(
                                "form",
                                el("label", "Key or token of an auditor or operator")
                                        .with("for", "key"),
                                error.isEmpty() ? input : input.with("aria-invalid", "true"),
                                el("p", error)
                                        .with("id", "key-error")
                                        .with("class", "error")
                                        .with("role", "alert"),
                                el("button", "Sign in").with("id", "sign-in"))
                        .with("method", "post")
                        .with("action", "/console/sign-in")
                        .with("class", "sign-in"));
    }

    /** The session's cookie when the key is good; the view to show when not. */
    Outcome signIn(HttpCall call) {
        if (isFromElsewhere(call)) {
            return new Outcome(Optional.empty(), form(403, "Sign in on this page."));
        }
        String body = new String(call.body(), StandardCharsets.UTF_8);
        String key = body.startsWith("key=") ? decoded(body.substring("key=".length())) : "";
        boolean secure = "https".equalsIgnoreCase(call.header("X-Forwarded-Proto"));
        return new Outcome(
                sessions.begin(key.strip(), secure), form(403, "That is no key or token of an auditor or operator."));
    }

    /** @param cookie empty when the key is none */
    record Outcome(Optional<String> cookie, View refused) {}

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // What cannot be read is no key.
            return "";
        }
    }

    private static boolean isFromElsewhere(HttpCall call) {
        String site = call.header("Sec-Fetch-Site");
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    HttpReply signOut(HttpCall call) {
        return HttpReply.text(303, "text/plain", "")
                .header("Location", "/console/sign-in")
                .header("Set-Cookie", sessions.end(call));
    }
}
