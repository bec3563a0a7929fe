package io.fluxledger.local.provider;

import io.fluxledger.runtime.ChainsFile;
import io.fluxledger.runtime.Health;
import io.fluxledger.runtime.HttpService;
import io.fluxledger.runtime.Metrics;
import io.fluxledger.runtime.ServiceRunner;
import io.fluxledger.runtime.Settings;
import io.fluxledger.signatures.Eip712Domain;
import io.fluxledger.signatures.EthAddress;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The DEMO provider as a process. */
public final class DemoProviderMain implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DemoProviderMain.class);
    private static final int MAX_BODY_BYTES = 1 << 20;

    private final HttpService http;
    private final UsageBook book;
    private final DemoReceipts receipts;

    private DemoProviderMain(Settings settings) {
        HttpService.Config config =
                new HttpService.Config(settings.string("http.host"), settings.integer("http.port"), MAX_BODY_BYTES);
        Path keys = settings.path("provider.keys");
        Path usage = settings.path("usage.file");
        DemoPrices prices = new DemoPrices(
                settings.number("price.inputTokenNanos", DemoPrices.DEFAULT.inputTokenNanos()),
                settings.number("price.outputTokenNanos", DemoPrices.DEFAULT.outputTokenNanos()));
        ChainsFile chains = ChainsFile.read(settings.path("chains.file"));
        settings.assertAllRead();
        ChainsFile.Domain domain = chains.domain();
        ReceiptSigner signer = new ReceiptSigner(new Eip712Domain(
                domain.name(), domain.version(), domain.chainId(), EthAddress.parse(domain.verifyingContract())));
        this.book = new UsageBook(usage);
        this.receipts = new DemoReceipts(new ProviderKeys(keys), signer, book, chains.homeChainId());
        this.http = new HttpService(config, new Health(), new Metrics());
        new ProcessRoute(receipts, prices).addTo(http);
        new OwnFormRoutes(receipts, prices).addTo(http);
        new UsageRoute(book).addTo(http);
    }

    public static void main(String[] args) {
        ServiceRunner.run("demo-provider", args, settings -> {
            DemoProviderMain provider = new DemoProviderMain(settings);
            provider.http.start();
            LOG.warn("DEMO provider on port {}: invents completions, not for production", provider.http.port());
            return provider;
        });
    }

    @Override
    public void close() {
        receipts.close();
        http.close();
        book.close();
    }
}
