package io.fluxledger.audit.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTest {
    @Test
    void textAndAttributesAreEscaped() {
        String hostile = "<b>\"'&</b>";
        assertThat(Html.el("p", hostile).with("title", hostile).render())
                .isEqualTo("<p title=\"&lt;b&gt;&quot;&#39;&amp;&lt;/b&gt;\">&lt;b&gt;&quot;&#39;&amp;&lt;/b&gt;</p>");
    }

    @Test
    void elementsWithoutContentHaveNoEnd() {
        assertThat(Html.all(Html.el("input").with("name", "q"), Html.el("p")).render())
                .isEqualTo("<input name=\"q\"><p></p>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "//elsewhere.example/",
                "https://elsewhere.example/",
                "/\\elsewhere.example",
                ""
            })
    void aLinkLeadsNowhereElse(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> Html.link(path));
    }
}
